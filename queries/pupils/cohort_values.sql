-- The cohorts that pupils can be filtered by and their values, as enrolments have them.
--
-- grain:   one row per cohort and cohort_value
-- rows:    county
-- source:  pupil files of the county's schools
-- params: none
-- returns:
--   cohort        varchar  fsm, sen, sex and others
--   cohort_value  varchar  such as yes, no, K or unknown

select cohort, cohort_value
from cohort_values
where cohort not in ('all', 'year group', 'ethnicity')
order by cohort, cohort_value = 'unknown', cohort_value desc
