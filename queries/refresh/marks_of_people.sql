-- The marks of every pupil of the touched schools, at whatever school, from the touched week on.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer        see schools
--   urn           integer        school that took the register
--   pupil_id      integer        see people
--   session_date  date           day
--   session       half_day       AM or PM
--   code          register_code  register code

select *
from warehouse.marks
where
    pupil_id in (select pupil_id from steps.scope_people)
    and session_date >= (select from_week from steps.scope_start)
