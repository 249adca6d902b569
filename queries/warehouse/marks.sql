-- The marks of an academic year, of a batch of schools: of each pupil's session that of the newest load that has it,
-- so that nothing disappears because a file omits it. Sorted, so that a pupil's marks lie
-- together: it halves the size, and a question about one school reads little.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params:
--   academic_year  varchar  such as 2024/25
--   first_school   integer  smallest school_id
--   last_school    integer  largest school_id
-- returns:
--   school_id     integer        see schools
--   urn           integer        school that took the register
--   pupil_id      integer        see people
--   session_date  date           day
--   session       half_day       AM or PM
--   code          register_code  register code

with

year_marks as not materialized (

    select
        mark_pupils.school_id,
        landed_marks.urn,
        mark_pupils.pupil_id,
        landed_marks.session_date,
        landed_marks.session,
        landed_marks.code,
        landed_marks.load_number
    from landed_marks
    inner join mark_pupils
        on landed_marks.urn = mark_pupils.urn
        and landed_marks.pupil = mark_pupils.pupil
        and mark_pupils.academic_year = cast($academic_year as varchar)
    where
        landed_marks.session_date
        >= make_date(cast(substr(cast($academic_year as varchar), 1, 4) as integer), 8, 1)
        and landed_marks.session_date
        < make_date(cast(substr(cast($academic_year as varchar), 1, 4) as integer) + 1, 8, 1)
        and mark_pupils.school_id
        between cast($first_school as integer) and cast($last_school as integer)

),

uncontested as (

    select year_marks.* exclude (load_number)
    from year_marks
    left join contested_days
        on year_marks.school_id = contested_days.school_id
        and year_marks.session_date = contested_days.session_date
    where contested_days.school_id is null

),

newest as (

    select year_marks.* exclude (load_number)
    from year_marks
    inner join contested_days
        on year_marks.school_id = contested_days.school_id
        and year_marks.session_date = contested_days.session_date
    qualify row_number() over (
        partition by
            year_marks.school_id,
            year_marks.pupil_id,
            year_marks.session_date,
            year_marks.session
        order by year_marks.load_number desc, year_marks.urn desc
    ) = 1

)

select * from uncontested
union all
select * from newest
order by school_id, pupil_id, session_date, session
