-- How often each code was written in the county, week by week.
--
-- grain:   one row per week_commencing and code
-- rows:    county
-- params:
--   academic_year  varchar  such as 2024/25
-- returns:
--   week_commencing  date           Monday
--   code             register_code  register code
--   marks            bigint         sessions with the code

select
    week_commencing,
    code,
    cast(sum(marks) as bigint) as marks
from school_week_codes
where academic_year = cast($academic_year as varchar)
group by week_commencing, code
