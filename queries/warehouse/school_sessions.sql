-- The sessions that each school held: those with marks that are no planned closure (#).
-- Numbered over all years, so that one session after another can be told by the number.
--
-- grain:   one row per school_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id       integer   see schools
--   session_date    date      day
--   session         half_day  AM or PM
--   session_number  integer   1, 2, 3 ... in the order held
--   recorded_marks  integer   pupils with any mark
--   possible_marks  integer   pupils expected, by their codes
--   weeks_unreported integer  open school weeks without any mark, up to this session

select
    marked_sessions.school_id,
    marked_sessions.session_date,
    marked_sessions.session,
    cast(row_number() over (
        partition by marked_sessions.school_id
        order by marked_sessions.session_date, marked_sessions.session
    ) as integer) as session_number,
    cast(marked_sessions.recorded_marks as integer) as recorded_marks,
    cast(coalesce(marked_sessions.possible_marks, 0) as integer) as possible_marks,
    coalesce(school_calendar.weeks_unreported, 0) as weeks_unreported
from marked_sessions
left join school_calendar
    on marked_sessions.school_id = school_calendar.school_id
    and marked_sessions.week_commencing = school_calendar.week_commencing
where marked_sessions.is_held
order by marked_sessions.school_id, marked_sessions.session_date, marked_sessions.session
