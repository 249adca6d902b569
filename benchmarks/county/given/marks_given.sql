-- The marks as every engine gets them, sorted: a pupil's marks lie together.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params:
--   first_day  date  first day of the academic year, 1 August
--   last_day   date  its last day
-- returns:
--   school_id     integer  see schools
--   pupil_id      integer  see people
--   session_date  date     day
--   session       varchar  AM or PM
--   code          varchar  register code

select
    school_id,
    pupil_id,
    session_date,
    cast(session as varchar) as session,
    cast(code as varchar) as code
from marks
where session_date between cast($first_day as date) and cast($last_day as date)
order by marks.school_id, marks.pupil_id, marks.session_date, marks.session
