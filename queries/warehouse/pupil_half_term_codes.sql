-- How often each code other than plain presence (/ and \) was written for each pupil in each
-- half term: plain presence is most of all marks, and pupil_weeks tells it. A day outside term
-- dates counts to the half term before it; without term dates the half term is 0.
--
-- grain:   one row per academic_year, half_term, school_id, pupil_id and code
-- rows:    build
-- params: none
-- returns:
--   academic_year varchar        such as 2024/25
--   half_term     smallint       1 to 6, or 0
--   school_id     integer        see schools
--   pupil_id      integer        see people
--   code          register_code  register code
--   sessions      smallint       sessions with the code

with

days as (

    select
        held.academic_year,
        held.school_id,
        held.session_date,
        coalesce(max(school_terms.half_term), 0) as half_term
    from (select distinct academic_year, school_id, session_date from school_session_codes) as held
    left join school_terms
        on held.school_id = school_terms.school_id
        and held.academic_year = school_terms.academic_year
        and school_terms.from_day <= held.session_date
    group by held.academic_year, held.school_id, held.session_date

)

select
    days.academic_year,
    cast(days.half_term as smallint) as half_term,
    marks.school_id,
    marks.pupil_id,
    marks.code,
    cast(count(*) as smallint) as sessions
from marks
inner join days
    on marks.school_id = days.school_id
    and marks.session_date = days.session_date
where
    marks.code in (select code from register_codes where category <> 'present' or is_late)
group by days.academic_year, days.half_term, marks.school_id, marks.pupil_id, marks.code
order by academic_year, half_term, school_id, code, pupil_id
