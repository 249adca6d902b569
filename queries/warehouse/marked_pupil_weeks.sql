-- What each pupil's marks of a week come to. The step before pupil_weeks, which is dense.
--
-- grain:   one row per week_commencing, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   week_commencing        date     Monday
--   school_id              integer  see schools
--   pupil_id               integer  see people
--   recorded_sessions      smallint marks, whatever their codes
--   possible_sessions      smallint sessions the pupil was expected to attend
--   authorised_sessions    smallint absent with leave
--   unauthorised_sessions  smallint absent without leave
--   illness_days           smallint days with any session absent, ill (I)
--   penalty_exempt_sessions smallint unauthorised, but not counted towards a penalty notice
--   unexplained_sessions   smallint absent, reason not yet known (N)

with

coded as (

    select
        marks.school_id,
        marks.pupil_id,
        date_trunc('week', marks.session_date) as week_commencing,
        day(marks.session_date) as day_of_month,
        register_codes.*
    from marks
    inner join register_codes on marks.code = register_codes.code

)

select
    cast(coded.week_commencing as date) as week_commencing,
    school_id,
    pupil_id,
    cast(count(*) as smallint) as recorded_sessions,
    cast(count(*) filter (where is_possible) as smallint) as possible_sessions,
    cast(count(*) filter (where category = 'authorised absence') as smallint) as authorised_sessions,
    cast(count(*) filter (where category = 'unauthorised absence') as smallint)
        as unauthorised_sessions,
    -- Each day of a week is a bit of its own: a distinct count would take ten times as long.
    cast(bit_count(coalesce(bit_or(1 << day_of_month) filter (where is_illness), 0)) as smallint)
        as illness_days,
    cast(
        count(*) filter (where category = 'unauthorised absence' and not is_penalty_counted)
        as smallint
    ) as penalty_exempt_sessions,
    cast(count(*) filter (where is_unexplained) as smallint) as unexplained_sessions
from coded
group by coded.week_commencing, school_id, pupil_id
order by coded.week_commencing, school_id, pupil_id
