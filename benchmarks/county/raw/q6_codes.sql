-- How often each code was written in the county, week by week, from marks.
--
-- grain:   one row per week_commencing and code
-- rows:    county
-- params: none
-- returns:
--   week_commencing  date           Monday
--   code             register_code  register code
--   marks            bigint         sessions with the code

with

days as (

    select session_date, code, count(*) as marks
    from marks
    group by session_date, code

)

select
    cast(date_trunc('week', session_date) as date) as week_commencing,
    code,
    cast(sum(marks) as bigint) as marks
from days
group by week_commencing, code
