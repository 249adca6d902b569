-- Cohorts of added enrolments that the warehouse does not know.
--
-- grain:   one row per cohort and cohort_value
-- rows:    build
-- params: none
-- returns:
--   cohort        varchar  see cohort_values
--   cohort_value  varchar  see cohort_values

select distinct enrolment_cohorts.cohort, enrolment_cohorts.cohort_value
from enrolment_cohorts
anti join cohort_values
    on enrolment_cohorts.cohort = cohort_values.cohort
    and enrolment_cohorts.cohort_value = cohort_values.cohort_value
