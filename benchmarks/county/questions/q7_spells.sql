-- Spells of ten days (20 sessions) and more, missed one after another, by school.
--
-- grain:   one row per school_id
-- rows:    county
-- params:
--   first_day  date  first day of the academic year, 1 August
--   last_day   date  its last day
-- returns:
--   school_id  integer  see schools
--   spells     bigint   spells of 20 sessions and more that began in the year
--   sessions   bigint   sessions missed in them
--   longest    bigint   sessions of the longest

select
    school_id,
    count(*) as spells,
    cast(sum(sessions) as bigint) as sessions,
    cast(max(sessions) as bigint) as longest
from absence_spells
where
    sessions >= 20
    and first_date between cast($first_day as date) and cast($last_day as date)
group by school_id
