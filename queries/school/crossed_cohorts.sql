-- Two cohorts crossed, such as free school meals and special educational needs of one school's
-- pupils, with their absence and persistent absence of the year so far.
--
-- grain:   one row per first_value and second_value
-- rows:    school
-- denominator: possible sessions of the year so far, pupils as DfE counts them
-- source:  registers and pupil file of the school
-- params:
--   school_id        integer    the school
--   last_week        date       Monday of the last week
--   first_cohort     varchar    such as fsm, sen, sex or year group
--   second_cohort    varchar    another of them
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   first_value          varchar  value of the first cohort, such as yes, no or unknown
--   second_value         varchar  value of the second cohort, such as Year 7
--   first_name           varchar  what the first value is called
--   second_name          varchar  what the second value is called
--   enrolments           bigint   enrolments with possible sessions so far this year
--   absence_rate         double   missed / possible sessions of the year so far, 0 to 1
--   persistently_absent  bigint   enrolments persistently absent so far
--   persistent_absence_rate double persistently_absent / enrolments, 0 to 1

with

pupils as (

    select
        marked_weeks.academic_year,
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent,
        definitions.persistent_share
    from pupil_weeks
    inner join marked_weeks
        on pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and enrolments.dfe_from is not null
    inner join definitions
        on definitions.definition = 'dfe'
        and pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
        >= definitions.minimum_possible_sessions
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
        and pupil_weeks.week_commencing = cast($last_week as date)

),

cohorts as (

    select
        cohort_members.academic_year,
        cohort_members.pupil_id,
        max(cohort_values.cohort_value)
            filter (where cohort_values.cohort = cast($first_cohort as varchar))
            as first_value,
        max(cohort_values.cohort_value)
            filter (where cohort_values.cohort = cast($second_cohort as varchar))
            as second_value
    from cohort_members
    cross join cohort_values
    where
        cohort_members.school_id = cast($school_id as integer)
        and cohort_values.cohort
        in (cast($first_cohort as varchar), cast($second_cohort as varchar))
        and list_contains(cohort_members.value_ids, cohort_values.value_id)
    group by cohort_members.academic_year, cohort_members.pupil_id

),

crossed as (

    select
        coalesce(cohorts.first_value, 'unknown') as first_value,
        coalesce(cohorts.second_value, 'unknown') as second_value,
        count(*) as enrolments,
        sum(pupils.absent) / sum(pupils.possible) as absence_rate,
        count(*) filter (where pupils.absent >= pupils.persistent_share * pupils.possible)
            as persistently_absent
    from pupils
    left join cohorts
        on pupils.academic_year = cohorts.academic_year
        and pupils.pupil_id = cohorts.pupil_id
    group by
        coalesce(cohorts.first_value, 'unknown'),
        coalesce(cohorts.second_value, 'unknown')

)

select
    crossed.first_value,
    crossed.second_value,
    coalesce(first_names.group_name, crossed.first_value) as first_name,
    coalesce(second_names.group_name, crossed.second_value) as second_name,
    crossed.enrolments,
    crossed.absence_rate,
    case when crossed.persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then crossed.persistently_absent
    end as persistently_absent,
    case when crossed.persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then crossed.persistently_absent / crossed.enrolments
    end as persistent_absence_rate
from crossed
left join cohort_names as first_names
    on crossed.first_value = first_names.cohort_value
    and first_names.cohort = cast($first_cohort as varchar)
left join cohort_names as second_names
    on crossed.second_value = second_names.cohort_value
    and second_names.cohort = cast($second_cohort as varchar)
where crossed.enrolments >= cast($smallest_group as integer)
order by
    crossed.first_value = 'unknown',
    crossed.first_value = 'no',
    crossed.first_value <> 'Reception',
    length(crossed.first_value),
    crossed.first_value,
    crossed.second_value = 'unknown',
    crossed.second_value = 'no',
    crossed.second_value <> 'Reception',
    length(crossed.second_value),
    crossed.second_value
