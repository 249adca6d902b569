-- From DfE's published attendance of the county to that of the county's own marks, a step at a
-- time: the same weeks and ages, then all the weeks chosen, then every pupil on the register.
--
-- grain:   one row per step
-- rows:    county
-- denominator: possible sessions of the weeks
-- source:  DfE's newest weekly file of the year; registers of the county's schools
-- params:
--   academic_year    varchar  such as 2024/25
--   first_week       date     Monday of the first week
--   last_week        date     Monday of the last week
--   education_phase  varchar  Primary, Secondary or Special
-- returns:
--   step               bigint   1 to 4
--   figure             varchar  what is counted
--   weeks              bigint   weeks counted
--   attendance_rate    double   sessions attended of those possible, 0 to 1
--   attended_sessions  bigint   sessions attended
--   possible_sessions  bigint   sessions expected
--   change_points      double   attendance minus that of the step before, points

with

published_weeks as (

    select
        published.week_commencing,
        published.attended_sessions,
        published.possible_sessions
    from england_weeks
    inner join weeks as published
        on england_weeks.academic_year = published.academic_year
        and england_weeks.education_phase = published.education_phase
        and england_weeks.week_commencing = published.week_commencing
        and england_weeks.published = published.published
    inner join marked_weeks on england_weeks.week_commencing = marked_weeks.week_commencing
    where
        published.area_id in (select authority_code from schools where is_known)
        and published.education_phase = cast($education_phase as varchar)
        and england_weeks.is_of_release
        and england_weeks.attendance_rate is not null
        and england_weeks.academic_year = cast($academic_year as varchar)
        and england_weeks.week_commencing
        between cast($first_week as date) and cast($last_week as date)

),

own_weeks as (

    select
        cohort_weeks.definition,
        cohort_weeks.week_commencing,
        sum(cohort_weeks.possible_sessions) as possible,
        sum(cohort_weeks.possible_sessions)
        - sum(cohort_weeks.authorised_sessions + cohort_weeks.unauthorised_sessions) as attended
    from cohort_weeks
    inner join schools
        on cohort_weeks.school_id = schools.school_id
        and schools.is_current
        and schools.education_phase = cast($education_phase as varchar)
    where
        cohort_weeks.cohort = 'all'
        and cohort_weeks.definition in ('dfe', 'whole register')
        and cohort_weeks.week_commencing
        between cast($first_week as date) and cast($last_week as date)
    group by cohort_weeks.definition, cohort_weeks.week_commencing
    having sum(cohort_weeks.possible_sessions) > 0

),

steps as (

    select
        cast(1 as bigint) as step,
        'DfE''s published figure' as figure,
        count(*) as weeks,
        sum(attended_sessions) as attended,
        sum(possible_sessions) as possible
    from published_weeks
    union all
    select
        2,
        'Own marks, same weeks and ages',
        count(*),
        sum(attended),
        sum(possible)
    from own_weeks
    where
        definition = 'dfe'
        and week_commencing in (select week_commencing from published_weeks)
    union all
    select
        3,
        'Own marks, all weeks chosen',
        count(*),
        sum(attended),
        sum(possible)
    from own_weeks
    where definition = 'dfe'
    union all
    select
        4,
        'Own marks, all weeks and ages',
        count(*),
        sum(attended),
        sum(possible)
    from own_weeks
    where definition = 'whole register'

)

select
    step,
    figure,
    weeks,
    attended / possible as attendance_rate,
    cast(attended as bigint) as attended_sessions,
    cast(possible as bigint) as possible_sessions,
    100 * (attended / possible - lag(attended / possible) over (order by step)) as change_points
from steps
where possible > 0
order by step
