-- England, its regions and its local authorities, named as in the newest release.
--
-- grain:   one row per area
-- rows:    build
-- params: none
-- returns:
--   area_id       varchar  England's or the region's code, or the authority's three digits
--   area_name     varchar  name in the newest release
--   area_level    varchar  National, Regional or Local authority
--   region_id     varchar  region that the area lies in, null for England
--   region_name   varchar  name of that region

select
    area_id,
    area_name,
    geographic_level as area_level,
    region_code as region_id,
    region_name
from dfe_rows
qualify row_number() over (partition by area_id order by published desc, line desc) = 1
