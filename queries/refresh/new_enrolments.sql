-- Pupils of arriving marks that the warehouse has no enrolment of in that year.
--
-- grain:   one row per academic_year, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   school_id      integer  see schools
--   pupil_id       integer  see people

select distinct load_pupils.academic_year, mark_pupils.school_id, mark_pupils.pupil_id
from load_pupils
inner join mark_pupils
    on load_pupils.urn = mark_pupils.urn
    and load_pupils.pupil = mark_pupils.pupil
    and load_pupils.academic_year = mark_pupils.academic_year
anti join enrolments
    on load_pupils.academic_year = enrolments.academic_year
    and mark_pupils.school_id = enrolments.school_id
    and mark_pupils.pupil_id = enrolments.pupil_id
