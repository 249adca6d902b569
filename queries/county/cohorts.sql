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

listed as (

    select cohort, cohort_value, group_name, list_order
    from cohort_names
    where list_order is not null

),

of_schools as (

    select
        school_id,
        cohort,
        cohort_value,
        sum(possible_sessions) as possible,
        sum(authorised_sessions + unauthorised_sessions) as absent,
        sum(enrolments) filter (where week_commencing = cast($last_week as date)) as enrolments,
        sum(persistently_absent) filter (where week_commencing = cast($last_week as date))
            as persistent
    from cohort_weeks
    where
        definition = 'dfe'
        and week_commencing between cast($first_week as date) and cast($last_week as date)
        and cohort_value <> 'no'
        and school_id in (
            select school_id
            from schools
            where is_current and education_phase = cast($education_phase as varchar)
        )
        and cohort in (select cohort from listed)
    group by school_id, cohort, cohort_value

),

quadrants as (

    select
        listed.group_name,
        listed.list_order,
        coalesce(schools.quadrant, 'not known') as place,
        sum(of_schools.possible) as possible,
        sum(of_schools.absent) as absent,
        sum(of_schools.enrolments) as enrolments,
        sum(of_schools.persistent) as persistent
    from of_schools
    inner join listed
        on of_schools.cohort = listed.cohort
        and of_schools.cohort_value = listed.cohort_value
    inner join schools
        on of_schools.school_id = schools.school_id
        and schools.is_current
    group by listed.group_name, listed.list_order, schools.quadrant

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
