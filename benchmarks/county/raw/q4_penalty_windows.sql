-- Pupils who reached the threshold for a penalty notice in ten school weeks, from marks.
--
-- grain:   one row per school_id and pupil_id
-- rows:    pupil
-- params:
--   penalty_from  date  Monday before the first week that a window can reach
-- returns:
--   school_id             integer  see schools; its weeks make the window
--   pupil_id              integer  see people
--   penalty_sessions      bigint   sessions with a code that counts, 10 or more
--   unexplained_sessions  bigint   of these without a reason yet (N)

with

weeks as (

    select
        school_id,
        pupil_id,
        cast(date_trunc('week', session_date) as date) as week_commencing,
        count(*) as penalty_sessions,
        count(*) filter (where code = 'N') as unexplained_sessions
    from marks
    where
        session_date >= cast($penalty_from as date)
        and code between 'G'::register_code and 'U'::register_code
    group by school_id, pupil_id, week_commencing

)

select
    on_roll.school_id,
    on_roll.pupil_id,
    cast(sum(weeks.penalty_sessions) as bigint) as penalty_sessions,
    cast(sum(weeks.unexplained_sessions) as bigint) as unexplained_sessions
from weeks
inner join on_roll on weeks.pupil_id = on_roll.pupil_id
inner join placed_weeks
    on on_roll.school_id = placed_weeks.school_id
    and weeks.week_commencing = placed_weeks.week_commencing
    and placed_weeks.week_number between on_roll.week_number - 9 and on_roll.week_number
group by on_roll.school_id, on_roll.pupil_id
having sum(weeks.penalty_sessions) >= 10
