-- Each school and its phase.
--
-- grain:   one row per school_id
-- rows:    build
-- params: none
-- returns:
--   school_id        integer  see schools
--   education_phase  varchar  see schools

select school_id, education_phase
from schools
where is_current
order by school_id
