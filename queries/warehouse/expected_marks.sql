-- The marks that were due in the weeks in which a pupil has fewer marks than the school has
-- sessions with any, planned closures among them: on roll by entry and leaving dates, from the
-- pupil's first week with a mark that year on. A provisional enrolment counts in weeks with a mark.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer   see schools
--   pupil_id      integer   see people
--   session_date  date      day
--   session       half_day  AM or PM

with

taken as (

    select
        school_id,
        cast(date_trunc('week', session_date) as date) as week_commencing,
        count(*) as sessions
    from (
        select distinct school_id, session_date, session
        from school_session_codes
    ) as marked
    group by school_id, week_commencing

),

short as materialized (

    select
        pupil_weeks.week_commencing,
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        pupil_weeks.recorded_sessions,
        school_calendar.academic_year
    from pupil_weeks
    inner join school_calendar
        on pupil_weeks.school_id = school_calendar.school_id
        and pupil_weeks.week_commencing = school_calendar.week_commencing
        and school_calendar.sessions_held > 0
    inner join taken
        on pupil_weeks.school_id = taken.school_id
        and pupil_weeks.week_commencing = taken.week_commencing
        and pupil_weeks.recorded_sessions < taken.sessions

),

incomplete as (

    select
        short.week_commencing,
        short.school_id,
        short.pupil_id,
        enrolments.entry_date,
        enrolments.leaving_date
    from short
    inner join enrolments
        on short.academic_year = enrolments.academic_year
        and short.school_id = enrolments.school_id
        and short.pupil_id = enrolments.pupil_id
    where
        (enrolments.leaving_date is null or enrolments.leaving_date >= short.week_commencing)
        and (short.recorded_sessions > 0 or not enrolments.is_provisional)

)

select
    incomplete.school_id,
    incomplete.pupil_id,
    school_sessions.session_date,
    school_sessions.session
from incomplete
inner join school_sessions
    on incomplete.school_id = school_sessions.school_id
    and incomplete.week_commencing
    = cast(date_trunc('week', school_sessions.session_date) as date)
    and (
        incomplete.entry_date is null
        or school_sessions.session_date >= incomplete.entry_date
    )
    and (
        incomplete.leaving_date is null
        or school_sessions.session_date <= incomplete.leaving_date
    )
