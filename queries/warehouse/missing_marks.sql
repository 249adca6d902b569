-- Marks that were never taken: the pupil was on roll and the school took that register, but
-- there is no mark of the pupil. A register that no pupil has a mark in is missing as a whole,
-- see coverage.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer   see schools
--   pupil_id      integer   see people
--   session_date  date      day
--   session       half_day  AM or PM

select
    expected_marks.school_id,
    expected_marks.pupil_id,
    expected_marks.session_date,
    expected_marks.session
from expected_marks
anti join marks
    on expected_marks.school_id = marks.school_id
    and expected_marks.pupil_id = marks.pupil_id
    and expected_marks.session_date = marks.session_date
    and expected_marks.session = marks.session
order by
    expected_marks.school_id,
    expected_marks.pupil_id,
    expected_marks.session_date,
    expected_marks.session
