-- The watched marks of every pupil of the touched schools, at whatever school, from the touched
-- week on.
--
-- grain:   one row per session_date, session, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   session_date  date           day
--   session       half_day       AM or PM
--   school_id     integer        see schools
--   pupil_id      integer        see people
--   code          register_code  register code

select *
from warehouse.watched_marks
where
    pupil_id in (select pupil_id from steps.scope_people)
    and session_date >= (select from_week from steps.scope_start)
