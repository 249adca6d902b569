-- Attendance week by week, every weekly file kept, England's figure of the same file beside
-- each area's. Weeks without a possible session are left out.
--
-- grain:   one row per area, education_phase, academic_year, published and week_commencing
-- rows:    build
-- params: none
-- returns:
--   area_id                  varchar see areas
--   education_phase          varchar Primary, Secondary, Special or Total
--   academic_year            varchar such as 2024/25
--   published                date    publication date of the weekly file
--   week_commencing          date    Monday
--   half_term                bigint  1 to 6, null where England has no figure in any release
--   attended_sessions        double  sessions attended
--   possible_sessions        double  sessions that pupils were expected to attend
--   attendance_rate          double  attended / possible sessions, 0 to 1; for Total as printed
--   england_attendance_rate  double  attendance of England, 0 to 1, or null
--   gap_points               double  attendance minus England's, points, or null

with

weekly as (

    select *
    from published_attendance
    where
        period_kind = 'week'
        and possible_sessions > 0

)

select
    weekly.area_id,
    weekly.education_phase,
    weekly.academic_year,
    weekly.published,
    weekly.week_commencing,
    school_weeks.half_term,
    weekly.attended_sessions,
    weekly.possible_sessions,
    weekly.attendance_rate,
    england.attendance_rate as england_attendance_rate,
    100 * (weekly.attendance_rate - england.attendance_rate) as gap_points
from weekly
left join weekly as england
    on weekly.education_phase = england.education_phase
    and weekly.published = england.published
    and weekly.week_commencing = england.week_commencing
    and england.area_id = 'E92000001'
left join school_weeks
    on weekly.academic_year = school_weeks.academic_year
    and weekly.week_commencing = school_weeks.week_commencing
order by
    weekly.area_id,
    weekly.education_phase,
    weekly.academic_year,
    weekly.published,
    weekly.week_commencing
