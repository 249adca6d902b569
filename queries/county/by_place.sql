-- Attendance, persistent and severe absence (PA, SA) of the county and its quadrants, or of its
-- districts, by phase, beside England's, last year's and the last half term's. Attendance is
-- that of the chosen weeks; PA and SA are those of the year so far at the end of them. Changes
-- since last year are of schools with marks in both years; none is given where too few pupils
-- have marks.
--
-- grain:   one row per education_phase and place
-- rows:    county
-- denominator: possible sessions of the weeks; for PA and SA enrolments with any so far
-- source:  registers of the county's schools; England from DfE's newest weekly file of the year
-- params:
--   home                  varchar  name of the county
--   academic_year         varchar  such as 2024/25
--   first_week            date     Monday of the first week
--   last_week             date     Monday of the last week
--   last_year_first_week  date     the same school week a year before, or null
--   last_year_last_week   date     the same school week a year before, or null
--   previous_week         date     last week of the half term before, or null
--   education_phase       varchar  Primary, Secondary or Special; null for all three
--   place_kind            varchar  quadrant (with the county) or district
--   smallest_coverage     double   changes only where this share of pupils has marks
--   smallest_group        integer  fewest pupils of whom a count or rate is given
-- returns:
--   education_phase         varchar  Primary, Secondary or Special
--   place                   varchar  county, quadrant or district
--   place_kind              varchar  county, quadrant or district
--   attendance_rate         double   sessions attended of those possible, 0 to 1
--   possible_sessions       bigint   sessions expected in the weeks
--   attended_sessions       bigint   sessions attended in the weeks
--   enrolments              bigint   enrolments with possible sessions so far
--   persistently_absent     bigint   of them, persistently absent so far, severely included
--   persistent_absence_rate double   the same as a share, 0 to 1
--   severely_absent         bigint   of them, severely absent so far
--   severe_absence_rate     double   the same as a share, 0 to 1
--   england_attendance_rate double   England over the weeks that both have, 0 to 1, or null
--   gap_points              double   the place minus England over those weeks, points, or null
--   pupils_away             double   the gap as pupils: more (+) or fewer (-) away each day
--   england_to              date     Monday of the last week that both have, or null
--   year_change_points      double   attendance since the same point last year, points
--   pa_year_change_points   double   PA since the same point last year, points
--   pa_change_points        double   PA since the end of last half term, points
--   sa_change_points        double   SA since the end of last half term, points
--   schools_reported        bigint   schools with marks in the last week
--   schools_due             bigint   schools open in the last week
--   recorded_share          double   pupils with marks of those on roll, over the weeks, 0 to 1

with

shared as (

    -- Weeks that both have.
    select
        england_weeks.education_phase,
        england_weeks.week_commencing,
        england_weeks.attended_sessions,
        england_weeks.possible_sessions,
        county_weeks.sessions_held
    from england_weeks
    inner join county_weeks on england_weeks.week_commencing = county_weeks.week_commencing
    where
        england_weeks.is_of_release
        and england_weeks.academic_year = cast($academic_year as varchar)
        and england_weeks.week_commencing
        between cast($first_week as date) and cast($last_week as date)

),

of_schools as (

    select
        school_id,
        education_phase,
        quadrant,
        district,
        sum(case when is_chosen then possible_sessions end) as possible,
        sum(case when is_chosen then absent_sessions end) as absent,
        sum(case when is_shared then possible_sessions end) as shared_possible,
        sum(case when is_shared then absent_sessions end) as shared_absent,
        sum(case when is_last_year then possible_sessions end) as last_year_possible,
        sum(case when is_last_year then absent_sessions end) as last_year_absent,
        sum(case when is_last then enrolments end) as enrolments,
        sum(case when is_last then persistently_absent end) as persistent,
        sum(case when is_last then severely_absent end) as severe,
        sum(case when is_last_years_last then enrolments end) as last_year_enrolments,
        sum(case when is_last_years_last then persistently_absent end) as last_year_persistent,
        sum(case when is_before then enrolments end) as before_enrolments,
        sum(case when is_before then persistently_absent end) as before_persistent,
        sum(case when is_before then severely_absent end) as before_severe,
        count(case when is_last and is_open and is_reported then 1 end) as reported,
        count(case when is_last and is_open then 1 end) as due,
        sum(case when is_chosen and is_open then pupils_recorded end) as recorded,
        sum(case when is_chosen and is_open then pupils_expected end) as expected
    from (
        select
            *,
            week_commencing between cast($first_week as date) and cast($last_week as date)
                as is_chosen,
            week_commencing in (select week_commencing from shared) as is_shared,
            week_commencing between cast($last_year_first_week as date)
            and cast($last_year_last_week as date) as is_last_year,
            week_commencing = cast($last_week as date) as is_last,
            week_commencing = cast($last_year_last_week as date) as is_last_years_last,
            week_commencing = cast($previous_week as date) as is_before
        from schools_by_week
        where
            cast($education_phase as varchar) is null
            or education_phase = cast($education_phase as varchar)
    ) as weeks_of_schools
    where is_chosen or is_last_year or is_before
    group by school_id, education_phase, quadrant, district

),

