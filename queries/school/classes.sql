-- Absence of each class or tutor group of one school in the weeks, and its persistent absence
-- of the year so far. Sessions of the weeks are those so far at their end less those before.
--
-- grain:   one row per year_group and class
-- rows:    class
-- denominator: possible sessions of the weeks, pupils as DfE counts them
-- source:  registers and pupil files of the school
-- params:
--   school_id        integer    the school
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   year_group           varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                varchar  class or tutor group, or null
--   enrolments           bigint   enrolments with possible sessions so far this year
--   possible_sessions    bigint   possible sessions in the weeks
--   absent_sessions      bigint   sessions missed of these
--   absence_rate         double   absent / possible sessions, 0 to 1
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

so_far as (

    select
        pupil_id,
        1 as part,
        year_possible_sessions - after_may_possible_sessions as possible,
        year_absent_sessions - after_may_absent_sessions as absent
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing = cast($last_week as date)
    union all
    select
        pupil_id,
        0,
        year_possible_sessions - after_may_possible_sessions,
        year_absent_sessions - after_may_absent_sessions
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing
        between cast(cast($first_week as date) - interval 28 day as date)
        and cast(cast($first_week as date) - interval 7 day as date)
        and week_commencing = (select week_commencing from before_weeks)

),

pupils as (

    select
        enrolments.year_group,
        enrolments.year_group_words,
        enrolments.class,
        so_far.part = 1 and so_far.possible >= definitions.minimum_possible_sessions
            as is_enrolled,
        so_far.absent >= definitions.persistent_share * so_far.possible as is_persistent,
        case when so_far.part = 1 then so_far.possible else -so_far.possible end as possible,
        case when so_far.part = 1 then so_far.absent else -so_far.absent end as absent
    from so_far
    inner join marked_weeks
        on marked_weeks.week_commencing = cast($last_week as date)
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and so_far.pupil_id = enrolments.pupil_id
        and enrolments.school_id = cast($school_id as integer)
        and enrolments.dfe_from is not null
    inner join definitions on definitions.definition = 'dfe'
    where list_contains(cast($visible_schools as integer[]), cast($school_id as integer))

),

counted as (

    select
        year_group,
        year_group_words,
        class,
        count(*) filter (where is_enrolled) as enrolments,
        sum(possible) as possible_sessions,
        sum(absent) as absent_sessions,
        count(*) filter (where is_enrolled and is_persistent) as persistently_absent
    from pupils
    group by year_group, year_group_words, class

)

select
    year_group_words as year_group,
    class,
    enrolments,
    cast(possible_sessions as bigint) as possible_sessions,
    cast(absent_sessions as bigint) as absent_sessions,
    absent_sessions / possible_sessions as absence_rate,
    case when persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then persistently_absent
    end as persistently_absent,
    case when persistently_absent not between 1 and cast($smallest_group as integer) - 1
        then persistently_absent / enrolments
    end as persistent_absence_rate
from counted
where possible_sessions > 0 and enrolments >= cast($smallest_group as integer)
order by counted.year_group, class
