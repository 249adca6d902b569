-- The marks of absence, or of a session not possible, in long_spells.
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

select marks.*
from warehouse.marks
inner join steps.long_spells
    on marks.school_id = long_spells.school_id
    and marks.pupil_id = long_spells.pupil_id
    and marks.session_date between long_spells.first_date and long_spells.last_date
where
    -- It says no more than the join, but by one column most marks are passed over unread.
    marks.pupil_id in (select pupil_id from steps.long_spells)
    and marks.code in (select code from warehouse.register_codes where not is_attending)
