-- Who is newly persistently (PA) or severely absent (SA), and who no longer: enrolments of a
-- school that entered, left and stayed since the end of the half term before. Each time of the
-- year so far: it takes full attendance to leave.
--
-- grain:   one row per school_id and measure
-- rows:    school
-- source:  registers of the school, pupils as DfE counts them
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   last_week        date       Monday of the last week
--   previous_week    date       Monday of the last week of the half term before
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id      integer  number of the school
--   measure        varchar  persistent or severe
--   pupils_before  bigint   enrolments at the end of the half term before
--   pupils_entered bigint   of these now, not then
--   pupils_left    bigint   of those then, not now
--   pupils_stayed  bigint   then and now
--   pupils_now     bigint   enrolments now

with

so_far as (

    select
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        pupil_weeks.week_commencing = cast($last_week as date) as is_now,
        year_absent_sessions - after_may_absent_sessions as absent,
        year_possible_sessions - after_may_possible_sessions as possible
    from pupil_weeks
    inner join enrolments
        on pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and enrolments.dfe_from is not null
    inner join marked_weeks
        on pupil_weeks.week_commencing = marked_weeks.week_commencing
        and enrolments.academic_year = marked_weeks.academic_year
    where
        (cast($school_id as integer) is null or pupil_weeks.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), pupil_weeks.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), pupil_weeks.school_id)
        )
        and pupil_weeks.week_commencing
        in (cast($last_week as date), cast($previous_week as date))

),

flagged as (

    select
        so_far.school_id,
        measures.measure,
        so_far.pupil_id,
        count(*) filter (where so_far.is_now and so_far.absent >= measures.share * so_far.possible)
            as after,
        count(*) filter (
            where not so_far.is_now and so_far.absent >= measures.share * so_far.possible
        ) as before,
        count(*) filter (where not so_far.is_now) as seen_before
    from so_far
    cross join (
        select 'persistent' as measure, persistent_share as share, minimum_possible_sessions
        from definitions
        where definition = 'dfe'
        union all
        select 'severe', severe_share, minimum_possible_sessions
        from definitions
        where definition = 'dfe'
    ) as measures
    where so_far.possible >= measures.minimum_possible_sessions
    group by so_far.school_id, measures.measure, so_far.pupil_id

),

counted as (

    select
        school_id,
        measure,
        sum(before) as pupils_before,
        count(*) filter (where after > before) as pupils_entered,
        count(*) filter (where after < before) as pupils_left,
        count(*) filter (where after = 1 and before = 1) as pupils_stayed,
        sum(after) as pupils_now
    from flagged
    group by school_id, measure
    having sum(seen_before) > 0

)

select
    school_id,
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
order by school_id, measure
