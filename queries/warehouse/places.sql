-- The place of each authority among all with a figure, in every release. Places are intervals:
-- authorities whose figures agree when rounded to one decimal share them. The highest
-- attendance and the lowest persistent absence come first.
--
-- grain:   one row per authority (area_id), academic_year, published and education_phase
-- rows:    build
-- params: none
-- returns:
--   area_id               varchar  see areas
--   academic_year         varchar  such as 2024/25
--   published             date     publication date of the release
--   education_phase       varchar  Primary, Secondary, Special or Total
--   attendance_rank_from  bigint   best rank the rounded figure allows, 1 is highest
--   attendance_rank_to    bigint   worst rank the rounded figure allows
--   pa_rank_from          bigint   best rank the rounded figure allows, 1 is lowest
--   pa_rank_to            bigint   worst rank the rounded figure allows
--   authorities_compared  bigint   authorities with an attendance figure

with

figures as (

    select
        year_to_date.area_id,
        year_to_date.academic_year,
        year_to_date.published,
        year_to_date.education_phase,
        round(cast(100 * year_to_date.attendance_rate as decimal(18, 12)), 1)
            as rounded_attendance,
        round(cast(100 * year_to_date.persistent_absence_rate as decimal(18, 12)), 1)
            as rounded_pa
    from year_to_date
    inner join areas
        on year_to_date.area_id = areas.area_id
    where
        year_to_date.point_source = 'release'
        and areas.area_level = 'Local authority'

),

ranks as (

    -- rank() gives the best place of equals; the worst counts from the other end.
    select
        figures.*,
        rank() over (
            partition by academic_year, published, education_phase
            order by rounded_attendance desc nulls last
        ) as from_highest,
        rank() over (
            partition by academic_year, published, education_phase
            order by rounded_attendance asc nulls last
        ) as from_lowest,
        rank() over (
            partition by academic_year, published, education_phase
            order by rounded_pa asc nulls last
        ) as from_lowest_pa,
        rank() over (
            partition by academic_year, published, education_phase
            order by rounded_pa desc nulls last
        ) as from_highest_pa,
        count(rounded_attendance) over (
            partition by academic_year, published, education_phase
        ) as with_attendance,
        count(rounded_pa) over (
            partition by academic_year, published, education_phase
        ) as with_pa
    from figures

)

select
    area_id,
    academic_year,
    published,
    education_phase,
    case when rounded_attendance is not null then from_highest end as attendance_rank_from,
    case when rounded_attendance is not null then with_attendance + 1 - from_lowest end
        as attendance_rank_to,
    case when rounded_pa is not null then from_lowest_pa end as pa_rank_from,
    case when rounded_pa is not null then with_pa + 1 - from_highest_pa end as pa_rank_to,
    with_attendance as authorities_compared
from ranks
order by academic_year, published, education_phase, area_id
