-- The cohorts there are, and their values. Blank attributes are unknown, which is not "no".
--
-- grain:   one row per cohort and cohort_value
-- rows:    build
-- params: none
-- returns:
--   value_id      smallint  number of the value, for the build alone
--   cohort        varchar   all, year group, sex, fsm and others
--   cohort_value  varchar   such as Year 7, F, yes or unknown

select
    cast(row_number() over (order by cohort, cohort_value) as smallint) as value_id,
    cohort,
    cohort_value
from (select distinct cohort, cohort_value from enrolment_cohorts) as found
order by value_id
