-- The academic years that large tables are made of one after another, and what belongs to each.
-- A week belongs to the year that its Friday lies in.
--
-- grain:   one row per academic_year
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   first_day      date     1 August
--   last_day       date     31 July
--   first_monday   date     Monday of the first week
--   last_sunday    date     Sunday of the last week

with

years as (

    select academic_year
    from enrolments
    union
    select academic_year
    from marked_weeks

),

numbered as (

    select academic_year, cast(substr(academic_year, 1, 4) as integer) as first_year
    from years

)

select
    academic_year,
    make_date(first_year, 8, 1) as first_day,
    make_date(first_year + 1, 7, 31) as last_day,
    cast(date_trunc('week', make_date(first_year, 8, 3)) as date) as first_monday,
    cast(date_trunc('week', make_date(first_year + 1, 8, 3)) - interval 1 day as date)
        as last_sunday
from numbered
order by academic_year
