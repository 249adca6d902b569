-- The sessions that each school held, numbered.
--
-- grain:   one row per school_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id       integer   see schools
--   session_date    date      day
--   session         half_day  AM or PM
--   session_number  integer   1, 2, 3 ... in the order held

select school_id, session_date, session, session_number
from school_sessions
order by school_id, session_date, session
