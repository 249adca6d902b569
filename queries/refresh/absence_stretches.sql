-- The stretches that spells are made of again: those found from the touched week on, one that a
-- carried spell goes on into being one with it.
--
-- grain:   one row per school_id, pupil_id and first_number
-- rows:    build
-- params: none
-- returns:
--   school_id              integer   see schools
--   pupil_id               integer   see people
--   first_number           integer   number of the first session, see school_sessions
--   last_number            integer   number of the last session
--   first_missed           integer   number of the first session missed
--   last_missed            integer   number of the last session missed
--   first_date             date      day of the first session missed
--   first_session          half_day  AM or PM
--   last_date              date      day of the last session missed
--   last_session           half_day  AM or PM
--   unreported_before      integer   open school weeks without any mark, up to the first missed
--   unreported_after       integer   the same, up to the last missed
--   sessions               integer   sessions missed
--   earlier_sessions       integer   of these in academic years before that of the last
--   unauthorised_sessions  integer   of these without leave
--   illness_sessions       integer   of these ill (I)

with

carried as (

    select
        carried_spells.school_id,
        carried_spells.pupil_id,
        last_sessions.session_number + 1 as first_number,
        last_sessions.session_number as last_number,
        first_missed.session_number as first_missed,
        last_missed.session_number as last_missed,
        carried_spells.first_date,
        carried_spells.first_session,
        carried_spells.last_date,
        carried_spells.last_session,
        first_missed.weeks_unreported as unreported_before,
        last_missed.weeks_unreported as unreported_after,
        carried_spells.sessions,
        carried_spells.earlier_sessions,
        carried_spells.unauthorised_sessions,
        carried_spells.illness_sessions
    from steps.carried_spells
    inner join warehouse.school_sessions as first_missed
        on carried_spells.school_id = first_missed.school_id
        and carried_spells.first_date = first_missed.session_date
        and carried_spells.first_session = first_missed.session
    inner join warehouse.school_sessions as last_missed
        on carried_spells.school_id = last_missed.school_id
        and carried_spells.last_date = last_missed.session_date
        and carried_spells.last_session = last_missed.session
    inner join (
        select school_id, max(session_number) as session_number
        from warehouse.school_sessions
        where session_date < (select from_week from steps.scope_start)
        group by school_id
    ) as last_sessions
        on carried_spells.school_id = last_sessions.school_id

),

pieces as (

    select * from carried
    union all
    select * from steps.part_absence_stretches

),

-- The first of August before the last session of a piece, and of the stretch.
dated as (

    select
        *,
        make_date(year(last_date) - case when month(last_date) < 8 then 1 else 0 end, 8, 1)
            as own_year,
        make_date(year(ends_on) - case when month(ends_on) < 8 then 1 else 0 end, 8, 1)
            as last_year
    from (
        select
            *,
            max(last_date) over (partition by school_id, pupil_id, first_number) as ends_on
        from pieces
    ) as ending

)

select
    school_id,
    pupil_id,
    first_number,
    max(last_number) as last_number,
    min(first_missed) as first_missed,
    max(last_missed) as last_missed,
    min(first_date) as first_date,
    min_by(first_session, first_missed) as first_session,
    max(last_date) as last_date,
    max_by(last_session, last_missed) as last_session,
    min(unreported_before) as unreported_before,
    max(unreported_after) as unreported_after,
    cast(sum(sessions) as integer) as sessions,
    cast(sum(case when own_year < last_year then sessions else earlier_sessions end) as integer)
        as earlier_sessions,
    cast(sum(unauthorised_sessions) as integer) as unauthorised_sessions,
    cast(sum(illness_sessions) as integer) as illness_sessions
from dated
group by school_id, pupil_id, first_number
