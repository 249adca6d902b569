-- The newest weeks that a school has sent marks of, for the choice of what "since" means.
--
-- grain:   one row per week_commencing
-- rows:    school
-- source:  registers of the school
-- params:
--   school_id        integer    the school
--   weeks_offered    integer    weeks given at most
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   week_commencing  date     Monday
--   academic_year    varchar  such as 2024/25
--   last_day         date     last day of the week with marks

select
    school_calendar.week_commencing,
    school_calendar.academic_year,
    max(school_sessions.session_date) as last_day
from school_calendar
inner join school_sessions
    on school_calendar.school_id = school_sessions.school_id
    and school_sessions.session_date between school_calendar.week_commencing
    and cast(school_calendar.week_commencing + interval 6 day as date)
where
    school_calendar.school_id = cast($school_id as integer)
    and list_contains(cast($visible_schools as integer[]), school_calendar.school_id)
    and school_calendar.is_reported
group by school_calendar.week_commencing, school_calendar.academic_year
order by school_calendar.week_commencing desc
limit cast($weeks_offered as integer)
