-- Attendance and persistent absence (PA) of groups of pupils in one phase, in the county and in
-- each quadrant. Attendance is that of the chosen weeks; PA that of the year so far at the end of
-- them. A pupil may be in several groups; those whose answer is blank are in none.
--
-- grain:   one row per group_name and place
-- rows:    county
-- denominator: possible sessions of the weeks; for PA enrolments with any so far
-- source:  registers and pupil files of the county's schools
-- params:
--   home             varchar  name of the county
--   first_week       date     Monday of the first week
--   last_week        date     Monday of the last week
--   education_phase  varchar  Primary, Secondary or Special
--   smallest_group   integer  fewest pupils of whom a count or rate is given
-- returns:
--   group_name              varchar  which pupils
--   place                   varchar  county or quadrant
--   place_kind              varchar  county or quadrant
--   attendance_rate         double   sessions attended of those possible, 0 to 1
--   attended_sessions       bigint   sessions attended
--   possible_sessions       bigint   sessions expected
--   enrolments              bigint   enrolments with possible sessions so far
--   persistently_absent     bigint   of them, persistently absent so far
--   persistent_absence_rate double   the same as a share, 0 to 1

with

quadrants as (

    select
        cohort_names.group_name,
        cohort_names.list_order,
        place_cohort_weeks.quadrant as place,
        sum(place_cohort_weeks.possible_sessions) as possible,
        sum(place_cohort_weeks.absent_sessions) as absent,
        sum(place_cohort_weeks.enrolments)
            filter (where place_cohort_weeks.week_commencing = cast($last_week as date))
            as enrolments,
        sum(place_cohort_weeks.persistently_absent)
            filter (where place_cohort_weeks.week_commencing = cast($last_week as date))
            as persistent
    from place_cohort_weeks
    inner join cohort_names
        on place_cohort_weeks.cohort = cohort_names.cohort
        and place_cohort_weeks.cohort_value = cohort_names.cohort_value
        and cohort_names.list_order is not null
    where
        place_cohort_weeks.education_phase = cast($education_phase as varchar)
        and place_cohort_weeks.week_commencing
        between cast($first_week as date) and cast($last_week as date)
    group by cohort_names.group_name, cohort_names.list_order, place_cohort_weeks.quadrant

),

places as (

    select *, 'quadrant' as place_kind
    from quadrants
    union all
    select
        group_name,
        list_order,
        cast($home as varchar),
        sum(possible),
        sum(absent),
        sum(enrolments),
        sum(persistent),
        'county'
    from quadrants
    group by group_name, list_order

),

judged as (

    select
        *,
        persistent = 0 or persistent >= cast($smallest_group as integer) as is_pa_told
    from places
    where possible > 0 and enrolments >= cast($smallest_group as integer)

)

select
    group_name,
    place,
    place_kind,
    1 - absent / possible as attendance_rate,
    cast(possible - absent as bigint) as attended_sessions,
    cast(possible as bigint) as possible_sessions,
    cast(enrolments as bigint) as enrolments,
    cast(case when is_pa_told then persistent end as bigint) as persistently_absent,
    case when is_pa_told then persistent / enrolments end as persistent_absence_rate
from judged
order by list_order, case when place_kind = 'county' then 0 else 1 end, place
