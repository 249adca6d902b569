-- The schools that arriving marks touch. A week that nobody had marks of before gives every
-- pupil of every school a row, and so touches all.
--
-- grain:   one row per school_id
-- rows:    build
-- params: none
-- returns:
--   school_id  integer  see schools

select distinct school_id
from warehouse.schools
where
    exists (select 1 from steps.new_weeks)
    or school_id in (select school_id from mark_pupils)
