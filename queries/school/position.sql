-- How one school stands: attendance, persistent (PA) and severe absence (SA) and unauthorised
-- absence, each beside all schools of its phase by the county's own marks, beside England by
-- DfE, and beside itself at the same point last year. Attendance and unauthorised absence are of
-- the weeks chosen that the school has marks of; PA and SA of the year so far at their end.
-- Error is the standard error of what the school alone could differ by, pupils taken whole; of
-- PA and SA with two more pupils counted and two not, lest none of few looks certain.
--
-- grain:   one row per measure
-- rows:    school
-- denominator: possible sessions of the weeks; for PA and SA enrolments with possible sessions
-- source:  registers of the county's schools; DfE weekly files, England
-- params:
--   school_id             integer    the school
--   education_phase       varchar    its phase
--   first_week            date       Monday of the first week
--   last_week             date       Monday of the last week
--   last_year_first_week  date       the same school week a year before, or null
--   last_year_last_week   date       the same school week a year before, or null
--   smallest_group        integer    fewest enrolments that are told of
--   visible_schools       integer[]  schools that the viewer may see
-- returns:
--   measure                varchar  attendance, persistent, severe or unauthorised
--   enrolments             bigint   enrolments with possible sessions so far
--   counted                bigint   sessions, for PA and SA enrolments, that the measure counts
--   base                   bigint   its denominator
--   school_rate            double   counted / base, 0 to 1
--   error_points           double   standard error of school_rate, points; null if unauthorised
--   county_counted         bigint   the same of all schools of the phase
--   county_base            bigint   its denominator
--   county_rate            double   county_counted / county_base, 0 to 1
--   county_points          double   school minus county, points
--   england_rate           double   England in the weeks that both have, 0 to 1; attendance only
--   shared_rate            double   the school in these weeks, 0 to 1
--   england_points         double   shared_rate minus england_rate, points
--   england_week           date     Monday of the last of these weeks
--   last_year_counted      bigint   the school at the same point last year
--   last_year_base         bigint   its denominator
--   last_year_rate         double   last_year_counted / last_year_base, 0 to 1
--   last_year_points       double   this year minus last year, points
--   last_year_error_points double   standard error of last_year_points
--   last_marked_week       date     Monday of the last of the weeks with marks of the school

with

both_sides as (

    select
        phase_weeks.week_commencing,
        phase_weeks.week_commencing >= cast($first_week as date) as is_now,
        phase_weeks.week_commencing in (cast($last_week as date), cast($last_year_last_week as date))
            as is_end,
        own.enrolments,
        own.possible_sessions,
        own.absent_sessions,
        own.unauthorised_sessions,
        own.persistently_absent,
        own.severely_absent,
        own.possible_sessions > 0 as is_marked,
        phase_weeks.enrolments as county_enrolments,
        phase_weeks.possible_sessions as county_possible,
        phase_weeks.absent_sessions as county_absent,
        phase_weeks.unauthorised_sessions as county_unauthorised,
        phase_weeks.persistently_absent as county_persistent,
        phase_weeks.severely_absent as county_severe,
        england_weeks.possible_sessions as england_possible,
        england_weeks.attended_sessions as england_attended
    from phase_weeks
    left join schools_by_week as own
        on phase_weeks.week_commencing = own.week_commencing
        and own.school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
    left join england_weeks
        on phase_weeks.week_commencing = england_weeks.week_commencing
        and england_weeks.education_phase = cast($education_phase as varchar)
        and england_weeks.is_newest
        and own.possible_sessions > 0
    where
        phase_weeks.education_phase = cast($education_phase as varchar)
        and (
            phase_weeks.week_commencing between cast($first_week as date) and cast($last_week as date)
            or phase_weeks.week_commencing between cast($last_year_first_week as date)
            and cast($last_year_last_week as date)
        )

),

sums as (

    select
        is_now,
        sum(case when is_end then enrolments end) as enrolments,
        sum(possible_sessions) as possible,
        sum(possible_sessions - absent_sessions) as attended,
        sum(unauthorised_sessions) as unauthorised,
        sum(case when is_end then persistently_absent end) as persistent,
        sum(case when is_end then severely_absent end) as severe,
        max(case when is_marked then week_commencing end) as last_marked_week,
        sum(case when is_end then county_enrolments end) as county_enrolments,
        sum(case when is_marked then county_possible end) as county_possible,
        sum(case when is_marked then county_possible - county_absent end) as county_attended,
        sum(case when is_marked then county_unauthorised end) as county_unauthorised,
        sum(case when is_end then county_persistent end) as county_persistent,
        sum(case when is_end then county_severe end) as county_severe,
        1 - sum(case when england_possible > 0 then absent_sessions end)
        / sum(case when england_possible > 0 then possible_sessions end) as shared_rate,
        sum(england_attended) / sum(england_possible) as england_rate,
        max(case when england_possible > 0 then week_commencing end) as england_week
    from both_sides
    group by is_now

),

ends as (

    -- A pupil's sessions of the weeks are those so far at their end less those so far at the
    -- last week before them in the same year.
    select
        academic_year,
        week_commencing,
        1 as part,
        week_commencing = cast($last_week as date) as is_now
    from marked_weeks
    where week_commencing in (cast($last_week as date), cast($last_year_last_week as date))
    union all
    select
        before.academic_year,
        max(before.week_commencing),
        -1,
        first_weeks.week_commencing = cast($first_week as date)
    from marked_weeks as first_weeks
    inner join marked_weeks as before
        on first_weeks.academic_year = before.academic_year
        and first_weeks.week_commencing > before.week_commencing
    where
        first_weeks.week_commencing
        in (cast($first_week as date), cast($last_year_first_week as date))
    group by before.academic_year, first_weeks.week_commencing

),

