-- Attendance of each quadrant week by week in one phase, England's beside it, up to the last
-- week chosen.
--
-- grain:   one row per quadrant and week_commencing
-- rows:    county
-- denominator: possible sessions of the week
-- source:  registers of the county's schools; England from DfE's newest weekly file of the year
-- params:
--   academic_year    varchar  such as 2024/25
--   last_week        date     Monday of the last week
--   education_phase  varchar  Primary, Secondary or Special
--   smallest_coverage double  with a smaller share of pupils with marks a week is not covered
--   smallest_group   integer  fewest pupils of whom a rate is given
-- returns:
--   quadrant                varchar  quadrant of the county
--   week_commencing         date     Monday
--   attendance_rate         double   sessions attended of those possible, 0 to 1
--   attended_sessions       bigint   sessions attended
--   possible_sessions       bigint   sessions expected
--   england_attendance_rate double   England, 0 to 1, or null
--   gap_points              double   the quadrant minus England, points, or null
--   recorded_share          double   pupils with marks of those on roll, 0 to 1
--   is_covered              boolean  whether enough pupils have marks
--   weeks_below             bigint   weeks of the quadrant below England
--   weeks_compared          bigint   weeks of the quadrant with a figure for England

with

summed as (

    select
        coalesce(quadrant, 'not known') as quadrant,
        week_commencing,
        sum(enrolments) as enrolments,
        sum(possible_sessions) as possible,
        sum(absent_sessions) as absent,
        sum(pupils_recorded) filter (where is_open)
        / nullif(sum(pupils_expected) filter (where is_open), 0) as recorded_share
    from schools_by_week
    where
        education_phase = cast($education_phase as varchar)
        and academic_year = cast($academic_year as varchar)
        and week_commencing <= cast($last_week as date)
    group by coalesce(quadrant, 'not known'), week_commencing

),

beside as (

    select
        summed.quadrant,
        summed.week_commencing,
        1 - summed.absent / summed.possible as attendance_rate,
        summed.possible - summed.absent as attended,
        summed.possible,
        england_weeks.attendance_rate as england_attendance_rate,
        100 * (1 - summed.absent / summed.possible - england_weeks.attendance_rate) as gap_points,
        summed.recorded_share
    from summed
    left join england_weeks
        on summed.week_commencing = england_weeks.week_commencing
        and england_weeks.education_phase = cast($education_phase as varchar)
        and england_weeks.is_of_release
    where
        summed.possible > 0
        and summed.enrolments >= cast($smallest_group as integer)

)

select
    quadrant,
    week_commencing,
    attendance_rate,
    cast(attended as bigint) as attended_sessions,
    cast(possible as bigint) as possible_sessions,
    england_attendance_rate,
    gap_points,
    recorded_share,
    coalesce(recorded_share >= cast($smallest_coverage as double), true) as is_covered,
    count(*) filter (where gap_points < 0) over (partition by quadrant) as weeks_below,
    count(gap_points) over (partition by quadrant) as weeks_compared
from beside
order by quadrant, week_commencing
