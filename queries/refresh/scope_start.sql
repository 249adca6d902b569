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

)

select
    from_week,
    case
        when month(cast(from_week + interval 4 day as date)) >= 8
            then cast(year(from_week) as varchar)
            || '/' || right(cast(year(from_week) + 1 as varchar), 2)
        else cast(year(from_week) - 1 as varchar)
            || '/' || right(cast(year(from_week) as varchar), 2)
    end as academic_year
from first_week
