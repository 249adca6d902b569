-- Persistently and severely absent pupils on roll for whom nobody has written down any support yet,
-- by year group and class: who still needs someone. Pupils outside DfE's figure are counted, too.
--
-- grain:   one row per year_group and class
-- rows:    class
-- source:  registers and pupil files of the school; support as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   school_id        integer    the school
--   last_week        date       Monday of the school's newest week
--   as_of            date       last marked day of that week
--   support_people   varchar[]  person_key of each one with support written down
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   year_group                  varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                       varchar  class or tutor group, or null
--   severe_without_support      bigint   severely absent, no support written down
--   persistent_without_support  bigint   persistently absent, severely included, no support
--   persistently_absent         bigint   persistently absent on roll, severely included
--   all_without_support         bigint   persistent_without_support of the whole school

with

supported as (

    select pupil_id
    from people
    where list_contains(cast($support_people as varchar[]), person_key)

),

absent as (

    select
        enrolments.year_group as year_number,
        enrolments.year_group_words,
        enrolments.class,
        supported.pupil_id is null as is_without_support,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
        >= definitions.severe_share
        * (pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            as is_severe
    from pupil_weeks
    inner join definitions on definitions.definition = 'dfe'
    inner join enrolments
        on enrolments.academic_year = cast($academic_year as varchar)
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and (enrolments.leaving_date is null or enrolments.leaving_date >= cast($as_of as date))
        and (enrolments.entry_date is null or enrolments.entry_date <= cast($as_of as date))
    left join supported on pupil_weeks.pupil_id = supported.pupil_id
    where
        pupil_weeks.week_commencing = cast($last_week as date)
        and pupil_weeks.school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), pupil_weeks.school_id)
        and pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
        >= definitions.minimum_possible_sessions
        and pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
        >= definitions.persistent_share
        * (pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)

),

counted as (

    select
        year_number,
        year_group_words,
        class,
        count(*) filter (where is_severe and is_without_support) as severe,
        count(*) filter (where is_without_support) as persistent,
        count(*) as persistently_absent
    from absent
    group by year_number, year_group_words, class

),

summed as (

    select *, sum(persistent) over () as whole
    from counted

)

select
    year_group_words as year_group,
    class,
    case when severe not between 1 and cast($smallest_group as integer) - 1 then severe end
        as severe_without_support,
    case when persistent not between 1 and cast($smallest_group as integer) - 1 then persistent end
        as persistent_without_support,
    case
        when persistently_absent not between 1 and cast($smallest_group as integer) - 1
            then persistently_absent
    end as persistently_absent,
    cast(
        case when whole not between 1 and cast($smallest_group as integer) - 1 then whole end
        as bigint
    ) as all_without_support
from summed
order by year_number, class
