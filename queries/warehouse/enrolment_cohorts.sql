-- The cohorts that each enrolment is in. A blank attribute is unknown, which is not "no";
-- provisional enrolments, which no pupil file has, are in no cohort but all.
--
-- grain:   one row per academic_year, school_id, pupil_id and cohort
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   school_id      integer  see schools
--   pupil_id       integer  see people
--   cohort         varchar  all, year group, sex, fsm and others
--   cohort_value   varchar  such as Year 7, F, yes or unknown

with

known as (

    select *
    from enrolments
    where not is_provisional

),

answers as (

    select academic_year, school_id, pupil_id, 'fsm' as cohort, fsm as answer
    from known
    union all
    select academic_year, school_id, pupil_id, 'eal', eal
    from known
    union all
    select academic_year, school_id, pupil_id, 'child in need', child_in_need
    from known
    union all
    select academic_year, school_id, pupil_id, 'child protection plan', child_protection_plan
    from known
    union all
    select
        academic_year, school_id, pupil_id, 'social worker',
        child_in_need or child_protection_plan
    from known
    union all
    select academic_year, school_id, pupil_id, 'looked after', looked_after
    from known
    union all
    select academic_year, school_id, pupil_id, 'previously looked after', previously_looked_after
    from known
    union all
    select academic_year, school_id, pupil_id, 'young carer', young_carer
    from known
    union all
    select academic_year, school_id, pupil_id, 'medical condition', medical_condition
    from known

)

select academic_year, school_id, pupil_id, 'all' as cohort, 'all' as cohort_value
from enrolments
union all
select
    academic_year, school_id, pupil_id, cohort,
    case when answer then 'yes' when not answer then 'no' else 'unknown' end
from answers
union all
select academic_year, school_id, pupil_id, 'sex', coalesce(sex, 'unknown')
from known
union all
select academic_year, school_id, pupil_id, 'sen', coalesce(sen, 'unknown')
from known
union all
select academic_year, school_id, pupil_id, 'ethnicity', coalesce(ethnicity, 'unknown')
from known
union all
select
    academic_year, school_id, pupil_id, 'year group', coalesce(year_group_words, 'unknown')
from known
