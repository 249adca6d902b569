-- Where the authority stands beside England in one release, before it, and at the same point
-- last year: the same number of school weeks into the year, else the same week of the year.
-- Gaps are exact: attendance of the authority minus that of England, not of rounded figures.
--
-- grain: one row per education_phase
-- rows: published
-- denominator: possible sessions of the year so far; for persistent absence, enrolments
-- source: DfE, Pupil attendance in schools, year-to-date files (weekly files where said)
-- params:
--   home_authority  varchar  authority, three-digit code
--   academic_year   varchar  such as 2024/25
--   published       date     publication date of the release
-- returns:
--   education_phase              varchar Primary, Secondary, Special; Total since 2025/26
--   data_to                      date    last day that the figures cover
--   school_week                  bigint  school weeks covered, or null
--   home_attended_sessions       double  sessions attended, authority
--   home_possible_sessions       double  sessions expected, authority
--   home_attendance_rate         double  attendance of the authority, 0 to 1
--   england_attendance_rate      double  attendance of England, 0 to 1
--   gap_points                   double  home minus England, exact, points
--   printed_difference           double  home minus England, of rounded figures, points
--   home_enrolments              double  enrolments with registers, mean over days
--   home_schools                 double  schools that sent registers, mean over days
--   home_schools_expected        double  schools there are
--   pupils_away                  double  the gap as pupils: more (+) or fewer (-) away each day
--   home_pa_rate                 double  persistently absent, 0 to 1, or null
--   england_pa_rate              double  persistently absent in England, 0 to 1, or null
--   pa_gap_points                double  home minus England, exact, points
--   pa_printed_difference        double  home minus England, of rounded figures, points
--   previous_data_to             date    last day of the release before
--   previous_gap_points          double  gap then, exact, points
--   previous_printed_difference  double  difference then, of rounded figures, points
--   gap_change_points            double  gap now minus gap then, points
--   rate_change_points           double  attendance now minus then, points
--   last_year_data_to            date    last day of the same point last year
--   last_year_source             varchar release, or weeks (summed from a later weekly file)
--   last_year_attendance_rate    double  attendance of the authority then, 0 to 1
--   last_year_gap_points         double  gap then, exact, points
--   last_year_rate_change_points double  change between the same two points last year, points

with

chosen as (

    select *
    from releases
    where
        academic_year = cast($academic_year as varchar)
        and published = cast($published as date)

),

gaps as (

    -- Rounded from 12 decimals, so that halves round up as printed.
    select
        academic_year,
        published,
        data_to,
        point_source,
        school_week,
        education_phase,
        attended_sessions,
        possible_sessions,
        attendance_rate as home_rate,
        england_attendance_rate as england_rate,
        100 * (attendance_rate - england_attendance_rate) as gap_points,
        cast(
            round(cast(100 * attendance_rate as decimal(18, 12)), 1)
            - round(cast(100 * england_attendance_rate as decimal(18, 12)), 1)
            as double
        ) as printed_difference,
        enrolments,
        schools,
        schools_expected,
        persistent_absence_rate as home_pa_rate,
        england_persistent_absence_rate as england_pa_rate,
        cast(
            round(cast(100 * persistent_absence_rate as decimal(18, 12)), 1)
            - round(cast(100 * england_persistent_absence_rate as decimal(18, 12)), 1)
            as double
        ) as pa_printed_difference
    from year_to_date
    where
        area_id = cast($home_authority as varchar)
        and attendance_rate is not null
        and england_attendance_rate is not null

),

present as (

    select gaps.*, chosen.previous_academic_year
    from gaps
    inner join chosen
        on gaps.academic_year = chosen.academic_year
        and gaps.published = chosen.published
    where gaps.point_source = 'release'

),

previous as (

    select
        gaps.education_phase,
        gaps.data_to,
        gaps.school_week,
        gaps.home_rate,
        gaps.gap_points,
        gaps.printed_difference,
        present.previous_academic_year
    from gaps
    inner join present
        on gaps.academic_year = present.academic_year
        and gaps.education_phase = present.education_phase
        and gaps.published < present.published
        and gaps.data_to < present.data_to
    where gaps.point_source = 'release'
    qualify row_number() over (
        partition by gaps.education_phase order by gaps.data_to desc, gaps.published desc
    ) = 1

),

points as (

    select 'present' as point, education_phase, data_to, school_week, previous_academic_year
    from present
    union all
    select 'previous' as point, education_phase, data_to, school_week, previous_academic_year
    from previous

),

last_year as (

    select
        points.point,
        points.education_phase,
        gaps.data_to,
        gaps.point_source,
        gaps.home_rate,
        gaps.gap_points
    from points
    inner join gaps
        on points.previous_academic_year = gaps.academic_year
        and points.education_phase = gaps.education_phase
        and (
            points.school_week = gaps.school_week
            or (
                (points.school_week is null or gaps.school_week is null)
                and abs(date_diff('day', gaps.data_to, points.data_to) - 364) <= 3
            )
        )
    qualify row_number() over (
        partition by points.point, points.education_phase
        order by gaps.point_source, gaps.published
    ) = 1

)

select
    present.education_phase,
    present.data_to,
    present.school_week,
    present.attended_sessions as home_attended_sessions,
    present.possible_sessions as home_possible_sessions,
    present.home_rate as home_attendance_rate,
    present.england_rate as england_attendance_rate,
    present.gap_points,
    present.printed_difference,
    present.enrolments as home_enrolments,
    present.schools as home_schools,
    present.schools_expected as home_schools_expected,
    -present.gap_points / 100 * present.enrolments as pupils_away,
    present.home_pa_rate,
    present.england_pa_rate,
    100 * (present.home_pa_rate - present.england_pa_rate) as pa_gap_points,
    present.pa_printed_difference,
    previous.data_to as previous_data_to,
    previous.gap_points as previous_gap_points,
    previous.printed_difference as previous_printed_difference,
    present.gap_points - previous.gap_points as gap_change_points,
    100 * (present.home_rate - previous.home_rate) as rate_change_points,
    last_year.data_to as last_year_data_to,
    last_year.point_source as last_year_source,
    last_year.home_rate as last_year_attendance_rate,
    last_year.gap_points as last_year_gap_points,
    100 * (last_year.home_rate - last_year_previous.home_rate) as last_year_rate_change_points
from present
left join previous
    on present.education_phase = previous.education_phase
left join last_year
    on present.education_phase = last_year.education_phase
    and last_year.point = 'present'
left join last_year as last_year_previous
    on present.education_phase = last_year_previous.education_phase
    and last_year_previous.point = 'previous'
order by present.education_phase
