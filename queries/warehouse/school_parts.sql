-- The schools that large tables are made of, so many at a time as have about that many marks in
-- all years.
--
-- grain:   one row per first_school
-- rows:    build
-- params:
--   marks_at_once  bigint  marks of a part, about
-- returns:
--   first_school  integer  smallest school_id of the part
--   last_school   integer  largest school_id of the part

with

sizes as (

    select mark_pupils.school_id, sum(load_pupils.marks) as marks
    from load_pupils
    inner join mark_pupils
        on load_pupils.urn = mark_pupils.urn
        and load_pupils.pupil = mark_pupils.pupil
        and load_pupils.academic_year = mark_pupils.academic_year
    group by mark_pupils.school_id

),

placed as (

    select
        school_id,
        floor(
            (sum(marks) over (order by school_id) - marks) / cast($marks_at_once as bigint)
        ) as part
    from sizes

)

select
    min(school_id) as first_school,
    max(school_id) as last_school
from placed
group by part
order by first_school
