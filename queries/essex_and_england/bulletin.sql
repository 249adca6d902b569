-- The bulletin table: attendance and persistent absence (10% or more of sessions missed) in
-- the year so far, the authority beside England. Rates are rounded half up to one decimal;
-- the difference is that of the two rounded figures, as the bulletin prints it.
--
-- grain: one row per published and education_phase
-- rows: published
-- denominator: possible sessions; for persistent absence, enrolments
-- source: DfE, Pupil attendance in schools, year-to-date files, as published each fortnight
-- params:
--   home_authority  varchar  authority, three-digit code
--   academic_year   varchar  such as 2024/25
-- returns:
--   published              date    publication date of the release
--   data_to                date    last day that the figures cover
--   data_to_source         varchar where data_to comes from, in words
--   education_phase        varchar Primary, Secondary, Special; Total since 2025/26
--   home_attendance        double  attendance of the authority in per cent, one decimal
--   england_attendance     double  attendance of England in per cent, one decimal
--   attendance_difference  double  home minus England, points, of the rounded figures
--   home_pa                double  persistently absent in per cent, one decimal, or null
--   england_pa             double  persistently absent in per cent, one decimal, or null
--   pa_difference          double  home minus England, points, of the rounded figures

with

points as (

    select
        area_id,
        published,
        data_to,
        education_phase,
        cast(
            round(cast(100 * attendance_rate as decimal(18, 12)), 1) as decimal(4, 1)
        ) as attendance,
        cast(
            round(cast(100 * persistent_absence_rate as decimal(18, 12)), 1) as decimal(4, 1)
        ) as persistent_absence
    from year_to_date
    where
        academic_year = cast($academic_year as varchar)
        and point_source = 'release'
        and area_id in (cast($home_authority as varchar), 'E92000001')

)

select
    home.published,
    home.data_to,
    releases.data_to_source,
    home.education_phase,
    cast(home.attendance as double) as home_attendance,
    cast(england.attendance as double) as england_attendance,
    cast(home.attendance - england.attendance as double) as attendance_difference,
    cast(home.persistent_absence as double) as home_pa,
    cast(england.persistent_absence as double) as england_pa,
    cast(home.persistent_absence - england.persistent_absence as double) as pa_difference
from points as home
inner join points as england
    on home.published = england.published
    and home.education_phase = england.education_phase
    and england.area_id = 'E92000001'
inner join releases
    on home.published = releases.published
    and releases.academic_year = cast($academic_year as varchar)
where home.area_id = cast($home_authority as varchar)
order by home.published, home.education_phase
