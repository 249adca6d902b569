-- Spells of absence: sessions missed one after another, from a single one up. A session that
-- was not possible for the pupil (D, X, Y, #) neither breaks a spell nor adds to it; one
-- without a mark does not break it either, but leaves it unconfirmed, as does a school week
-- that was never sent. Spells go on over holidays and the end of a year.
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
--   unauthorised_sessions  integer   of these without leave
--   illness_sessions       integer   of these ill (I)
--   is_confirmed           boolean   every session from first to last has a mark
--   ended_date             date      day of the next session after it, or null: it goes on

with

numbered as (

    select
        not_attended.*,
        school_sessions.session_number,
        school_sessions.weeks_unreported,
        school_sessions.session_number - row_number() over (
            partition by not_attended.school_id, not_attended.pupil_id
            order by school_sessions.session_number
        ) as stretch
    from not_attended
    inner join school_sessions
        on not_attended.school_id = school_sessions.school_id
        and not_attended.session_date = school_sessions.session_date
        and not_attended.session = school_sessions.session

),

stretches as (

    select
        school_id,
        pupil_id,
        stretch,
        max(session_number) as last_number,
        min(session_number) filter (where is_possible) as first_missed,
        max(session_number) filter (where is_possible) as last_missed,
        min(session_date) filter (where is_possible) as first_date,
        min_by(session, session_number) filter (where is_possible) as first_session,
        max(session_date) filter (where is_possible) as last_date,
        max_by(session, session_number) filter (where is_possible) as last_session,
        min(weeks_unreported) filter (where is_possible) as unreported_before,
        max(weeks_unreported) filter (where is_possible) as unreported_after,
        count(*) filter (where is_possible) as sessions,
        count(*) filter (where is_unauthorised) as unauthorised_sessions,
        count(*) filter (where is_illness) as illness_sessions
    from numbered
    group by school_id, pupil_id, stretch
    having count(*) filter (where is_possible) > 0

),

missing as (

    select
        not_attended.school_id,
        not_attended.pupil_id,
        school_sessions.session_number
    from not_attended
    inner join school_sessions
        on not_attended.school_id = school_sessions.school_id
        and not_attended.session_date = school_sessions.session_date
        and not_attended.session = school_sessions.session
    where not_attended.is_missing

),

gaps as (

    select
        stretches.school_id,
        stretches.pupil_id,
        stretches.stretch,
        count(*) as missing
    from stretches
    inner join missing
        on stretches.school_id = missing.school_id
        and stretches.pupil_id = missing.pupil_id
        and missing.session_number between stretches.first_missed and stretches.last_missed
    group by stretches.school_id, stretches.pupil_id, stretches.stretch

)

select
    stretches.school_id,
    stretches.pupil_id,
    stretches.first_date,
    stretches.first_session,
    stretches.last_date,
    stretches.last_session,
    cast(stretches.sessions as integer) as sessions,
    cast(stretches.unauthorised_sessions as integer) as unauthorised_sessions,
    cast(stretches.illness_sessions as integer) as illness_sessions,
    gaps.missing is null and stretches.unreported_before = stretches.unreported_after
        as is_confirmed,
    next_sessions.session_date as ended_date
from stretches
left join school_sessions as next_sessions
    on stretches.school_id = next_sessions.school_id
    and stretches.last_number + 1 = next_sessions.session_number
left join gaps
    on stretches.school_id = gaps.school_id
    and stretches.pupil_id = gaps.pupil_id
    and stretches.stretch = gaps.stretch
order by stretches.school_id, stretches.pupil_id, stretches.first_date, stretches.first_session
