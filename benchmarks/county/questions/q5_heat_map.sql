-- One school's year, session by session.
--
-- grain:   one row per session_date and session
-- rows:    school
-- params:
--   academic_year  varchar  such as 2024/25
--   school_id      integer  see schools
-- returns:
--   session_date       date      day
--   session            half_day  AM or PM
--   possible_sessions  bigint    pupils expected
--   absent_sessions    bigint    of these absent

select
    school_session_codes.session_date,
    school_session_codes.session,
    cast(sum(school_session_codes.marks) as bigint) as possible_sessions,
    cast(
        coalesce(
            sum(school_session_codes.marks) filter (where not register_codes.is_attending), 0
        ) as bigint
    ) as absent_sessions
from school_session_codes
inner join register_codes on school_session_codes.code = register_codes.code
where
    school_session_codes.academic_year = cast($academic_year as varchar)
    and school_session_codes.school_id = cast($school_id as integer)
    and register_codes.is_possible
group by school_session_codes.session_date, school_session_codes.session
