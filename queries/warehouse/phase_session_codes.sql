-- How often each code was written in each session of all the county's schools of a phase.
--
-- grain:   one row per education_phase, session_date, session and code
-- rows:    build
-- params: none
-- returns:
--   education_phase  varchar        Primary, Secondary, Special and others, or null
--   session_date     date           day
--   session          half_day       AM or PM
--   code             register_code  register code
--   marks            integer        pupils with the code
--   dfe_marks        integer        those of them in DfE's scope

select
    schools.education_phase,
    school_session_codes.session_date,
    school_session_codes.session,
    school_session_codes.code,
    cast(sum(school_session_codes.marks) as integer) as marks,
    cast(sum(school_session_codes.dfe_marks) as integer) as dfe_marks
from school_session_codes
inner join schools
    on school_session_codes.school_id = schools.school_id
    and schools.is_current
group by
    schools.education_phase,
    school_session_codes.session_date,
    school_session_codes.session,
    school_session_codes.code
order by education_phase, code, session_date, session
