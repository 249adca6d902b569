-- Stretches of sessions, held one after another, that a pupil did not attend: the step before
-- absence_spells. What was missed in them is null or 0 where no session was possible.
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

numbered as (

    select
        not_attended.*,
        make_date(
            year(not_attended.session_date)
            - case when month(not_attended.session_date) < 8 then 1 else 0 end,
            8,
            1
        ) as year_start,
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

-- A stretch goes on over the end of a year, and is in two parts here.
of_years as (

    select
        school_id,
        pupil_id,
        stretch,
        max(year_start) filter (where is_possible) as missed_in,
        min(session_number) as first_number,
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
    group by school_id, pupil_id, stretch, year_start

)

select
    school_id,
    pupil_id,
    min(first_number) as first_number,
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
    cast(sum(sessions) - coalesce(max_by(sessions, missed_in), 0) as integer) as earlier_sessions,
    cast(sum(unauthorised_sessions) as integer) as unauthorised_sessions,
    cast(sum(illness_sessions) as integer) as illness_sessions
from of_years
group by school_id, pupil_id, stretch
