-- How often each code was written in each week of a school.
--
-- grain:   one row per week_commencing, school_id and code
-- rows:    build
-- params: none
-- returns:
--   academic_year   varchar        such as 2024/25
--   week_commencing date           Monday
--   school_id       integer        see schools
--   code            register_code  register code
--   marks           integer        sessions with the code
--   dfe_marks       integer        those of pupils in DfE's scope

select
    school_session_codes.academic_year,
    cast(date_trunc('week', school_session_codes.session_date) as date) as week_commencing,
    school_session_codes.school_id,
    school_session_codes.code,
    cast(sum(school_session_codes.marks) as integer) as marks,
    cast(sum(school_session_codes.dfe_marks) as integer) as dfe_marks
from school_session_codes
group by
    school_session_codes.academic_year,
    week_commencing,
    school_session_codes.school_id,
    school_session_codes.code
order by week_commencing, school_id, code
