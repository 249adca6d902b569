-- Spells from before the touched week that go on up to it: no session in it was missed, so that
-- what is known of them holds, and their marks need not be read again.
--
-- grain:   one row per school_id and pupil_id
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

with

reaching as (

    -- Two selects, because with "or" between them every spell of the year would be read whole.
    select *
    from warehouse.absence_spells
    where ended_date is null
    union all
    select *
    from warehouse.absence_spells
    where ended_date >= (select from_week from steps.scope_start)

)

select
    school_id,
    pupil_id,
    first_date,
    first_session,
    last_date,
    last_session,
    sessions,
    earlier_sessions,
    unauthorised_sessions,
    illness_sessions
from reaching
where
    school_id in (select school_id from steps.scope_schools)
    and last_date < (select from_week from steps.scope_start)
