-- Schools of arriving marks that the warehouse does not know.
--
-- grain:   one row per urn
-- rows:    build
-- params: none
-- returns:
--   urn  integer  school

select distinct urn
from load_pupils
where urn not in (select urn from schools)
