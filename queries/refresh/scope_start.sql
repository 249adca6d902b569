-- The week that a refresh starts from: that of the earliest arriving mark, or, where weeks come
-- to be due that nobody had marks of, the first of these.
--
-- grain:   one row
-- rows:    build
-- params: none
-- returns:
--   from_week      date     Monday
--   academic_year  varchar  year that it lies in

with

arrived as (

    select cast(date_trunc('week', min(session_date)) as date) as week_commencing
    from steps.arriving_marks

),

newly_due as (

    select cast(max(week_commencing) + interval 7 day as date) as week_commencing
    from warehouse.marked_weeks
    having max(week_commencing) < (select max(week_commencing) from steps.new_weeks)

),

first_week as (

    select
        least(
            (select week_commencing from arrived), (select week_commencing from newly_due)
        ) as from_week

),

fridays as (

    select from_week, cast(from_week + interval 4 day as date) as friday
    from first_week

)

select
    from_week,
    case
        when month(friday) >= 8
            then cast(year(friday) as varchar)
            || '/' || right(cast(year(friday) + 1 as varchar), 2)
        else cast(year(friday) - 1 as varchar)
            || '/' || right(cast(year(friday) as varchar), 2)
    end as academic_year
from fridays
