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
--   earlier_sessions       integer   of these in academic years before that of the last
--   unauthorised_sessions  integer   of these without leave
--   illness_sessions       integer   of these ill (I)
--   is_confirmed           boolean   every session from first to last has a mark
--   ended_date             date      day of the next session after it, or null: it goes on

with

stretches as (

    select *
    from absence_stretches
    where sessions > 0

),

missing as (

    select
        missing_marks.school_id,
        missing_marks.pupil_id,
        school_sessions.session_number
    from missing_marks
    inner join school_sessions
        on missing_marks.school_id = school_sessions.school_id
        and missing_marks.session_date = school_sessions.session_date
        and missing_marks.session = school_sessions.session

),

gaps as (

    select
        stretches.school_id,
        stretches.pupil_id,
        stretches.first_number,
        count(*) as missing
    from stretches
    inner join missing
        on stretches.school_id = missing.school_id
        and stretches.pupil_id = missing.pupil_id
        and missing.session_number between stretches.first_missed and stretches.last_missed
    group by stretches.school_id, stretches.pupil_id, stretches.first_number

)

select
    stretches.school_id,
    stretches.pupil_id,
    stretches.first_date,
    stretches.first_session,
    stretches.last_date,
    stretches.last_session,
    stretches.sessions,
    stretches.earlier_sessions,
    stretches.unauthorised_sessions,
    stretches.illness_sessions,
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
    and stretches.first_number = gaps.first_number
order by stretches.school_id, stretches.pupil_id, stretches.first_date, stretches.first_session
