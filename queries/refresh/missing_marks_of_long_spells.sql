-- The missing marks in long_spells, as marks_of_long_spells.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer   see schools
--   pupil_id      integer   see people
--   session_date  date      day
--   session       half_day  AM or PM

select missing_marks.*
from warehouse.missing_marks
inner join steps.long_spells
    on missing_marks.school_id = long_spells.school_id
    and missing_marks.pupil_id = long_spells.pupil_id
    and missing_marks.session_date between long_spells.first_date and long_spells.last_date
