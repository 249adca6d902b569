-- How the marks are put in: a year after another, so many schools at a time that their marks
-- can be sorted in memory. Batches in order are sorted as a whole.
--
-- grain:   one row per academic_year and first_school
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   first_school   integer  smallest school_id of the batch
--   last_school    integer  largest school_id of the batch

with

sizes as (

    select
        load_pupils.academic_year,
        mark_pupils.school_id,
        sum(load_pupils.marks) as marks
    from load_pupils
    inner join mark_pupils
        on load_pupils.urn = mark_pupils.urn
        and load_pupils.pupil = mark_pupils.pupil
        and load_pupils.academic_year = mark_pupils.academic_year
    group by load_pupils.academic_year, mark_pupils.school_id

),

placed as (

    select
        academic_year,
        school_id,
        floor(sum(marks) over (partition by academic_year order by school_id) / 12000000) as batch
    from sizes

)

select
    academic_year,
    min(school_id) as first_school,
    max(school_id) as last_school
from placed
group by academic_year, batch
order by academic_year, first_school
