-- Who is newly persistently (PA) or severely absent (SA), and who no longer: enrolments of one
-- school that entered, left and stayed since the end of the half term before. Each time of the
-- year so far: it takes full attendance to leave.
--
-- grain:   one row per measure
-- rows:    school
-- source:  registers of the school, pupils as DfE counts them
-- params:
--   school_id        integer    the school
--   last_week        date       Monday of the last week
--   previous_week    date       Monday of the last week of the half term before
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   measure        varchar  persistent or severe
--   pupils_before  bigint   enrolments at the end of the half term before
--   pupils_entered bigint   of these now, not then
--   pupils_left    bigint   of those then, not now
--   pupils_stayed  bigint   then and now
--   pupils_now     bigint   enrolments now

with

so_far as (

    select
        pupil_weeks.pupil_id,
        pupil_weeks.week_commencing = cast($last_week as date) as is_now,
        (pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions)
            / (
                pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            ) as absence_rate,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
        >= definitions.persistent_share
        * (pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            as is_persistent,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
        >= definitions.severe_share
        * (pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            as is_severe
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
        and list_contains(cast($visible_schools as integer[]), pupil_weeks.school_id)
        and pupil_weeks.week_commencing
        in (cast($last_week as date), cast($previous_week as date))

),

flagged as (

    select
        pupil_id,
        coalesce(max(case when is_now and is_persistent then 1 end), 0) as persistent_now,
        coalesce(max(case when not is_now and is_persistent then 1 end), 0) as persistent_before,
        coalesce(max(case when is_now and is_severe then 1 end), 0) as severe_now,
        coalesce(max(case when not is_now and is_severe then 1 end), 0) as severe_before
    from so_far
    group by pupil_id

),

long as (

    select 'persistent' as measure, persistent_now as after, persistent_before as before
    from flagged
    union all
    select 'severe', severe_now, severe_before from flagged

),

counted as (

    select
        measure,
        sum(before) as pupils_before,
        count(*) filter (where after = 1 and before = 0) as pupils_entered,
        count(*) filter (where after = 0 and before = 1) as pupils_left,
        count(*) filter (where after = 1 and before = 1) as pupils_stayed,
        sum(after) as pupils_now
    from long
    where exists (select 1 from so_far where not is_now)
    group by measure

)

select
    measure,
    case when pupils_before not between 1 and cast($smallest_group as integer) - 1
        then cast(pupils_before as bigint)
    end as pupils_before,
    case when pupils_entered not between 1 and cast($smallest_group as integer) - 1
        then pupils_entered
    end as pupils_entered,
    case when pupils_left not between 1 and cast($smallest_group as integer) - 1
        then pupils_left
    end as pupils_left,
    case when pupils_stayed not between 1 and cast($smallest_group as integer) - 1
        then pupils_stayed
    end as pupils_stayed,
    case when pupils_now not between 1 and cast($smallest_group as integer) - 1
        then cast(pupils_now as bigint)
    end as pupils_now
from counted
order by measure