pupils as (

    -- No holiday within a year lasts four weeks.
    select
        ends.is_now,
        pupil_weeks.pupil_id,
        cast(
            sum(
                ends.part * (year_possible_sessions - after_may_possible_sessions)
            ) as double
        ) as possible,
        cast(sum(ends.part * (year_absent_sessions - after_may_absent_sessions)) as double)
            as absent
    from pupil_weeks
    inner join ends on pupil_weeks.week_commencing = ends.week_commencing
    inner join enrolments
        on ends.academic_year = enrolments.academic_year
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and enrolments.school_id = cast($school_id as integer)
        and enrolments.dfe_from is not null
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and (
            pupil_weeks.week_commencing
            in (cast($last_week as date), cast($last_year_last_week as date))
            or pupil_weeks.week_commencing
            between cast(cast($first_week as date) - interval 28 day as date)
            and cast(cast($first_week as date) - interval 7 day as date)
            or pupil_weeks.week_commencing
            between cast(cast($last_year_first_week as date) - interval 28 day as date)
            and cast(cast($last_year_first_week as date) - interval 7 day as date)
        )
    group by ends.is_now, pupil_weeks.pupil_id

),

squares as (

    select
        is_now,
        cast(count(*) as double) as pupils,
        sum(possible) as possible,
        sum(absent) / sum(possible) as absence_rate,
        sum(possible * possible) as possible_squared,
        sum(absent * possible) as absent_by_possible,
        sum(absent * absent) as absent_squared
    from pupils
    where possible > 0
    group by is_now

),

measured as (

    select
        sums.*,
        measures.measure,
        measures.is_of_pupils,
        case measures.measure
            when 'attendance' then sums.attended
            when 'unauthorised' then sums.unauthorised
            when 'persistent' then sums.persistent
            else sums.severe
        end as counted,
        case when measures.is_of_pupils then sums.enrolments else sums.possible end as base,
        case measures.measure
            when 'attendance' then sums.county_attended
            when 'unauthorised' then sums.county_unauthorised
            when 'persistent' then sums.county_persistent
            else sums.county_severe
        end as county_counted,
        case when measures.is_of_pupils then sums.county_enrolments else sums.county_possible end
            as county_base,
        case when measures.measure = 'attendance'
            then 100 * sqrt(
                squares.pupils / nullif(squares.pupils - 1, 0) * greatest(
                    squares.absent_squared
                    - 2 * squares.absence_rate * squares.absent_by_possible
                    + squares.absence_rate * squares.absence_rate * squares.possible_squared,
                    0.0
                )
            ) / squares.possible
        end as absent_points
    from sums
    left join squares on sums.is_now = squares.is_now
    cross join (
        values
        ('attendance', false), ('unauthorised', false), ('persistent', true), ('severe', true)
    ) as measures (measure, is_of_pupils)

),

told as (

    -- What would show a small group is left out.
    select
        is_now,
        measure,
        enrolments,
        counted,
        base,
        counted / base as measure_rate,
        case
            when is_of_pupils
                then 100 * sqrt(
                    (counted + 2.0) / (base + 4) * (base - counted + 2) / (base + 4) / (base + 4)
                )
            else absent_points
        end as error_points
    from measured
    where
        base > 0
        and enrolments >= cast($smallest_group as integer)
        and not (is_of_pupils and counted between 1 and cast($smallest_group as integer) - 1)

)

select
    measured.measure,
    cast(this_year.enrolments as bigint) as enrolments,
    cast(this_year.counted as bigint) as counted,
    cast(this_year.base as bigint) as base,
    this_year.measure_rate as school_rate,
    this_year.error_points,
    cast(measured.county_counted as bigint) as county_counted,
    cast(measured.county_base as bigint) as county_base,
    measured.county_counted / nullif(measured.county_base, 0) as county_rate,
    100 * (
        this_year.measure_rate - measured.county_counted / nullif(measured.county_base, 0)
    ) as county_points,
    case when measured.measure = 'attendance' then measured.england_rate end as england_rate,
    case when measured.measure = 'attendance' and this_year.base > 0 then measured.shared_rate
    end as shared_rate,
    case
        when measured.measure = 'attendance' and this_year.base > 0
            then 100 * (measured.shared_rate - measured.england_rate)
    end as england_points,
    case when measured.measure = 'attendance' then measured.england_week end as england_week,
    cast(last_year.counted as bigint) as last_year_counted,
    cast(last_year.base as bigint) as last_year_base,
    last_year.measure_rate as last_year_rate,
    100 * (this_year.measure_rate - last_year.measure_rate) as last_year_points,
    sqrt(
        this_year.error_points * this_year.error_points
        + last_year.error_points * last_year.error_points
    ) as last_year_error_points,
    measured.last_marked_week
from measured
left join told as this_year
    on measured.measure = this_year.measure
    and this_year.is_now
left join told as last_year
    on measured.measure = last_year.measure
    and not last_year.is_now
where measured.is_now and measured.last_marked_week is not null
order by measured.measure
