-- How DfE revised each week since it first published it: absence falls as codes settle.
--
-- grain: one row per week_commencing
-- rows: published
-- denominator: possible sessions of the week
-- source: DfE, Pupil attendance in schools, every weekly file of the year that is loaded
-- params:
--   home_authority   varchar  authority, three-digit code
--   academic_year    varchar  such as 2024/25
--   education_phase  varchar  Primary, Secondary, Special or Total
-- returns:
--   week_commencing          date    Monday
--   first_published          date    first release with the week
--   first_attendance_rate    double  attendance then, 0 to 1
--   first_gap_points         double  gap to England then, points, or null
--   latest_published         date    newest release with the week
--   latest_possible_sessions double  sessions expected, newest release
--   latest_attended_sessions double  sessions attended, newest release
--   latest_attendance_rate   double  attendance now, 0 to 1
--   latest_gap_points        double  gap to England now, points, or null
--   revision_points          double  attendance now minus then, points
--   releases                 bigint  releases with the week

with

home_weeks as (

    select *
    from weeks
    where
        area_id = cast($home_authority as varchar)
        and academic_year = cast($academic_year as varchar)
        and education_phase = cast($education_phase as varchar)

),

spans as (

    select
        week_commencing,
        min(published) as first_published,
        max(published) as latest_published,
        count(*) as releases
    from home_weeks
    group by week_commencing

)

select
    spans.week_commencing,
    spans.first_published,
    first_weeks.attendance_rate as first_attendance_rate,
    first_weeks.gap_points as first_gap_points,
    spans.latest_published,
    latest_weeks.possible_sessions as latest_possible_sessions,
    latest_weeks.attended_sessions as latest_attended_sessions,
    latest_weeks.attendance_rate as latest_attendance_rate,
    latest_weeks.gap_points as latest_gap_points,
    100 * (latest_weeks.attendance_rate - first_weeks.attendance_rate) as revision_points,
    spans.releases
from spans
inner join home_weeks as first_weeks
    on spans.week_commencing = first_weeks.week_commencing
    and spans.first_published = first_weeks.published
inner join home_weeks as latest_weeks
    on spans.week_commencing = latest_weeks.week_commencing
    and spans.latest_published = latest_weeks.published
order by spans.week_commencing
