-- Attendance week by week, the authority beside England, for a year and one before it. A
-- week without a figure for England (October half term) has no comparison: England is null.
--
-- grain: one row per academic_year and week_commencing
-- rows: published
-- denominator: possible sessions of the week
-- source: DfE, Pupil attendance in schools, weekly file that goes with the release
-- params:
--   home_authority   varchar  authority, three-digit code
--   academic_year    varchar  such as 2024/25
--   published        date     publication date of the release
--   education_phase  varchar  Primary, Secondary, Special or Total
--   compared_year    varchar  year to set beside it, or null for none
-- returns:
--   academic_year            varchar such as 2024/25
--   week_commencing          date    Monday
--   shown_week               date    the same week of the school year in the chosen year
--   half_term                bigint  1 to 6, null where England has no figure
--   home_attended_sessions   double  sessions attended, authority
--   home_possible_sessions   double  sessions expected, authority
--   home_attendance_rate     double  attendance of the authority, 0 to 1
--   england_attendance_rate  double  attendance of England, 0 to 1, or null
--   gap_points               double  home minus England, points, or null

select
    weeks.academic_year,
    weeks.week_commencing,
    cast(
        weeks.week_commencing + interval 364 day * (
            cast(substr(cast($academic_year as varchar), 1, 4) as integer)
            - cast(substr(weeks.academic_year, 1, 4) as integer)
        )
        as date
    ) as shown_week,
    weeks.half_term,
    weeks.attended_sessions as home_attended_sessions,
    weeks.possible_sessions as home_possible_sessions,
    weeks.attendance_rate as home_attendance_rate,
    weeks.england_attendance_rate,
    weeks.gap_points
from weeks
inner join trend_files
    on weeks.academic_year = trend_files.academic_year
    and weeks.published = trend_files.weekly_published
    and weeks.week_commencing <= trend_files.data_to
where
    trend_files.release_year = cast($academic_year as varchar)
    and trend_files.release_published = cast($published as date)
    and weeks.area_id = cast($home_authority as varchar)
    and weeks.education_phase = cast($education_phase as varchar)
    and weeks.academic_year in (cast($academic_year as varchar), cast($compared_year as varchar))
order by weeks.academic_year, weeks.week_commencing
