-- The register codes that are an absence and what they mean, for filters.
--
-- grain:   one row per code
-- rows:    county
-- source:  DfE's guidance on registers (data/reference/attendance_codes.csv)
-- params: none
-- returns:
--   code         varchar  register code
--   description  varchar  what it means

select
    cast(code as varchar) as code,
    description
from register_codes
where is_possible and not is_attending
order by code
