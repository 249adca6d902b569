-- The times at which meetings with schools of a phase are held, unless others are chosen. Infant
-- and junior schools are primary schools.
--
-- grain:   one row per education_phase and starts_at
-- rows:    county
-- source:  meeting_slots.csv, which may be the county's own
-- params: none
-- returns:
--   education_phase  varchar  Primary, Secondary, Special and others
--   starts_at        varchar  such as 09:00
--   ends_at          varchar  such as 10:30

select
    education_phase,
    starts_at,
    ends_at
from meeting_slots
order by education_phase, starts_at
