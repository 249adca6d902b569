-- Absence of each year group, sex and cohort of a school, beside the same cohort of all
-- schools of its phase by the county's own marks. Sessions of the weeks are those so far at
-- their end less those so far before them.
--
-- grain:   one row per school_id, cohort and cohort_value
-- rows:    school
-- denominator: possible sessions of the weeks, pupils as DfE counts them
-- source:  registers and pupil files of the county's schools
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  schools of the phase to choose, or null
--   education_phase  varchar    their phase
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id            integer  number of the school
--   cohort               varchar  year group, sex, fsm and others
--   cohort_value         varchar  such as Year 7, F, yes
--   enrolments           bigint   enrolments with possible sessions so far this year
--   possible_sessions    bigint   possible sessions of the school's pupils in the weeks
--   absent_sessions      bigint   sessions missed of these
--   absence_rate         double   absent / possible sessions, 0 to 1
--   county_absence_rate  double   the same of all schools of the phase, 0 to 1, or null
--   absence_points       double   school minus county, points
--   extra_sessions       double   sessions missed beyond what the county's rate would give
--   persistently_absent  bigint   enrolments persistently absent so far this year
--   persistent_absence_rate double persistently_absent / enrolments, 0 to 1

with

before_weeks as (

    select max(before.week_commencing) as week_commencing
    from marked_weeks as before
    inner join marked_weeks as first_weeks
        on before.academic_year = first_weeks.academic_year
        and before.week_commencing < first_weeks.week_commencing
    where first_weeks.week_commencing = cast($first_week as date)

),

own as (

    select
        school_id,
        cohort,
        cohort_value,
        sum(case when is_last then enrolments end) as enrolments,
        sum(case when is_last then persistently_absent end) as persistently_absent,
        sum(case when is_last then year_possible_sessions else -year_possible_sessions end)
            as possible_sessions,
        sum(case when is_last then year_absent_sessions else -year_absent_sessions end)
            as absent_sessions
    from (
        select *, week_commencing = cast($last_week as date) as is_last
        from cohort_weeks
        where
            (cast($school_id as integer) is null or school_id = cast($school_id as integer))
            and list_contains(cast($visible_schools as integer[]), school_id)
            and (
                cast($chosen_schools as integer[]) is null
                or list_contains(cast($chosen_schools as integer[]), school_id)
            )
            and definition = 'dfe'
            and cohort not in ('all', 'ethnicity')
            and cohort_value <> 'unknown'
            and (cohort_value <> 'no' or cohort = 'fsm')
            and (
                week_commencing = cast($last_week as date)
                or week_commencing = (select week_commencing from before_weeks)
            )
            and week_commencing
            between cast(cast($first_week as date) - interval 28 day as date)
            and cast($last_week as date)
    ) as so_far
    group by school_id, cohort, cohort_value

),

county as (

    select
        cohort,
        cohort_value,
        sum(
            case when week_commencing = cast($last_week as date) then 1 else -1 end
            * year_absent_sessions
        ) / nullif(
            sum(
                case when week_commencing = cast($last_week as date) then 1 else -1 end
                * year_possible_sessions
            ),
            0
        ) as county_absence_rate
    from place_cohort_weeks
    where
        education_phase = cast($education_phase as varchar)
        and (
            week_commencing = cast($last_week as date)
            or week_commencing = (select week_commencing from before_weeks)
        )
    group by cohort, cohort_value

),

sums as (

    select own.*, county.county_absence_rate
    from own
    left join county
        on own.cohort = county.cohort
        and own.cohort_value = county.cohort_value

)

select
    school_id,
    cohort,
    cohort_value,
    cast(enrolments as bigint) as enrolments,
    cast(possible_sessions as bigint) as possible_sessions,
    cast(absent_sessions as bigint) as absent_sessions,
    absent_sessions / possible_sessions as absence_rate,
    county_absence_rate,
    100 * (absent_sessions / possible_sessions - county_absence_rate) as absence_points,
    absent_sessions - county_absence_rate * possible_sessions as extra_sessions,
    case when persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then cast(persistently_absent as bigint)
    end as persistently_absent,
    case when persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then persistently_absent / enrolments
    end as persistent_absence_rate
from sums
where
    possible_sessions > 0
    and enrolments >= cast($smallest_group as integer)
order by
    school_id,
    case cohort when 'year group' then 1 when 'sex' then 2 when 'fsm' then 3 when 'sen' then 4
        else 5
    end,
    cohort,
    cohort_value <> 'Reception',
    length(cohort_value),
    cohort_value
