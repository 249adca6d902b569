-- The weeks of schools' cohorts from the week that a refresh starts from on, of every school:
-- what marts of whole phases are redone from.
--
-- grain:   one row per definition, week_commencing, school_id, cohort and cohort_value
-- rows:    build
-- params: none
-- returns:
--   definition            varchar  see definitions
--   academic_year         varchar  such as 2024/25
--   week_commencing       date     Monday
--   school_id             integer  see schools
--   cohort                varchar  all, year group, sex, fsm and others
--   cohort_value          varchar  such as Year 7, F, yes; unknown where blank
--   enrolments            integer  enrolments with possible sessions so far this year
--   possible_sessions     integer  sessions expected this week
--   authorised_sessions   integer  sessions absent with leave this week
--   unauthorised_sessions integer  sessions absent without leave this week
--   year_possible_sessions integer sessions expected so far this year
--   year_absent_sessions  integer  sessions missed so far this year
--   persistently_absent   integer  enrolments persistently absent so far, severely included
--   severely_absent       integer  enrolments severely absent so far

select *
from warehouse.cohort_weeks
where week_commencing >= (select from_week from steps.scope_start)
