-- The year groups of pupils, and the classes or tutor groups of one school, for filters.
--
-- grain:   one row per year_group and class
-- rows:    class
-- source:  pupil files of the schools
-- params:
--   academic_year    varchar    such as 2024/25
--   school_id        integer    one school, or null: year groups of all, without classes
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   year_group  varchar  Nursery, Reception, Year 1 to Year 14
--   class       varchar  class or tutor group, or null

with

found as (

    select distinct
        year_group as year_number,
        year_group_words,
        case when school_id = cast($school_id as integer) then class end as class
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and year_group is not null

)

select year_group_words as year_group, class
from found
order by year_number, class
