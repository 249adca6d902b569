-- Pupils who reached the threshold for a penalty notice in the ten school weeks up to a week.
--
-- grain:   one row per school_id and pupil_id
-- rows:    pupil
-- params:
--   week_commencing  date  Monday of the window's last week
-- returns:
--   school_id             integer  see schools; its weeks make the window
--   pupil_id              integer  see people
--   penalty_sessions      bigint   sessions with a code that counts, 10 or more
--   unexplained_sessions  bigint   of these without a reason yet (N)

select
    school_id,
    pupil_id,
    cast(penalty_sessions as bigint) as penalty_sessions,
    cast(unexplained_sessions as bigint) as unexplained_sessions
from penalty_windows
where
    week_commencing = cast($week_commencing as date)
    and penalty_sessions >= 10