placed as (

    select
        of_schools.*,
        kinds.place_kind,
        case kinds.place_kind
            when 'county' then cast($home as varchar)
            when 'quadrant' then coalesce(of_schools.quadrant, 'not known')
            else coalesce(of_schools.district, 'not known')
        end as place,
        of_schools.possible > 0 and of_schools.last_year_possible > 0 as is_in_both
    from of_schools
    inner join (
        values ('county', 'quadrant'), ('quadrant', 'quadrant'), ('district', 'district')
    ) as kinds (place_kind, asked)
        on kinds.asked = cast($place_kind as varchar)

),

summed as (

    select
        education_phase,
        place,
        place_kind,
        sum(possible) as possible,
        sum(absent) as absent,
        sum(shared_possible) as shared_possible,
        sum(shared_absent) as shared_absent,
        sum(enrolments) as enrolments,
        sum(persistent) as persistent,
        sum(severe) as severe,
        sum(possible) filter (where is_in_both) as both_possible,
        sum(absent) filter (where is_in_both) as both_absent,
        sum(enrolments) filter (where is_in_both) as both_enrolments,
        sum(persistent) filter (where is_in_both) as both_persistent,
        sum(last_year_possible) filter (where is_in_both) as last_year_possible,
        sum(last_year_absent) filter (where is_in_both) as last_year_absent,
        sum(last_year_enrolments) filter (where is_in_both) as last_year_enrolments,
        sum(last_year_persistent) filter (where is_in_both) as last_year_persistent,
        sum(before_enrolments) as before_enrolments,
        sum(before_persistent) as before_persistent,
        sum(before_severe) as before_severe,
        sum(reported) as schools_reported,
        sum(due) as schools_due,
        sum(recorded) / nullif(sum(expected), 0) as recorded_share
    from placed
    group by education_phase, place, place_kind

),

england as (

    select
        education_phase,
        sum(attended_sessions) / sum(possible_sessions) as attendance_rate,
        max(week_commencing) as england_to
    from shared
    group by education_phase

),

judged as (

    select
        *,
        enrolments >= cast($smallest_group as integer) as is_large,
        persistent = 0 or persistent >= cast($smallest_group as integer) as is_pa_told,
        severe = 0 or severe >= cast($smallest_group as integer) as is_sa_told,
        recorded_share >= cast($smallest_coverage as double) as is_covered
    from summed
    where possible > 0 and education_phase in (select education_phase from dfe_phases)

)

select
    judged.education_phase,
    judged.place,
    judged.place_kind,
    case when judged.is_large then 1 - judged.absent / judged.possible end as attendance_rate,
    cast(case when judged.is_large then judged.possible end as bigint) as possible_sessions,
    cast(case when judged.is_large then judged.possible - judged.absent end as bigint)
        as attended_sessions,
    cast(case when judged.is_large then judged.enrolments end as bigint) as enrolments,
    cast(case when judged.is_large and judged.is_pa_told then judged.persistent end as bigint)
        as persistently_absent,
    case when judged.is_large and judged.is_pa_told then judged.persistent / judged.enrolments end
        as persistent_absence_rate,
    cast(case when judged.is_large and judged.is_sa_told then judged.severe end as bigint)
        as severely_absent,
    case when judged.is_large and judged.is_sa_told then judged.severe / judged.enrolments end
        as severe_absence_rate,
    england.attendance_rate as england_attendance_rate,
    case
        when judged.is_large
            then 100 * (
                1 - judged.shared_absent / nullif(judged.shared_possible, 0)
                - england.attendance_rate
            )
    end as gap_points,
    case
        when judged.is_large
            then (
                judged.shared_absent - judged.shared_possible * (1 - england.attendance_rate)
            ) / nullif(held.sessions, 0)
    end as pupils_away,
    england.england_to,
    case
        when judged.is_large and judged.is_covered
            then 100 * (
                judged.last_year_absent / judged.last_year_possible
                - judged.both_absent / judged.both_possible
            )
    end as year_change_points,
    case
        when judged.is_large and judged.is_covered and judged.is_pa_told
            then 100 * (
                judged.both_persistent / judged.both_enrolments
                - judged.last_year_persistent / judged.last_year_enrolments
            )
    end as pa_year_change_points,
    case
        when judged.is_large and judged.is_covered and judged.is_pa_told
            then 100 * (
                judged.persistent / judged.enrolments
                - judged.before_persistent / judged.before_enrolments
            )
    end as pa_change_points,
    case
        when judged.is_large and judged.is_covered and judged.is_sa_told
            then 100 * (
                judged.severe / judged.enrolments
                - judged.before_severe / judged.before_enrolments
            )
    end as sa_change_points,
    cast(judged.schools_reported as bigint) as schools_reported,
    cast(judged.schools_due as bigint) as schools_due,
    judged.recorded_share
from judged
cross join (
    select sum(sessions_held) as sessions
    from (select week_commencing, max(sessions_held) as sessions_held from shared group by 1)
        as weeks_held
) as held
left join england
    on judged.education_phase = england.education_phase
order by
    judged.education_phase,
    case when judged.place_kind = 'county' then 0 else 1 end,
    judged.place
