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

files as (

    select
        week_commencing,
        attended_sessions,
        possible_sessions,
        row_number() over (partition by week_commencing order by published desc) as place
    from weeks
    where
        area_id = 'E92000001'
        and education_phase = cast($education_phase as varchar)
        and week_commencing between cast($first_week as date) and cast($last_week as date)
        and possible_sessions > 0

),

own_weeks as (

    select
        week_commencing,
        week_commencing between cast($first_week as date) and cast($last_week as date)
            as is_now,
        week_commencing in (cast($last_week as date), cast($last_year_last_week as date))
            as is_end,
        enrolments,
        possible_sessions,
        possible_sessions - authorised_sessions - unauthorised_sessions as attended_sessions,
        unauthorised_sessions,
        persistently_absent,
        severely_absent
    from cohort_weeks
    where
        school_id = cast($school_id as integer)
        and definition = 'dfe'
        and cohort = 'all'
        and (
            week_commencing between cast($first_week as date) and cast($last_week as date)
            or week_commencing between cast($last_year_first_week as date)
            and cast($last_year_last_week as date)
        )
        and list_contains(cast($visible_schools as integer[]), school_id)

),

own as (

    select
        own_weeks.is_now,
        sum(own_weeks.enrolments) filter (where own_weeks.is_end) as enrolments,
        sum(own_weeks.attended_sessions) as attended_sessions,
        sum(own_weeks.possible_sessions) as possible_sessions,
        sum(own_weeks.unauthorised_sessions) as unauthorised_sessions,
        sum(own_weeks.persistently_absent) filter (where own_weeks.is_end)
            as persistently_absent,
        sum(own_weeks.severely_absent) filter (where own_weeks.is_end) as severely_absent,
        max(own_weeks.week_commencing) filter (where own_weeks.possible_sessions > 0)
            as last_marked_week,
        sum(own_weeks.attended_sessions) filter (where files.place = 1)
            / nullif(sum(own_weeks.possible_sessions) filter (where files.place = 1), 0)
            as shared_rate,
        sum(files.attended_sessions) / sum(files.possible_sessions) as england_rate,
        max(files.week_commencing) as england_week
    from own_weeks
    left join files
        on own_weeks.week_commencing = files.week_commencing
        and files.place = 1
        and own_weeks.possible_sessions > 0
    group by own_weeks.is_now

),

