-- How a school stands: attendance, persistent (PA) and severe absence (SA) and unauthorised
-- absence, each beside all schools of its phase by the county's own marks, beside England by
-- DfE, and beside itself at the same point last year. Attendance and unauthorised absence are of
-- the weeks chosen that the school has marks of; PA and SA of the year so far at their end.
-- Error is the standard error of what the school alone could differ by, pupils taken whole; of
-- PA and SA with two more pupils counted and two not, lest none of few looks certain.
--
-- grain:   one row per school_id and measure
-- rows:    school
-- denominator: possible sessions of the weeks; for PA and SA enrolments with possible sessions
-- source:  registers of the county's schools; DfE weekly files, England
-- params:
--   school_id             integer    the school, or null for all those chosen
--   chosen_schools        integer[]  leave out other schools, or null
--   education_phase       varchar    phase that they are set beside
--   first_week            date       Monday of the first week
--   last_week             date       Monday of the last week
--   last_year_first_week  date       the same school week a year before, or null
--   last_year_last_week   date       the same school week a year before, or null
--   smallest_group        integer    fewest enrolments that are told of
--   visible_schools       integer[]  schools that the viewer may see
-- returns:
--   school_id              integer  number of the school
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

asked as (

    select school_id
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )

),

both_sides as (

    -- Of sessions every week counts; of pupils, whose figures are of the year so far, the last.
    select
        asked.school_id,
        measures.measure,
        measures.is_of_pupils,
        phase_weeks.week_commencing,
        phase_weeks.week_commencing >= cast($first_week as date) as is_now,
        case when measures.measure = 'attendance' then england_weeks.possible_sessions end
            as england_possible,
        case when measures.measure = 'attendance' then england_weeks.attended_sessions end
            as england_attended,
        phase_weeks.week_commencing
        in (cast($last_week as date), cast($last_year_last_week as date)) as is_end,
        own.possible_sessions > 0 as is_marked,
        own.possible_sessions,
        own.absent_sessions,
        own.enrolments,
        case measures.measure
            when 'attendance' then own.possible_sessions - own.absent_sessions
            when 'unauthorised' then own.unauthorised_sessions
            when 'persistent' then own.persistently_absent
            else own.severely_absent
        end as counted,
        case when measures.is_of_pupils then own.enrolments else own.possible_sessions end
            as base,
        case measures.measure
            when 'attendance' then phase_weeks.possible_sessions - phase_weeks.absent_sessions
            when 'unauthorised' then phase_weeks.unauthorised_sessions
            when 'persistent' then phase_weeks.persistently_absent
            else phase_weeks.severely_absent
        end as county_counted,
        case when measures.is_of_pupils
            then phase_weeks.enrolments
            else phase_weeks.possible_sessions
        end as county_base
    from phase_weeks
    cross join (
        values
        ('attendance', false), ('unauthorised', false), ('persistent', true), ('severe', true)
    ) as measures (measure, is_of_pupils)
    cross join asked
    left join schools_by_week as own
        on phase_weeks.week_commencing = own.week_commencing
        and asked.school_id = own.school_id
        -- Said again, so that only the one school is read.
        and (cast($school_id as integer) is null or own.school_id = cast($school_id as integer))
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
        school_id,
        measure,
        is_of_pupils,
        max(case when is_now and is_marked then week_commencing end) as last_marked_week,
        sum(case when is_now and is_end then enrolments end) as enrolments,
        sum(case when is_now and (is_end or not is_of_pupils) then counted end) as counted,
        sum(case when is_now and (is_end or not is_of_pupils) then base end) as base,
        sum(case when is_now and case when is_of_pupils then is_end else is_marked end
            then county_counted
        end) as county_counted,
        sum(case when is_now and case when is_of_pupils then is_end else is_marked end
            then county_base
        end) as county_base,
        sum(case when is_now then england_attended end)
        / sum(case when is_now then england_possible end) as england_rate,
        1 - sum(case when is_now and england_possible > 0 then absent_sessions end)
        / sum(case when is_now and england_possible > 0 then possible_sessions end)
            as shared_rate,
        max(case when is_now and england_possible > 0 then week_commencing end) as england_week,
        sum(case when not is_now and is_end then enrolments end) as last_year_enrolments,
        sum(case when not is_now and (is_end or not is_of_pupils) then counted end)
            as last_year_counted,
        sum(case when not is_now and (is_end or not is_of_pupils) then base end)
            as last_year_base
    from both_sides
    group by school_id, measure, is_of_pupils

),

