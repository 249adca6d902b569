-- The codes of sessions that a refresh works on: of the touched schools, from the touched week on.
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
where
    school_id in (select school_id from steps.scope_schools)
    and session_date >= (select from_week from steps.scope_start)
