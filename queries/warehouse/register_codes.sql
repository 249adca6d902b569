-- What each register code means, ready to be joined to marks.
--
-- grain:   one row per code
-- rows:    build
-- params: none
-- returns:
--   code                register_code  as written
--   description         varchar        in words
--   category            varchar        DfE's category
--   is_possible         boolean        the pupil was expected to attend
--   is_attending        boolean        counts as attended
--   is_on_site          boolean        the pupil was in the building
--   is_illness          boolean        absence through illness
--   is_late             boolean        came late, before or after registers closed
--   is_unexplained      boolean        no reason yet
--   is_penalty_counted  boolean        counts towards a penalty notice
--   is_closure          boolean        planned closure of the whole school
--   valid_from          date           first day in force, or null
--   valid_to            date           last day in force, or null

select * replace (cast(code as register_code) as code)
from attendance_codes
