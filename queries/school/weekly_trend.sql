-- Attendance of one school week by week, beside all schools of its phase by the county's own
-- marks and beside England by DfE; last year's weeks stand at the same school week of this year.
-- School weeks are those in which at least half of the schools were, or should have been, open.
--
-- grain:   one row per academic_year and week_commencing
-- rows:    school
-- denominator: possible sessions of the week
-- source:  registers of the county's schools; DfE weekly files, England
-- params:
--   school_id        integer    the school
--   education_phase  varchar    its phase
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   academic_year           varchar  the year chosen, or the one before
--   week_commencing         date     Monday
--   shown_week              date     Monday of the same school week of the year chosen
--   school_possible_sessions bigint  possible sessions of the school
--   school_attendance_rate  double   attended / possible sessions of the school, 0 to 1, or null
--   county_possible_sessions bigint  possible sessions of all schools of the phase
--   county_attendance_rate  double   the same of all schools of the phase, 0 to 1, or null
--   england_attendance_rate double   England by DfE, 0 to 1, or null
--   county_points           double   school minus county, points, or null

with

held as (

    select
        school_calendar.academic_year,
        school_calendar.week_commencing,
        cast(substr(school_calendar.academic_year, 1, 4) as integer) as first_year
    from school_calendar
    inner join marked_weeks
        on school_calendar.week_commencing = marked_weeks.week_commencing
    where school_calendar.is_due
    group by school_calendar.academic_year, school_calendar.week_commencing
    having 2 * count(*) filter (where school_calendar.is_open) >= count(*)

),

numbered as (

    select
        *,
        row_number() over (partition by academic_year order by week_commencing) as school_week
    from held

),

shown as (

    select
        numbered.academic_year,
        numbered.week_commencing,
        this_year.week_commencing as shown_week
    from numbered
    inner join numbered as this_year
        on numbered.school_week = this_year.school_week
        and numbered.first_year between this_year.first_year - 1 and this_year.first_year
    where
        this_year.academic_year = cast($academic_year as varchar)
        and this_year.week_commencing <= cast($last_week as date)

),

sums as (

    select
        cohort_weeks.week_commencing,
        sum(cohort_weeks.enrolments)
            filter (where cohort_weeks.school_id = cast($school_id as integer))
            as enrolments,
        sum(cohort_weeks.possible_sessions)
            filter (where cohort_weeks.school_id = cast($school_id as integer))
            as possible_sessions,
        sum(cohort_weeks.authorised_sessions + cohort_weeks.unauthorised_sessions)
            filter (where cohort_weeks.school_id = cast($school_id as integer))
            as absent_sessions,
        sum(cohort_weeks.possible_sessions)
            filter (where schools.education_phase = cast($education_phase as varchar))
            as county_possible_sessions,
        sum(cohort_weeks.authorised_sessions + cohort_weeks.unauthorised_sessions)
            filter (where schools.education_phase = cast($education_phase as varchar))
            as county_absent_sessions
    from cohort_weeks
    inner join schools
        on cohort_weeks.school_id = schools.school_id
        and schools.is_current
    where
        cohort_weeks.definition = 'dfe'
        and cohort_weeks.cohort = 'all'
        and cohort_weeks.week_commencing
        between (select min(week_commencing) from shown) and cast($last_week as date)
    group by cohort_weeks.week_commencing

),

england as (

    select
        week_commencing,
        attendance_rate,
        row_number() over (partition by week_commencing order by published desc) as place
    from weeks
    where
        area_id = 'E92000001'
        and education_phase = cast($education_phase as varchar)
        and week_commencing <= cast($last_week as date)

),

rated as (

    select
        shown.academic_year,
        shown.week_commencing,
        shown.shown_week,
        coalesce(sums.possible_sessions, 0) as school_possible_sessions,
        case
            when sums.possible_sessions > 0 and sums.enrolments >= cast($smallest_group as integer)
                then 1 - sums.absent_sessions / sums.possible_sessions
        end as school_attendance_rate,
        coalesce(sums.county_possible_sessions, 0) as county_possible_sessions,
        1 - sums.county_absent_sessions / nullif(sums.county_possible_sessions, 0)
            as county_attendance_rate,
        england.attendance_rate as england_attendance_rate
    from shown
    left join sums on shown.week_commencing = sums.week_commencing
    left join england
        on shown.week_commencing = england.week_commencing
        and england.place = 1

)

select
    academic_year,
    week_commencing,
    shown_week,
    cast(school_possible_sessions as bigint) as school_possible_sessions,
    school_attendance_rate,
    cast(county_possible_sessions as bigint) as county_possible_sessions,
    county_attendance_rate,
    england_attendance_rate,
    100 * (school_attendance_rate - county_attendance_rate) as county_points
from rated
where list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
order by academic_year, week_commencing
