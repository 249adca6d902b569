-- The codes of the sessions that half terms are counted again from: of the touched schools, from
-- the first day of the half term that the touched week lies in.
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

select school_session_codes.*
from warehouse.school_session_codes
inner join steps.scope_terms
    on school_session_codes.school_id = scope_terms.school_id
    and school_session_codes.session_date >= scope_terms.from_day
