-- The codes of sessions from the week that a refresh starts from on, of every school: what marts
-- of whole phases are redone from.
--
-- grain:   one row per school_id, session_date, session and code
-- rows:    build
-- params: none
-- returns:
--   academic_year varchar        such as 2024/25
--   school_id     integer        see schools
--   session_date  date           day
--   session       half_day       AM or PM
--   code          register_code  register code
--   marks         integer        pupils with the code
--   dfe_marks     integer        those of them in DfE's scope

select *
from warehouse.school_session_codes
where session_date >= (select from_week from steps.scope_start)
