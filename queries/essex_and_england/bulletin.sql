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
        year_to_date.published,
        year_to_date.data_to,
        releases.data_to_source,
        year_to_date.education_phase,
        round(cast(100 * attendance_rate as decimal(18, 12)), 1) as home_attendance,
        round(cast(100 * england_attendance_rate as decimal(18, 12)), 1) as england_attendance,
        round(cast(100 * persistent_absence_rate as decimal(18, 12)), 1) as home_pa,
        round(cast(100 * england_persistent_absence_rate as decimal(18, 12)), 1) as england_pa
    from year_to_date
    inner join releases
        on year_to_date.academic_year = releases.academic_year
        and year_to_date.published = releases.published
    where
        year_to_date.academic_year = cast($academic_year as varchar)
        and year_to_date.area_id = cast($home_authority as varchar)
        and year_to_date.point_source = 'release'
        and year_to_date.england_attendance_rate is not null

)

select
    published,
    data_to,
    data_to_source,
    education_phase,
    cast(home_attendance as double) as home_attendance,
    cast(england_attendance as double) as england_attendance,
    cast(home_attendance - england_attendance as double) as attendance_difference,
    cast(home_pa as double) as home_pa,
    cast(england_pa as double) as england_pa,
    cast(home_pa - england_pa as double) as pa_difference
from points
order by published, education_phase
