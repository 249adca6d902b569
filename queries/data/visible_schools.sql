-- The schools that a viewer may see: those of the URNs, in whatever year; without URNs, all.
--
-- grain:   one row per school_id
-- rows:    build
-- params:
--   urns  integer[]  URNs of the viewer's schools, or null for every school
-- returns:
--   school_id  integer  see schools

select distinct school_id
from schools
where
    cast($urns as integer[]) is null
    or list_contains(cast($urns as integer[]), urn)
order by school_id
