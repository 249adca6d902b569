-- How much of what was expected has come, school by school and week by week. A provisional
-- enrolment is expected in weeks with a mark; every other one by its entry and leaving dates.
--
-- grain:   one row per week_commencing and school_id
-- rows:    build
-- params: none
-- returns:
--   academic_year      varchar  such as 2024/25
--   week_commencing    date     Monday
--   school_id          integer  see schools
--   is_open            boolean  the school was, or should have been, held
--   is_reported        boolean  any mark has come
--   pupils_expected    integer  pupils on roll in the week
--   pupils_recorded    integer  pupils with any mark
--   sessions_expected  integer  sessions by term dates, training days not taken off
--   sessions_recorded  integer  sessions with any mark, planned closures included
--   marks_recorded     integer  marks that have come
--   marks_missing      integer  marks missing in registers that were taken

with

weeks as (

    select *
    from school_calendar
    where is_due and (is_open or is_reported)

),

spans as (

    select
        academic_year,
        school_id,
        coalesce(cast(date_trunc('week', entry_date) as date), make_date(1900, 1, 1)) as from_week,
        coalesce(leaving_date, make_date(2999, 12, 31)) as to_date,
        count(*) as pupils
    from enrolments
    where not is_provisional
    group by academic_year, school_id, from_week, to_date

),

on_roll as (

    select
        weeks.school_id,
        weeks.week_commencing,
        sum(spans.pupils) as pupils
    from weeks
    inner join spans
        on weeks.academic_year = spans.academic_year
        and weeks.school_id = spans.school_id
        and weeks.week_commencing between spans.from_week and spans.to_date
    group by weeks.school_id, weeks.week_commencing

),

recorded as (

    select
        pupil_weeks.school_id,
        pupil_weeks.week_commencing,
        count(*) as pupils,
        count(*) filter (where enrolments.is_provisional) as provisional_pupils,
        sum(pupil_weeks.recorded_sessions) as marks
    from pupil_weeks
    inner join marked_weeks on pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
    where pupil_weeks.recorded_sessions > 0
    group by pupil_weeks.school_id, pupil_weeks.week_commencing

),

missing as (

    select
        school_id,
        cast(date_trunc('week', session_date) as date) as week_commencing,
        count(*) as marks
    from missing_marks
    group by school_id, week_commencing

),

recorded_sessions as (

    select school_id, week_commencing, count(*) as sessions
    from marked_sessions
    group by school_id, week_commencing

),

term_days as (

    select
        weeks.school_id,
        weeks.week_commencing,
        sum(
            1 + date_diff(
                'day',
                greatest(school_terms.first_day, weeks.week_commencing),
                least(school_terms.last_day, cast(weeks.week_commencing + interval 4 day as date))
            )
        ) as days
    from weeks
    inner join school_terms
        on weeks.school_id = school_terms.school_id
        and school_terms.first_day <= cast(weeks.week_commencing + interval 4 day as date)
        and school_terms.last_day >= weeks.week_commencing
    group by weeks.school_id, weeks.week_commencing

)

select
    weeks.academic_year,
    weeks.week_commencing,
    weeks.school_id,
    weeks.is_open,
    weeks.is_reported,
    cast(coalesce(on_roll.pupils, 0) + coalesce(recorded.provisional_pupils, 0) as integer)
        as pupils_expected,
    cast(coalesce(recorded.pupils, 0) as integer) as pupils_recorded,
    cast(coalesce(2 * term_days.days, recorded_sessions.sessions, 0) as integer)
        as sessions_expected,
    cast(coalesce(recorded_sessions.sessions, 0) as integer) as sessions_recorded,
    cast(coalesce(recorded.marks, 0) as integer) as marks_recorded,
    cast(coalesce(missing.marks, 0) as integer) as marks_missing
from weeks
left join on_roll
    on weeks.school_id = on_roll.school_id
    and weeks.week_commencing = on_roll.week_commencing
left join recorded
    on weeks.school_id = recorded.school_id
    and weeks.week_commencing = recorded.week_commencing
left join missing
    on weeks.school_id = missing.school_id
    and weeks.week_commencing = missing.week_commencing
left join recorded_sessions
    on weeks.school_id = recorded_sessions.school_id
    and weeks.week_commencing = recorded_sessions.week_commencing
left join term_days
    on weeks.school_id = term_days.school_id
    and weeks.week_commencing = term_days.week_commencing
order by weeks.week_commencing, weeks.school_id
