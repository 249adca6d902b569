-- Sessions that pupils did not attend: absent, not possible, or without a mark.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id           integer   see schools
--   pupil_id            integer   see people
--   session_date        date      day
--   session             half_day  AM or PM
--   is_possible         boolean   absent, for the two others are not
--   is_missing          boolean   no mark was taken
--   is_unauthorised     boolean   absent without leave
--   is_illness          boolean   absent, ill (I)
--   is_on_site          boolean   absent, but came late (U)

with

absent as (

    select school_id, pupil_id, session_date, session, code
    from marks
    where code in (select code from register_codes where not is_attending)

)

select
    absent.school_id,
    absent.pupil_id,
    absent.session_date,
    absent.session,
    register_codes.is_possible,
    false as is_missing,
    register_codes.category = 'unauthorised absence' as is_unauthorised,
    register_codes.is_illness,
    register_codes.is_on_site
from absent
inner join register_codes on absent.code = register_codes.code
union all
select
    school_id, pupil_id, session_date, session,
    false, true, false, false, false
from missing_marks
