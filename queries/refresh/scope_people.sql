-- The pupils whose ten-week windows arriving marks may touch: all of the touched schools.
--
-- grain:   one row per pupil_id
-- rows:    build
-- params: none
-- returns:
--   pupil_id  integer  see people

select distinct pupil_id
from warehouse.enrolments
where school_id in (select school_id from steps.scope_schools)