pupils as (

    -- A pupil's sessions of the weeks are those so far at their end less those so far at the
    -- last week before them in the same year. No holiday within a year lasts four weeks.
    select
        school_id,
        pupil_id,
        is_now,
        cast(sum(part * possible) as double) as possible,
        cast(sum(part * absent) as double) as absent
    from (
        select
            pupil_weeks.school_id,
            pupil_weeks.pupil_id,
            pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
                as possible,
            pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent,
            case when pupil_weeks.week_commencing
                in (cast($last_week as date), cast($last_year_last_week as date))
                then 1
                else -1
            end as part,
            pupil_weeks.week_commencing
            > coalesce(cast($last_year_last_week as date), date '1900-01-01') as is_now
        from pupil_weeks
        inner join county_weeks on pupil_weeks.week_commencing = county_weeks.week_commencing
        inner join enrolments
            on county_weeks.academic_year = enrolments.academic_year
            and pupil_weeks.school_id = enrolments.school_id
            and pupil_weeks.pupil_id = enrolments.pupil_id
            and enrolments.dfe_from is not null
        where
            pupil_weeks.school_id in (select school_id from asked)
            and (cast($school_id as integer) is null or pupil_weeks.school_id = cast($school_id as integer))
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
            and (
                county_weeks.week_commencing
                in (cast($last_week as date), cast($last_year_last_week as date))
                or county_weeks.week_after
                in (cast($first_week as date), cast($last_year_first_week as date))
            )
    ) as ends
    group by school_id, pupil_id, is_now

),

squares as (

    select
        school_id,
        is_now,
        cast(count(*) as double) as pupils,
        sum(possible) as possible,
        sum(absent) / sum(possible) as absence_rate,
        sum(possible * possible) as possible_squared,
        sum(absent * possible) as absent_by_possible,
        sum(absent * absent) as absent_squared
    from pupils
    where possible > 0
    group by school_id, is_now

),

errors as (

    select
        school_id,
        max(case when is_now then error_points end) as error_points,
        max(case when not is_now then error_points end) as last_year_error
    from (
        select
            school_id,
            is_now,
            100 * sqrt(
                pupils / nullif(pupils - 1, 0) * greatest(
                    absent_squared
                    - 2 * absence_rate * absent_by_possible
                    + absence_rate * absence_rate * possible_squared,
                    0.0
                )
            ) / possible as error_points
        from squares
    ) as of_years
    group by school_id

),

judged as (

    -- What would show a small group is left out.
    select
        sums.*,
        case
            when sums.is_of_pupils
                then 100 * sqrt(
                    (sums.counted + 2.0) / (sums.base + 4)
                    * (sums.base - sums.counted + 2) / (sums.base + 4) / (sums.base + 4)
                )
            when sums.measure = 'attendance' then errors.error_points
        end as error_points,
        case
            when sums.is_of_pupils
                then 100 * sqrt(
                    (sums.last_year_counted + 2.0) / (sums.last_year_base + 4)
                    * (sums.last_year_base - sums.last_year_counted + 2)
                    / (sums.last_year_base + 4) / (sums.last_year_base + 4)
                )
            when sums.measure = 'attendance' then errors.last_year_error
        end as last_year_error,
        sums.base > 0
        and sums.enrolments >= cast($smallest_group as integer)
        and not (
            sums.is_of_pupils and sums.counted between 1 and cast($smallest_group as integer) - 1
        ) as is_told,
        sums.last_year_base > 0
        and sums.last_year_enrolments >= cast($smallest_group as integer)
        and not (
            sums.is_of_pupils
            and sums.last_year_counted between 1 and cast($smallest_group as integer) - 1
        ) as is_last_year_told
    from sums
    left join errors on sums.school_id = errors.school_id
    where sums.last_marked_week is not null

)

select
    school_id,
    measure,
    cast(case when is_told then enrolments end as bigint) as enrolments,
    cast(case when is_told then counted end as bigint) as counted,
    cast(case when is_told then base end as bigint) as base,
    case when is_told then counted / base end as school_rate,
    case when is_told then error_points end as error_points,
    cast(county_counted as bigint) as county_counted,
    cast(county_base as bigint) as county_base,
    county_counted / nullif(county_base, 0) as county_rate,
    case when is_told then 100 * (counted / base - county_counted / nullif(county_base, 0)) end
        as county_points,
    england_rate,
    case when is_told and measure = 'attendance' then shared_rate end as shared_rate,
    case when is_told then 100 * (shared_rate - england_rate) end as england_points,
    england_week,
    cast(case when is_last_year_told then last_year_counted end as bigint) as last_year_counted,
    cast(case when is_last_year_told then last_year_base end as bigint) as last_year_base,
    case when is_last_year_told then last_year_counted / last_year_base end as last_year_rate,
    case when is_told and is_last_year_told
        then 100 * (counted / base - last_year_counted / last_year_base)
    end as last_year_points,
    case when is_told and is_last_year_told
        then sqrt(error_points * error_points + last_year_error * last_year_error)
    end as last_year_error_points,
    last_marked_week
from judged
order by school_id, measure
