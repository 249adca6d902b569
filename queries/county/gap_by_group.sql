-- Where the gap to England sits: the county's own marks against DfE's rate of England over the
-- weeks that both have, split by quadrant, year group or a group of pupils. The part of a group
-- is its share of possible sessions times its own gap, so that the parts sum to the gap.
--
-- grain:   one row per group_name
-- rows:    county
-- denominator: possible sessions of the weeks that both have
-- source:  registers of the county's schools; England from DfE's newest weekly file of the year
-- params:
--   academic_year    varchar  such as 2024/25
--   first_week       date     Monday of the first week
--   last_week        date     Monday of the last week
--   education_phase  varchar  Primary, Secondary or Special
--   split            varchar  quadrant, or a cohort such as year group or fsm
--   smallest_group   integer  fewest pupils of whom a figure is given
-- returns:
--   group_name              varchar  quadrant, year group or which pupils
--   part_points             double   part of the county's gap, points; negative lowers it
--   pupils_away             double   the part as pupils: more (+) or fewer (-) away each day
--   attendance_rate         double   of the group, 0 to 1
--   attended_sessions       bigint   sessions attended by the group
--   possible_sessions       bigint   sessions expected of the group
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

of_groups as (

    select
        by_week.cohort,
        case
            when cast($split as varchar) = 'quadrant' then by_week.quadrant
            else by_week.cohort_value
        end as cohort_value,
        cast($split as varchar) in (by_week.cohort, 'quadrant') as is_part,
        sum(by_week.possible_sessions) as possible,
        sum(by_week.absent_sessions) as absent,
        sum(by_week.enrolments)
            filter (where by_week.week_commencing = (select england_to from england))
            as enrolments
    from place_cohort_weeks as by_week
    where
        by_week.education_phase = cast($education_phase as varchar)
        and by_week.cohort in ('all', cast($split as varchar))
        and by_week.week_commencing in (select week_commencing from shared)
    group by 1, 2, 3

),

county as (

    select
        sum(possible) filter (where cohort = 'all') as possible,
        sum(absent) filter (where cohort = 'all') as absent,
        sum(enrolments) filter (where cohort = 'all') as enrolments,
        sum(possible) filter (where is_part) as parts_possible,
        sum(absent) filter (where is_part) as parts_absent,
        sum(enrolments) filter (where is_part) as parts_enrolments
    from of_groups

),

parts as (

    select
        coalesce(cohort_names.group_name, of_groups.cohort_value) as group_name,
        of_groups.possible,
        of_groups.absent,
        of_groups.enrolments
    from of_groups
    left join cohort_names
        on of_groups.cohort = cohort_names.cohort
        and of_groups.cohort_value = cohort_names.cohort_value
    where of_groups.is_part
    union all
    -- Pupils that the cohort has no value for, not even unknown.
    select
        'Not known',
        possible - coalesce(parts_possible, 0),
        absent - coalesce(parts_absent, 0),
        enrolments - coalesce(parts_enrolments, 0)
    from county

)

select
    parts.group_name,
    100 * (parts.possible - parts.absent - parts.possible * england.attendance_rate)
        / county.possible as part_points,
    (parts.absent - parts.possible * (1 - england.attendance_rate))
        / nullif(england.sessions_held, 0) as pupils_away,
    1 - parts.absent / parts.possible as attendance_rate,
    cast(parts.possible - parts.absent as bigint) as attended_sessions,
    cast(parts.possible as bigint) as possible_sessions,
    cast(parts.enrolments as bigint) as enrolments,
    england.attendance_rate as england_attendance_rate,
    100 * (1 - county.absent / county.possible - england.attendance_rate) as gap_points,
    england.england_to
from parts
cross join county
cross join england
where
    parts.possible > 0
    and england.attendance_rate is not null
    and parts.enrolments >= cast($smallest_group as integer)
order by part_points, parts.group_name
