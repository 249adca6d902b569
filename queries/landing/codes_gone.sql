-- Codes of landed marks that the reference data lists no more.
--
-- grain:   one row per code
-- rows:    build
-- params: none
-- returns:
--   code  varchar  as the archives have it

select distinct code
from files_marks
where code not in (select code from attendance_codes)
order by code
