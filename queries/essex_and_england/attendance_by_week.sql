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

with

files as (

    select
        academic_year,
        weekly_published as published,
        data_to
    from releases
    where
        academic_year = cast($academic_year as varchar)
        and published = cast($published as date)
    union all
    select
        academic_year,
        max(weekly_published) as published,
        max(data_to) as data_to
    from releases
    where
        academic_year = cast($compared_year as varchar)
        and academic_year <> cast($academic_year as varchar)
    group by academic_year

),

weeks as (

    select
        published_attendance.area_id,
        published_attendance.academic_year,
        published_attendance.week_commencing,
        published_attendance.attended_sessions,
        published_attendance.possible_sessions,
        published_attendance.attendance_rate
    from published_attendance
    inner join files
        on published_attendance.academic_year = files.academic_year
        and published_attendance.published = files.published
    where
        published_attendance.period_kind = 'week'
        and published_attendance.education_phase = cast($education_phase as varchar)
        and published_attendance.area_id in (cast($home_authority as varchar), 'E92000001')
        and published_attendance.week_commencing <= files.data_to
        and published_attendance.possible_sessions > 0

)

select
    home.academic_year,
    home.week_commencing,
    cast(
        home.week_commencing + interval 364 day * (
            cast(substr(cast($academic_year as varchar), 1, 4) as integer)
            - cast(substr(home.academic_year, 1, 4) as integer)
        )
        as date
    ) as shown_week,
    school_weeks.half_term,
    home.attended_sessions as home_attended_sessions,
    home.possible_sessions as home_possible_sessions,
    home.attendance_rate as home_attendance_rate,
    england.attendance_rate as england_attendance_rate,
    100 * (home.attendance_rate - england.attendance_rate) as gap_points
from weeks as home
left join weeks as england
    on home.academic_year = england.academic_year
    and home.week_commencing = england.week_commencing
    and england.area_id = 'E92000001'
left join school_weeks
    on home.academic_year = school_weeks.academic_year
    and home.week_commencing = school_weeks.week_commencing
where home.area_id = cast($home_authority as varchar)
order by home.academic_year, home.week_commencing
