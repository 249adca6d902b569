-- The week that a refresh starts from.
--
-- grain:   one row
-- rows:    build
-- params: none
-- returns:
--   from_week      date     Monday of the earliest arriving mark
--   academic_year  varchar  year that it lies in

with

first_week as (

    select
        cast(date_trunc('week', min(session_date)) as date) as from_week,
        year(min(session_date)) - case when month(min(session_date)) >= 8 then 0 else 1 end
            as first_year
    from steps.arriving_marks

)

select
    from_week,
    cast(first_year as varchar) || '/' || right(cast(first_year + 1 as varchar), 2)
        as academic_year
from first_week
