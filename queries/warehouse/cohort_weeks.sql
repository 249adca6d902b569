-- Sessions, and persistently and severely absent enrolments, of each school and cohort, week
-- by week, by each definition of definitions.csv. An enrolment counts once it has the
-- definition's least possible sessions; it is persistently absent at 10% or more missed of its
-- own possible sessions so far, severely at 50%, exact, without rounding. Sessions attended are
-- those possible less both absences. Rows of all pupils come first: most questions are of them.
--
-- grain:   one row per definition, week_commencing, school_id, cohort and cohort_value
-- rows:    build
-- params: none
-- returns:
--   definition            varchar  see definitions
--   academic_year         varchar  such as 2024/25
--   week_commencing       date     Monday
--   school_id             integer  see schools
--   cohort                varchar  all, year group, sex, fsm and others
--   cohort_value          varchar  such as Year 7, F, yes; unknown where blank
--   enrolments            integer  enrolments with possible sessions so far this year
--   possible_sessions     integer  sessions expected this week
--   authorised_sessions   integer  sessions absent with leave this week
--   unauthorised_sessions integer  sessions absent without leave this week
--   year_possible_sessions integer sessions expected so far this year
--   year_absent_sessions  integer  sessions missed so far this year
--   persistently_absent   integer  enrolments persistently absent so far, severely included
--   severely_absent       integer  enrolments severely absent so far

with

numbered_definitions as (

    select
        definitions.*,
        row_number() over (order by definition) as definition_number
    from definitions

),

enrolled as (

    select
        pupil_weeks.week_commencing,
        pupil_weeks.school_id,
        cohort_members.value_ids,
        cast(definitions.definition_number as smallint) as definition_number,
        definitions.minimum_possible_sessions,
        definitions.persistent_share,
        definitions.severe_share,
        definitions.drops_age_15_after_may_half_term
        and coalesce(marked_weeks.week_commencing > enrolments.dfe_to, false) as is_dropped,
        case when definitions.drops_age_15_after_may_half_term
            then pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            else pupil_weeks.year_possible_sessions
        end as year_possible_sessions,
        case when definitions.drops_age_15_after_may_half_term
            then pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
            else pupil_weeks.year_absent_sessions
        end as year_absent_sessions,
        pupil_weeks.possible_sessions,
        pupil_weeks.authorised_sessions,
        pupil_weeks.unauthorised_sessions
    from pupil_weeks
    inner join marked_weeks on pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
    inner join cohort_members
        on enrolments.academic_year = cohort_members.academic_year
        and enrolments.school_id = cohort_members.school_id
        and enrolments.pupil_id = cohort_members.pupil_id
    inner join numbered_definitions as definitions
        on (definitions.first_age is null or enrolments.age >= definitions.first_age)
        and (definitions.last_age is null or enrolments.age <= definitions.last_age)

),

judged as (

    select
        definition_number,
        week_commencing,
        school_id,
        value_ids,
        year_possible_sessions,
        year_absent_sessions,
        case when is_dropped then 0 else possible_sessions end as possible_sessions,
        case when is_dropped then 0 else authorised_sessions end as authorised_sessions,
        case when is_dropped then 0 else unauthorised_sessions end as unauthorised_sessions,
        case when year_absent_sessions >= persistent_share * year_possible_sessions
            then 1 else 0
        end as is_persistent,
        case when year_absent_sessions >= severe_share * year_possible_sessions
            then 1 else 0
        end as is_severe
    from enrolled
    where year_possible_sessions > 0 and year_possible_sessions >= minimum_possible_sessions

),

members as (

    select
        judged.* exclude (value_ids),
        unnest(value_ids) as value_id
    from judged

),

counted as (

    select
        definition_number,
        week_commencing,
        school_id,
        value_id,
        count(*) as enrolments,
        sum(possible_sessions) as possible_sessions,
        sum(authorised_sessions) as authorised_sessions,
        sum(unauthorised_sessions) as unauthorised_sessions,
        sum(year_possible_sessions) as year_possible_sessions,
        sum(year_absent_sessions) as year_absent_sessions,
        sum(is_persistent) as persistently_absent,
        sum(is_severe) as severely_absent
    from members
    group by definition_number, week_commencing, school_id, value_id

)

select
    definitions.definition,
    marked_weeks.academic_year,
    counted.week_commencing,
    counted.school_id,
    cohort_values.cohort,
    cohort_values.cohort_value,
    cast(counted.enrolments as integer) as enrolments,
    cast(counted.possible_sessions as integer) as possible_sessions,
    cast(counted.authorised_sessions as integer) as authorised_sessions,
    cast(counted.unauthorised_sessions as integer) as unauthorised_sessions,
    cast(counted.year_possible_sessions as integer) as year_possible_sessions,
    cast(counted.year_absent_sessions as integer) as year_absent_sessions,
    cast(counted.persistently_absent as integer) as persistently_absent,
    cast(counted.severely_absent as integer) as severely_absent
from counted
inner join cohort_values on counted.value_id = cohort_values.value_id
inner join numbered_definitions as definitions
    on counted.definition_number = definitions.definition_number
inner join marked_weeks on counted.week_commencing = marked_weeks.week_commencing
order by
    cohort_values.cohort <> 'all',
    counted.week_commencing,
    counted.school_id,
    definitions.definition,
    cohort_values.cohort,
    cohort_values.cohort_value
