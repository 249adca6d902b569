-- One school's year, session by session, from marks.
--
-- grain:   one row per session_date and session
-- rows:    school
-- params:
--   school_id  integer  see schools
-- returns:
--   session_date       date      day
--   session            half_day  AM or PM
--   possible_sessions  bigint    pupils expected
--   absent_sessions    bigint    of these absent

select
    session_date,
    session,
    count(*) as possible_sessions,
    count(*) filter (
        where code between 'C'::register_code and 'U'::register_code
    ) as absent_sessions
from marks
where
    school_id = cast($school_id as integer)
    and (
        code <= 'J'::register_code
        or code between 'C'::register_code and 'U'::register_code
    )
group by session_date, session