county as (

    select
        sum(cohort_weeks.enrolments)
            filter (where cohort_weeks.week_commencing = cast($last_week as date))
            as enrolments,
        sum(
            cohort_weeks.possible_sessions
            - cohort_weeks.authorised_sessions
            - cohort_weeks.unauthorised_sessions
        ) filter (where own_weeks.possible_sessions > 0) as attended_sessions,
        sum(cohort_weeks.possible_sessions) filter (where own_weeks.possible_sessions > 0)
            as possible_sessions,
        sum(cohort_weeks.unauthorised_sessions) filter (where own_weeks.possible_sessions > 0)
            as unauthorised_sessions,
        sum(cohort_weeks.persistently_absent)
            filter (where cohort_weeks.week_commencing = cast($last_week as date))
            as persistently_absent,
        sum(cohort_weeks.severely_absent)
            filter (where cohort_weeks.week_commencing = cast($last_week as date))
            as severely_absent
    from cohort_weeks
    inner join schools
        on cohort_weeks.school_id = schools.school_id
        and schools.is_current
        and schools.education_phase = cast($education_phase as varchar)
    left join own_weeks
        on cohort_weeks.week_commencing = own_weeks.week_commencing
    where
        cohort_weeks.definition = 'dfe'
        and cohort_weeks.cohort = 'all'
        and cohort_weeks.week_commencing
        between cast($first_week as date) and cast($last_week as date)

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

so_far as (

    -- No holiday within a year lasts four weeks.
    select week_commencing, pupil_id, year_possible_sessions - after_may_possible_sessions
            as possible,
        year_absent_sessions - after_may_absent_sessions as absent
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing = cast($last_week as date)
    union all
    select week_commencing, pupil_id, year_possible_sessions - after_may_possible_sessions,
        year_absent_sessions - after_may_absent_sessions
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing = cast($last_year_last_week as date)
    union all
    select week_commencing, pupil_id, year_possible_sessions - after_may_possible_sessions,
        year_absent_sessions - after_may_absent_sessions
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing
        between cast(cast($first_week as date) - interval 28 day as date)
        and cast(cast($first_week as date) - interval 7 day as date)
    union all
    select week_commencing, pupil_id, year_possible_sessions - after_may_possible_sessions,
        year_absent_sessions - after_may_absent_sessions
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing
        between cast(cast($last_year_first_week as date) - interval 28 day as date)
        and cast(cast($last_year_first_week as date) - interval 7 day as date)

),

pupils as (

    select
        ends.is_now,
        so_far.pupil_id,
        cast(sum(ends.part * so_far.possible) as double) as possible,
        cast(sum(ends.part * so_far.absent) as double) as absent
    from so_far
    inner join ends
        on so_far.week_commencing = ends.week_commencing
    inner join enrolments
        on ends.academic_year = enrolments.academic_year
        and so_far.pupil_id = enrolments.pupil_id
        and enrolments.school_id = cast($school_id as integer)
        and enrolments.dfe_from is not null
    group by ends.is_now, so_far.pupil_id

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

errors as (

    select
        is_now,
        100 * sqrt(
            pupils / nullif(pupils - 1, 0) * greatest(
                absent_squared
                - 2 * absence_rate * absent_by_possible
                + absence_rate * absence_rate * possible_squared,
                0.0
            )
        ) / possible as absent_points
    from squares

),

measured as (

    select
        own.is_now,
        measures.measure,
        own.enrolments,
        case measures.measure
            when 'attendance' then own.attended_sessions
            when 'unauthorised' then own.unauthorised_sessions
            when 'persistent' then own.persistently_absent
            else own.severely_absent
        end as counted,
        case
            when measures.measure in ('attendance', 'unauthorised') then own.possible_sessions
            else own.enrolments
        end as base,
        case when measures.measure = 'attendance' then errors.absent_points end as error_points,
        measures.measure in ('persistent', 'severe') as is_of_pupils,
        own.shared_rate,
        own.england_rate,
        own.england_week,
        own.last_marked_week
    from own
    cross join (
        values ('attendance'), ('unauthorised'), ('persistent'), ('severe')
    ) as measures (measure)
    left join errors on own.is_now = errors.is_now

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
            else error_points
        end as error_points
    from measured
    where
        base > 0
        and enrolments >= cast($smallest_group as integer)
        and not (is_of_pupils and counted between 1 and cast($smallest_group as integer) - 1)

),

county_measured as (

    select
        measures.measure,
        case measures.measure
            when 'attendance' then county.attended_sessions
            when 'unauthorised' then county.unauthorised_sessions
            when 'persistent' then county.persistently_absent
            else county.severely_absent
        end as counted,
        case
            when measures.measure in ('attendance', 'unauthorised')
                then county.possible_sessions
            else county.enrolments
        end as base
    from county
    cross join (
        values ('attendance'), ('unauthorised'), ('persistent'), ('severe')
    ) as measures (measure)

)

select
    measured.measure,
    cast(this_year.enrolments as bigint) as enrolments,
    cast(this_year.counted as bigint) as counted,
    cast(this_year.base as bigint) as base,
    this_year.measure_rate as school_rate,
    this_year.error_points,
    cast(county_measured.counted as bigint) as county_counted,
    cast(county_measured.base as bigint) as county_base,
    county_measured.counted / nullif(county_measured.base, 0) as county_rate,
    100 * (
        this_year.measure_rate - county_measured.counted / nullif(county_measured.base, 0)
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
inner join county_measured
    on measured.measure = county_measured.measure
left join told as this_year
    on measured.measure = this_year.measure
    and this_year.is_now
left join told as last_year
    on measured.measure = last_year.measure
    and not last_year.is_now
where measured.is_now and measured.last_marked_week is not null
order by measured.measure
