-- The local authorities that can be chosen instead of Essex.
--
-- grain: one row per authority
-- rows: published
-- source: DfE, Pupil attendance in schools
-- params: none
-- returns:
--   area_id       varchar  three-digit code, else the name
--   area_name     varchar  name in the newest release
--   region_name   varchar  its region

select
    area_id,
    area_name,
    region_name
from areas
where area_level = 'Local authority'
order by area_name
