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
--   chosen_schools   integer[]  leave out other schools, or null
--   education_phase  varchar    phase that they are set beside
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
        sum(case when is_last then year_absent_sessions else -year_absent_sessions end)
        / nullif(
            sum(case when is_last then year_possible_sessions else -year_possible_sessions end),
            0
        ) as county_absence_rate
    from (
        select *, week_commencing = cast($last_week as date) as is_last
        from place_cohort_weeks
        where
            education_phase = cast($education_phase as varchar)
            and (
                week_commencing = cast($last_week as date)
                or week_commencing = (select week_commencing from before_weeks)
            )
    ) as so_far
    group by cohort, cohort_value

)

select
    own.school_id,
    own.cohort,
    own.cohort_value,
    cast(own.enrolments as bigint) as enrolments,
    cast(own.possible_sessions as bigint) as possible_sessions,
    cast(own.absent_sessions as bigint) as absent_sessions,
    own.absent_sessions / own.possible_sessions as absence_rate,
    county.county_absence_rate,
    100 * (own.absent_sessions / own.possible_sessions - county.county_absence_rate)
        as absence_points,
    own.absent_sessions - county.county_absence_rate * own.possible_sessions as extra_sessions,
    case when own.persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then cast(own.persistently_absent as bigint)
    end as persistently_absent,
    case when own.persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then own.persistently_absent / own.enrolments
    end as persistent_absence_rate
from own
left join county
    on own.cohort = county.cohort
    and own.cohort_value = county.cohort_value
where
    own.possible_sessions > 0
    and own.enrolments >= cast($smallest_group as integer)
order by
    own.school_id,
    case own.cohort when 'year group' then 1 when 'sex' then 2 when 'fsm' then 3 when 'sen' then 4
        else 5
    end,
    own.cohort,
    own.cohort_value <> 'Reception',
    length(own.cohort_value),
    own.cohort_value
