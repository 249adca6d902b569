-- The schools that each pupil was ever at, and the window's last week there for those on roll.
--
-- grain:   one row per school_id and pupil_id
-- rows:    build
-- params:
--   week_commencing  date  Monday of the window's last week
-- returns:
--   school_id    integer  see schools
--   pupil_id     integer  see people
--   week_number  integer  number of the window's last week at the school

select distinct
    enrolments.school_id,
    enrolments.pupil_id,
    school_calendar.week_number
from school_calendar
inner join enrolments
    on school_calendar.school_id = enrolments.school_id
    and school_calendar.academic_year = enrolments.academic_year
where
    school_calendar.week_commencing = cast($week_commencing as date)
    and school_calendar.is_open
    and school_calendar.is_due
    and (
        enrolments.leaving_date is null
        or school_calendar.week_commencing <= enrolments.leaving_date
    )
    and (
        enrolments.entry_date is null
        or cast(school_calendar.week_commencing + interval 6 day as date)
        >= enrolments.entry_date
    )
order by enrolments.school_id, enrolments.pupil_id
