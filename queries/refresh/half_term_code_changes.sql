-- By how much the codes of half terms change: what the touched weeks come to now, less what
-- they came to before the arriving marks.
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
--   sessions      smallint       sessions with the code, more or, below 0, fewer

with

counts as (

    select * from steps.half_term_codes_now
    union all
    select * replace (cast(-sessions as smallint) as sessions)
    from steps.half_term_codes_before

)

select
    academic_year,
    half_term,
    school_id,
    pupil_id,
    code,
    cast(sum(sessions) as smallint) as sessions
from counts
group by academic_year, half_term, school_id, pupil_id, code
having sum(sessions) <> 0
order by academic_year, half_term, school_id, code, pupil_id
