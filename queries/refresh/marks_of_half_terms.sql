-- The marks that half terms are counted again from: of the touched schools, from the first day
-- of the half term that the touched week lies in.
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
inner join steps.scope_terms
    on marks.school_id = scope_terms.school_id
    and marks.session_date >= scope_terms.from_day
where marks.session_date >= (select min(from_day) from steps.scope_terms)
