-- Attendance of the year so far, release by release, the authority beside England, for a
-- year and one before it. Between releases, points are summed from the year's weekly file.
--
-- grain: one row per academic_year, data_to and published
-- rows: published
-- denominator: possible sessions of the year so far
-- source: DfE, Pupil attendance in schools, year-to-date files and weekly files
-- params:
--   home_authority   varchar  authority, three-digit code
--   academic_year    varchar  such as 2024/25
--   published        date     publication date of the release, nothing after its data
--   education_phase  varchar  Primary, Secondary, Special or Total
--   compared_year    varchar  year to set beside it, or null for none
-- returns:
--   academic_year            varchar such as 2024/25
--   data_to                  date    last day covered
--   shown_date               date    the same day of the school year in the chosen year
--   published                date    release that the point comes from
--   point_source             varchar release, or weeks
--   home_attended_sessions   double  sessions attended, authority
--   home_possible_sessions   double  sessions expected, authority
--   home_attendance_rate     double  attendance of the authority, 0 to 1
--   england_attendance_rate  double  attendance of England, 0 to 1
--   gap_points               double  home minus England, points

select
    year_to_date.academic_year,
    year_to_date.data_to,
    cast(
        year_to_date.data_to + interval 364 day * (
            cast(substr(releases.academic_year, 1, 4) as integer)
            - cast(substr(year_to_date.academic_year, 1, 4) as integer)
        )
        as date
    ) as shown_date,
    year_to_date.published,
    year_to_date.point_source,
    year_to_date.attended_sessions as home_attended_sessions,
    year_to_date.possible_sessions as home_possible_sessions,
    year_to_date.attendance_rate as home_attendance_rate,
    year_to_date.england_attendance_rate,
    100 * (year_to_date.attendance_rate - year_to_date.england_attendance_rate) as gap_points
from year_to_date
inner join releases
    on releases.academic_year = cast($academic_year as varchar)
    and releases.published = cast($published as date)
where
    year_to_date.area_id = cast($home_authority as varchar)
    and year_to_date.education_phase = cast($education_phase as varchar)
    and year_to_date.academic_year
    in (cast($academic_year as varchar), cast($compared_year as varchar))
    and (
        year_to_date.academic_year <> releases.academic_year
        or year_to_date.data_to <= releases.data_to
    )
    and year_to_date.attendance_rate is not null
    and year_to_date.england_attendance_rate is not null
order by year_to_date.academic_year, year_to_date.data_to, year_to_date.published
