-- Unauthorised absence in ten school weeks: for each of a pupil's school weeks, that week and
-- the nine open weeks before it, over terms and years and over all the pupil's schools (the
-- national threshold for penalty notices since August 2024 is 10 sessions). A session missed at
-- two schools is one session. Kept from 6 sessions up, so that who comes close is seen. A window
-- with an unreported week, or one that reaches back before the first marks, is not complete.
--
-- grain:   one row per week_commencing, school_id and pupil_id
-- rows:    build
-- params:
--   from_week  date  Monday that the last weeks of windows lie on or after, or null for all
-- returns:
--   week_commencing        date     Monday of the last week of the window
--   school_id              integer  see schools; its weeks make the window
--   pupil_id               integer  see people
--   window_first_week      date     Monday of the first week, null if before the calendar
--   penalty_sessions       integer  sessions with a code that counts (G, N, O, U)
--   unexplained_sessions   integer  of these those without a reason yet (N)
--   other_school_sessions  integer  of these those missed at another school alone
--   is_complete            boolean  every open week of the window is reported

with

events as (

    select
        week_commencing,
        school_id,
        pupil_id,
        unauthorised_sessions - penalty_exempt_sessions as penalty_sessions,
        unexplained_sessions
    from pupil_weeks
    where unauthorised_sessions > penalty_exempt_sessions
    union all
    -- What more than one school counts is taken off at none of them: whichever school is told of,
    -- it comes off what was missed at others.
    select
        cast(date_trunc('week', session_date) as date) as week_commencing,
        cast(null as integer) as school_id,
        pupil_id,
        -more_sessions as penalty_sessions,
        -more_unexplained_sessions as unexplained_sessions
    from shared_penalty_sessions

),

attended_schools as (

    select distinct school_id, pupil_id
    from enrolments

),

placed as (

    -- A week in which this school was closed, but another was not, goes to its next open one.
    select
        attended_schools.school_id,
        events.pupil_id,
        events.penalty_sessions,
        events.unexplained_sessions,
        case when events.school_id = attended_schools.school_id then 0
            else events.penalty_sessions
        end as other_school_sessions,
        school_calendar.week_number
        + case when school_calendar.is_open then 0 else 1 end as week_number
    from events
    inner join attended_schools on events.pupil_id = attended_schools.pupil_id
    inner join school_calendar
        on attended_schools.school_id = school_calendar.school_id
        and events.week_commencing = school_calendar.week_commencing
        and school_calendar.week_number > 0

),

near as (

    -- Most weeks are in no window that is kept: what stands around them is too little.
    select
        placed.*,
        sum(penalty_sessions) over (
            partition by school_id, pupil_id
            order by week_number
            range between 9 preceding and 9 following
        ) as sessions_around
    from placed

),

wanted as (

    select
        school_id,
        min(week_number) as first_window,
        max(week_number) as last_window
    from school_calendar
    where
        is_open
        and is_due
        and (cast($from_week as date) is null or week_commencing >= cast($from_week as date))
    group by school_id

),

reaching as (

    select
        near.school_id,
        near.pupil_id,
        near.penalty_sessions,
        near.unexplained_sessions,
        near.other_school_sessions,
        near.week_number
        + unnest(
            range(
                greatest(0, wanted.first_window - near.week_number),
                least(10, wanted.last_window - near.week_number + 1)
            )
        ) as window_number
    from near
    inner join wanted on near.school_id = wanted.school_id
    where near.sessions_around >= 6

),

windows as (

    select
        school_id,
        pupil_id,
        window_number,
        sum(penalty_sessions) as penalty_sessions,
        sum(unexplained_sessions) as unexplained_sessions,
        sum(other_school_sessions) as other_school_sessions
    from reaching
    group by school_id, pupil_id, window_number
    having sum(penalty_sessions) >= 6

)

select
    last_weeks.week_commencing,
    windows.school_id,
    windows.pupil_id,
    first_weeks.week_commencing as window_first_week,
    cast(windows.penalty_sessions as integer) as penalty_sessions,
    cast(windows.unexplained_sessions as integer) as unexplained_sessions,
    cast(windows.other_school_sessions as integer) as other_school_sessions,
    coalesce(
        first_weeks.is_reported
        and last_weeks.weeks_unreported = first_weeks.weeks_unreported,
        false
    ) as is_complete
from windows
inner join school_calendar as last_weeks
    on windows.school_id = last_weeks.school_id
    and windows.window_number = last_weeks.week_number
    and last_weeks.is_open
    and last_weeks.is_due
inner join enrolments
    on last_weeks.academic_year = enrolments.academic_year
    and windows.school_id = enrolments.school_id
    and windows.pupil_id = enrolments.pupil_id
    and (
        enrolments.leaving_date is null
        or last_weeks.week_commencing <= enrolments.leaving_date
    )
    and (
        enrolments.entry_date is null
        or cast(last_weeks.week_commencing + interval 6 day as date) >= enrolments.entry_date
    )
left join school_calendar as first_weeks
    on windows.school_id = first_weeks.school_id
    and windows.window_number - 9 = first_weeks.week_number
    and first_weeks.is_open
order by last_weeks.week_commencing, windows.school_id, windows.pupil_id
