-- Enrolments persistently and severely absent so far this year, by every dimension at once.
--
-- grain:   one row per dimension and dimension_value
-- rows:    county
-- params:
--   week_commencing  date  Monday of the last week that counts
-- returns:
--   dimension            varchar  all, phase, quadrant, district, fsm, sen, sex and others
--   dimension_value      varchar  such as Primary, or unknown
--   enrolments           bigint   enrolments with possible sessions so far
--   persistently_absent  bigint   of these those that missed 10% or more
--   severely_absent      bigint   of these those that missed 50% or more

with

of_schools as (

    select
        schools.education_phase,
        schools.quadrant,
        schools.district,
        cohort_weeks.enrolments,
        cohort_weeks.persistently_absent,
        cohort_weeks.severely_absent
    from cohort_weeks
    inner join schools
        on cohort_weeks.school_id = schools.school_id
        and schools.is_current
    where
        cohort_weeks.week_commencing = cast($week_commencing as date)
        and cohort_weeks.definition = 'whole register'
        and cohort_weeks.cohort = 'all'

),

counted as (

    select
        cohort as dimension,
        cohort_value as dimension_value,
        sum(enrolments) as enrolments,
        sum(persistently_absent) as persistently_absent,
        sum(severely_absent) as severely_absent
    from cohort_weeks
    where
        week_commencing = cast($week_commencing as date)
        and definition = 'whole register'
        and cohort in ('all', 'year group', 'sex', 'fsm', 'sen', 'ethnicity', 'social worker')
    group by cohort, cohort_value
    union all
    select
        'phase', education_phase,
        enrolments, persistently_absent, severely_absent
    from of_schools
    union all
    select
        'quadrant', quadrant,
        enrolments, persistently_absent, severely_absent
    from of_schools
    union all
    select
        'district', district,
        enrolments, persistently_absent, severely_absent
    from of_schools

)

select
    dimension,
    coalesce(dimension_value, 'unknown') as dimension_value,
    cast(sum(enrolments) as bigint) as enrolments,
    cast(sum(persistently_absent) as bigint) as persistently_absent,
    cast(sum(severely_absent) as bigint) as severely_absent
from counted
group by dimension, coalesce(dimension_value, 'unknown')
