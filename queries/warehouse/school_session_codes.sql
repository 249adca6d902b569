-- How often each code was written in each session of a school.
--
-- grain:   one row per school_id, session_date, session and code
-- rows:    build
-- params: none
-- returns:
--   academic_year varchar        such as 2024/25
--   school_id     integer        see schools
--   session_date  date           day
--   session       half_day       AM or PM
--   code          register_code  register code
--   marks         integer        pupils with the code
--   dfe_marks     integer        those of them in DfE's scope

with

in_all as (

    select school_id, session_date, session, code, count(*) as marks
    from marks
    group by school_id, session_date, session, code

),

outside as (

    -- Few pupils are outside DfE's scope: these are counted, and taken off.
    select marks.school_id, marks.session_date, marks.session, marks.code, count(*) as marks
    from marks
    inner join pupils_outside_dfe_scope as outsiders
        on marks.school_id = outsiders.school_id
        and marks.pupil_id = outsiders.pupil_id
        and marks.session_date between outsiders.from_date and outsiders.to_date
    group by marks.school_id, marks.session_date, marks.session, marks.code

)

select
    case
        when month(in_all.session_date) >= 8
            then cast(year(in_all.session_date) as varchar)
            || '/' || right(cast(year(in_all.session_date) + 1 as varchar), 2)
        else cast(year(in_all.session_date) - 1 as varchar)
            || '/' || right(cast(year(in_all.session_date) as varchar), 2)
    end as academic_year,
    in_all.school_id,
    in_all.session_date,
    in_all.session,
    in_all.code,
    cast(in_all.marks as integer) as marks,
    cast(in_all.marks - coalesce(outside.marks, 0) as integer) as dfe_marks
from in_all
left join outside
    on in_all.school_id = outside.school_id
    and in_all.session_date = outside.session_date
    and in_all.session = outside.session
    and in_all.code = outside.code
order by in_all.school_id, in_all.code, in_all.session_date, in_all.session
