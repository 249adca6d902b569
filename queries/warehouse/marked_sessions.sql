-- Sessions that a school has marks of, held or not. The step before school_calendar and
-- school_sessions, which both read it. A planned closure (#) is of the whole school: a register
-- that has it was not held, unless some pupil was expected. Systems leave D beside it.
--
-- grain:   one row per school_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id        integer   see schools
--   session_date     date      day
--   session          half_day  AM or PM
--   week_commencing  date      Monday
--   is_held          boolean   a pupil was expected, or no mark says that the school was closed
--   recorded_marks   hugeint   marks, whatever their codes
--   possible_marks   hugeint   of these where the pupil was expected to attend, or null

select
    school_session_codes.school_id,
    school_session_codes.session_date,
    school_session_codes.session,
    cast(date_trunc('week', school_session_codes.session_date) as date) as week_commencing,
    bool_or(register_codes.is_possible) or not bool_or(register_codes.is_closure) as is_held,
    sum(school_session_codes.marks) as recorded_marks,
    sum(school_session_codes.marks) filter (where register_codes.is_possible) as possible_marks
from school_session_codes
inner join register_codes on school_session_codes.code = register_codes.code
group by
    school_session_codes.school_id,
    school_session_codes.session_date,
    school_session_codes.session
