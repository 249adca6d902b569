-- The cohorts of each enrolment as a list of numbers, which is what cohort_weeks counts by.
--
-- grain:   one row per academic_year, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar     such as 2024/25
--   school_id      integer     see schools
--   pupil_id       integer     see people
--   value_ids      smallint[]  see cohort_values

select
    enrolment_cohorts.academic_year,
    enrolment_cohorts.school_id,
    enrolment_cohorts.pupil_id,
    array_agg(cohort_values.value_id) as value_ids
from enrolment_cohorts
inner join cohort_values
    on enrolment_cohorts.cohort = cohort_values.cohort
    and enrolment_cohorts.cohort_value = cohort_values.cohort_value
group by
    enrolment_cohorts.academic_year,
    enrolment_cohorts.school_id,
    enrolment_cohorts.pupil_id
