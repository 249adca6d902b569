-- Two cohorts crossed: free school meals and special educational needs of one school's pupils,
-- with their absence and persistent absence of the year so far.
--
-- grain:   one row per fsm and sen
-- rows:    school
-- denominator: possible sessions of the year so far, pupils as DfE counts them
-- source:  registers and pupil file of the school
-- params:
--   school_id        integer    the school
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   fsm                  varchar  free school meals: yes, no or unknown
--   sen                  varchar  N none, K support, E plan (EHCP), or unknown
--   enrolments           bigint   enrolments with possible sessions so far this year
--   absence_rate         double   missed / possible sessions of the year so far, 0 to 1
--   persistently_absent  bigint   enrolments persistently absent so far
--   persistent_absence_rate double persistently_absent / enrolments, 0 to 1

with

pupils as (

    select
        case
            when enrolments.fsm is null then 'unknown'
            when enrolments.fsm then 'yes'
            else 'no'
        end as fsm,
        coalesce(enrolments.sen, 'unknown') as sen,
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

crossed as (

    select
        fsm,
        sen,
        count(*) as enrolments,
        sum(absent) / sum(possible) as absence_rate,
        count(*) filter (where absent >= persistent_share * possible) as persistently_absent
    from pupils
    group by fsm, sen

)

select
    fsm,
    sen,
    enrolments,
    absence_rate,
    case when persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then persistently_absent
    end as persistently_absent,
    case when persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then persistently_absent / enrolments
    end as persistent_absence_rate
from crossed
where enrolments >= cast($smallest_group as integer)
order by fsm desc, sen
