-- Absence without leave, session after session: runs that an attended session or one of leave
-- ends. As in absence_spells a session that was not possible (D, X, Y, #) neither ends a run nor
-- adds to it, and one without a mark leaves it unconfirmed, as does a week that was never sent.
-- Of two kinds: "unauthorised" counts all codes without leave (G, N, O, U); "not accounted for"
-- those of a pupil who did not come at all (G, N, O), so that arriving late (U) ends it. Kept
-- from 10 sessions, which are five days, up.
--
-- grain:   one row per run_kind, school_id, pupil_id and first_date, first_session
-- rows:    build
-- params: none
-- returns:
--   run_kind       varchar   unauthorised or not accounted for
--   school_id      integer   see schools
--   pupil_id       integer   see people
--   first_date     date      day of the first session that counts
--   first_session  half_day  AM or PM
--   last_date      date      day of the last session that counts
--   last_session   half_day  AM or PM
--   sessions       integer   sessions that count
--   is_confirmed   boolean   every session from first to last has a mark
--   ended_date     date      day of the next session after it, or null: it goes on

with

run_kinds as (

    select *
    from (values ('unauthorised', true), ('not accounted for', false))
        as kinds (run_kind, counts_on_site)

),

-- Only inside these can there be a run that is kept.
long_spells as (

    select school_id, pupil_id, first_date, last_date, last_session, ended_date
    from absence_spells
    where unauthorised_sessions >= 10

),

numbered as (

    select
        run_kinds.run_kind,
        not_attended.school_id,
        not_attended.pupil_id,
        not_attended.session_date,
        not_attended.session,
        not_attended.is_possible,
        not_attended.is_missing,
        long_spells.last_date as spell_last_date,
        long_spells.last_session as spell_last_session,
        long_spells.ended_date as spell_ended_date,
        school_sessions.session_number,
        school_sessions.weeks_unreported,
        school_sessions.session_number - row_number() over (
            partition by run_kinds.run_kind, not_attended.school_id, not_attended.pupil_id
            order by school_sessions.session_number
        ) as stretch
    from not_attended
    inner join long_spells
        on not_attended.school_id = long_spells.school_id
        and not_attended.pupil_id = long_spells.pupil_id
        and not_attended.session_date between long_spells.first_date and long_spells.last_date
    inner join school_sessions
        on not_attended.school_id = school_sessions.school_id
        and not_attended.session_date = school_sessions.session_date
        and not_attended.session = school_sessions.session
    inner join run_kinds
        on not not_attended.is_possible
        or (
            not_attended.is_unauthorised
            and (run_kinds.counts_on_site or not not_attended.is_on_site)
        )

),

stretches as (

    select
        run_kind,
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
        max(spell_last_date) as spell_last_date,
        max(spell_last_session) as spell_last_session,
        max(spell_ended_date) as spell_ended_date,
        count(*) filter (where is_possible) as sessions
    from numbered
    group by run_kind, school_id, pupil_id, stretch
    having count(*) filter (where is_possible) >= 10

),

gaps as (

    select
        stretches.run_kind,
        stretches.school_id,
        stretches.pupil_id,
        stretches.stretch,
        count(*) as missing
    from stretches
    inner join numbered
        on stretches.run_kind = numbered.run_kind
        and stretches.school_id = numbered.school_id
        and stretches.pupil_id = numbered.pupil_id
        and numbered.session_number between stretches.first_missed and stretches.last_missed
    where numbered.is_missing
    group by
        stretches.run_kind, stretches.school_id, stretches.pupil_id, stretches.stretch

)

select
    stretches.run_kind,
    stretches.school_id,
    stretches.pupil_id,
    stretches.first_date,
    stretches.first_session,
    stretches.last_date,
    stretches.last_session,
    cast(stretches.sessions as integer) as sessions,
    gaps.missing is null and stretches.unreported_before = stretches.unreported_after
        as is_confirmed,
    case
        when
            stretches.last_date = stretches.spell_last_date
            and stretches.last_session = stretches.spell_last_session
            then stretches.spell_ended_date
        else next_sessions.session_date
    end as ended_date
from stretches
left join school_sessions as next_sessions
    on stretches.school_id = next_sessions.school_id
    and stretches.last_number + 1 = next_sessions.session_number
left join gaps
    on stretches.run_kind = gaps.run_kind
    and stretches.school_id = gaps.school_id
    and stretches.pupil_id = gaps.pupil_id
    and stretches.stretch = gaps.stretch
order by
    stretches.run_kind,
    stretches.school_id,
    stretches.pupil_id,
    stretches.first_date,
    stretches.first_session
