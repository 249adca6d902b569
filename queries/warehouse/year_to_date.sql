-- Attendance of the year so far at every known point: each release, and, between releases,
-- the running sum of the newest weekly file of the year (it equals DfE's own figure).
-- England's figure of the same file stands beside each area's.
--
-- grain:   one row per area, education_phase, academic_year, data_to and published
-- rows:    build
-- params: none
-- returns:
--   area_id             varchar  see areas
--   education_phase     varchar  Primary, Secondary, Special or Total
--   academic_year       varchar  such as 2024/25
--   data_to             date     last day covered
--   published           date     release, or release of the weekly file that was summed
--   point_source        varchar  release, or weeks
--   school_week         bigint   school weeks covered, null if no weekly file says
--   attended_sessions   double   sessions attended since the start of DfE's series
--   possible_sessions   double   sessions that pupils were expected to attend
--   attendance_rate     double   attended / possible sessions, 0 to 1; for Total as printed
--   persistent_absence_rate double share of enrolments persistently absent, 0 to 1
--   enrolments          double   enrolments with registers, mean over days
--   schools             double   schools that sent registers, mean over days
--   schools_expected    double   schools there are
--   symbol              varchar  DfE's symbol where there is no figure
--   england_attendance_rate double attendance of England, 0 to 1
--   england_persistent_absence_rate double persistently absent in England, 0 to 1

with

release_points as (

    select
        published_attendance.area_id,
        published_attendance.education_phase,
        published_attendance.academic_year,
        releases.data_to,
        published_attendance.published,
        'release' as point_source,
        releases.school_week,
        published_attendance.attended_sessions,
        published_attendance.possible_sessions,
        published_attendance.attendance_rate,
        published_attendance.persistent_absence_rate,
        published_attendance.enrolments,
        published_attendance.schools,
        published_attendance.schools_expected,
        published_attendance.symbol
    from published_attendance
    inner join releases
        on published_attendance.academic_year = releases.academic_year
        and published_attendance.published = releases.published
    where published_attendance.period_kind = 'year to date'

),

newest_weekly_files as (

    select
        academic_year,
        max(weekly_published) as published
    from releases
    group by academic_year

),

running_sums as (

    select
        published_attendance.area_id,
        published_attendance.education_phase,
        published_attendance.academic_year,
        published_attendance.week_commencing,
        published_attendance.published,
        school_weeks.school_week,
        sum(published_attendance.attended_sessions) over weeks_so_far as attended_sessions,
        sum(published_attendance.possible_sessions) over weeks_so_far as possible_sessions
    from published_attendance
    inner join newest_weekly_files
        on published_attendance.academic_year = newest_weekly_files.academic_year
        and published_attendance.published = newest_weekly_files.published
    left join school_weeks
        on published_attendance.academic_year = school_weeks.academic_year
        and published_attendance.week_commencing = school_weeks.week_commencing
    where
        published_attendance.period_kind = 'week'
        and published_attendance.education_phase <> 'Total'
    window weeks_so_far as (
        partition by
            published_attendance.area_id,
            published_attendance.education_phase,
            published_attendance.academic_year
        order by published_attendance.week_commencing
    )

),

week_points as (

    select
        running_sums.area_id,
        running_sums.education_phase,
        running_sums.academic_year,
        cast(running_sums.week_commencing + interval 4 day as date) as data_to,
        running_sums.published,
        'weeks' as point_source,
        running_sums.school_week,
        running_sums.attended_sessions,
        running_sums.possible_sessions,
        running_sums.attended_sessions / nullif(running_sums.possible_sessions, 0)
            as attendance_rate,
        cast(null as double) as persistent_absence_rate,
        cast(null as double) as enrolments,
        cast(null as double) as schools,
        cast(null as double) as schools_expected,
        cast(null as varchar) as symbol
    from running_sums
    where
        running_sums.school_week is not null
        and not exists (
            select 1
            from releases
            where
                releases.academic_year = running_sums.academic_year
                and releases.data_to
                = cast(running_sums.week_commencing + interval 4 day as date)
        )

),

points as (

    select * from release_points
    union all
    select * from week_points

)

select
    points.*,
    england.attendance_rate as england_attendance_rate,
    england.persistent_absence_rate as england_persistent_absence_rate
from points
left join points as england
    on points.academic_year = england.academic_year
    and points.published = england.published
    and points.data_to = england.data_to
    and points.point_source = england.point_source
    and points.education_phase = england.education_phase
    and england.area_id = 'E92000001'
order by
    points.area_id,
    points.education_phase,
    points.academic_year,
    points.data_to,
    points.published
