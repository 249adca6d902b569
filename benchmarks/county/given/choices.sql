-- What the questions are asked about: the latest year, its last week, and its largest school.
--
-- grain:   one row
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar  such as 2024/25
--   week_commencing  date     Monday of the last week with marks
--   first_day        date     first day of the academic year, 1 August
--   last_day         date     its last day
--   school_id        integer  school with most enrolments
--   penalty_from     date     Monday before the first week that a window of ten can reach

with

last_week as (

    select academic_year, week_commencing, first_year
    from marked_weeks
    order by week_commencing desc
    limit 1

),

largest as (

    select enrolments.school_id
    from enrolments
    inner join last_week on enrolments.academic_year = last_week.academic_year
    group by enrolments.school_id
    order by count(*) desc, enrolments.school_id
    limit 1

),

window_ends as (

    select school_calendar.school_id, school_calendar.week_number
    from school_calendar
    inner join last_week on school_calendar.week_commencing = last_week.week_commencing

),

reached as (

    select min(school_calendar.week_commencing) as week_commencing
    from school_calendar
    inner join window_ends on school_calendar.school_id = window_ends.school_id
    where school_calendar.week_number >= greatest(window_ends.week_number - 10, 1)

)

select
    last_week.academic_year,
    last_week.week_commencing,
    make_date(last_week.first_year, 8, 1) as first_day,
    make_date(last_week.first_year + 1, 7, 31) as last_day,
    largest.school_id,
    reached.week_commencing as penalty_from
from last_week
cross join largest
cross join reached
