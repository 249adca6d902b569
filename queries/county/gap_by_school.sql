-- Where the gap to England sits, school by school: each school's part of the gap of the county's
-- own marks to DfE's rate of England, over the weeks that both have. A school's part is its share
-- of the county's possible sessions times its own gap; the parts of all schools sum to the gap.
--
-- grain:   one row per school_id
-- rows:    school
-- denominator: possible sessions of the weeks that both have
-- source:  registers of the county's schools; England from DfE's newest weekly file of the year
-- params:
--   academic_year    varchar    such as 2024/25
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   education_phase  varchar    Primary, Secondary or Special
--   smallest_group   integer    fewest pupils of whom a figure is given
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id               integer  number of the school in all its years
--   school_name             varchar  name
--   quadrant                varchar  quadrant of the county, or null
--   district                varchar  district council's area, or null
--   part_points             double   part of the county's gap, points; negative lowers it
--   pupils_away             double   the part as pupils: more (+) or fewer (-) away each day
--   attendance_rate         double   of the school, 0 to 1
--   attended_sessions       bigint   sessions attended in the school
--   possible_sessions       bigint   sessions expected in the school
--   enrolments              bigint   enrolments with possible sessions so far
--   england_attendance_rate double   England, all pupils of the phase, 0 to 1
--   gap_points              double   the county's whole gap, points
--   england_to              date     Monday of the last week that both have

with

shared as (

    -- Weeks that both have.
    select
        england_weeks.week_commencing,
        england_weeks.attended_sessions,
        england_weeks.possible_sessions,
        county_weeks.sessions_held
    from england_weeks
    inner join county_weeks on england_weeks.week_commencing = county_weeks.week_commencing
    where
        england_weeks.is_of_release
        and england_weeks.academic_year = cast($academic_year as varchar)
        and england_weeks.education_phase = cast($education_phase as varchar)
        and england_weeks.week_commencing
        between cast($first_week as date) and cast($last_week as date)

),

england as (

    select
        sum(attended_sessions) / sum(possible_sessions) as attendance_rate,
        max(week_commencing) as england_to,
        sum(sessions_held) as sessions_held
    from shared

),

of_schools as (

    select
        school_id,
        sum(possible_sessions) as possible,
        sum(absent_sessions) as absent,
        sum(enrolments) filter (where week_commencing = (select england_to from england))
            as enrolments
    from schools_by_week
    where
        education_phase = cast($education_phase as varchar)
        and week_commencing in (select week_commencing from shared)
    group by school_id

),

county as (

    select sum(possible) as possible, sum(absent) as absent
    from of_schools

)

select
    of_schools.school_id,
    schools.school_name,
    schools.quadrant,
    schools.district,
    100 * (of_schools.possible - of_schools.absent - of_schools.possible * england.attendance_rate)
        / county.possible as part_points,
    (of_schools.absent - of_schools.possible * (1 - england.attendance_rate))
        / nullif(england.sessions_held, 0) as pupils_away,
    1 - of_schools.absent / of_schools.possible as attendance_rate,
    cast(of_schools.possible - of_schools.absent as bigint) as attended_sessions,
    cast(of_schools.possible as bigint) as possible_sessions,
    cast(of_schools.enrolments as bigint) as enrolments,
    england.attendance_rate as england_attendance_rate,
    100 * (1 - county.absent / county.possible - england.attendance_rate) as gap_points,
    england.england_to
from of_schools
inner join schools
    on of_schools.school_id = schools.school_id
    and schools.is_current
cross join county
cross join england
where
    of_schools.possible > 0
    and england.attendance_rate is not null
    and of_schools.enrolments >= cast($smallest_group as integer)
    and list_contains(cast($visible_schools as integer[]), of_schools.school_id)
order by part_points, schools.school_name, of_schools.school_id
