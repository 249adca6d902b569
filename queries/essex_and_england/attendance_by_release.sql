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
    home.academic_year,
    home.data_to,
    cast(
        home.data_to + interval 364 day * (
            cast(substr(cast($academic_year as varchar), 1, 4) as integer)
            - cast(substr(home.academic_year, 1, 4) as integer)
        )
        as date
    ) as shown_date,
    home.published,
    home.point_source,
    home.attended_sessions as home_attended_sessions,
    home.possible_sessions as home_possible_sessions,
    home.attendance_rate as home_attendance_rate,
    england.attendance_rate as england_attendance_rate,
    100 * (home.attendance_rate - england.attendance_rate) as gap_points
from year_to_date as home
inner join year_to_date as england
    on home.academic_year = england.academic_year
    and home.data_to = england.data_to
    and home.published = england.published
    and home.education_phase = england.education_phase
    and england.area_id = 'E92000001'
inner join releases
    on releases.academic_year = cast($academic_year as varchar)
    and releases.published = cast($published as date)
where
    home.area_id = cast($home_authority as varchar)
    and home.education_phase = cast($education_phase as varchar)
    and home.academic_year in (cast($academic_year as varchar), cast($compared_year as varchar))
    and (home.academic_year <> cast($academic_year as varchar) or home.data_to <= releases.data_to)
    and home.attendance_rate is not null
order by home.academic_year, home.data_to, home.published
