-- How fresh the county's own marks are: the last day marked, and how many schools have sent
-- the newest week.
--
-- grain:   one row, or none without marks
-- rows:    county
-- source:  registers of the county's schools
-- params: none
-- returns:
--   academic_year     varchar  year of the newest marks, such as 2024/25
--   week_commencing   date     Monday of the newest week with marks
--   last_day          date     last day with marks
--   schools_due       bigint   schools that were open in that week
--   schools_reported  bigint   those of them with any mark of it

with

newest as (

    select academic_year, week_commencing
    from marked_weeks
    order by week_commencing desc
    limit 1

)

select
    newest.academic_year,
    newest.week_commencing,
    (select max(session_date) from school_sessions) as last_day,
    count(*) filter (where school_calendar.is_open) as schools_due,
    count(*) filter (where school_calendar.is_open and school_calendar.is_reported)
        as schools_reported
from newest
inner join school_calendar
    on newest.week_commencing = school_calendar.week_commencing
    and school_calendar.is_due
group by newest.academic_year, newest.week_commencing
