-- The schools in scope that marks or pupils are loaded of, by their newest name and URN.
--
-- grain:   one row per school_id
-- rows:    school
-- source:  DfE's register of schools (GIAS)
-- params:
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id        integer  number of the school in all its years
--   urn              integer  unique reference number now
--   school_name      varchar  name
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   quadrant         varchar  quadrant of the county, or null
--   district         varchar  district council's area, or null
--   trust            varchar  academy trust, or null
--   federation       varchar  federation, or null

select
    school_id,
    urn,
    school_name,
    education_phase,
    quadrant,
    district,
    trust,
    federation
from schools
where
    is_current
    and list_contains(cast($visible_schools as integer[]), school_id)
    and school_id in (select school_id from enrolments)
order by school_name, urn
