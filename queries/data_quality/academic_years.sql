-- The academic years that marks are loaded of, the newest first.
--
-- grain:   one row per academic_year
-- rows:    county
-- source:  registers of the county's schools
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   last_week      date     Monday of the last week with marks

select
    academic_year,
    max(week_commencing) as last_week
from marked_weeks
group by academic_year
order by academic_year desc
