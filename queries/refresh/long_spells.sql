-- The spells in which a refresh finds runs of absence without leave again: long enough to hold
-- one, and reaching up to the touched week or into it.
--
-- grain:   one row per school_id, pupil_id and first_date, first_session
-- rows:    build
-- params: none
-- returns:
--   school_id              integer   see schools
--   pupil_id               integer   see people
--   first_date             date      day of the first session missed
--   first_session          half_day  AM or PM
--   last_date              date      day of the last session missed
--   last_session           half_day  AM or PM
--   sessions               integer   sessions missed
--   earlier_sessions       integer   of these in academic years before that of the last
--   unauthorised_sessions  integer   of these without leave
--   illness_sessions       integer   of these ill (I)
--   is_confirmed           boolean   every session from first to last has a mark
--   ended_date             date      day of the next session after it, or null: it goes on

select *
from warehouse.absence_spells
where
    school_id in (select school_id from steps.scope_schools)
    and unauthorised_sessions >= 10
    and (
        last_date >= (select from_week from steps.scope_start)
        or ended_date is null
        or ended_date >= (select from_week from steps.scope_start)
    )
