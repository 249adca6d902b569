-- How near the pupil is to each threshold at the last marked day, in each school that the pupil is
-- in or, having left all of them, was in that year, as far as the viewer sees it: absence without
-- leave in ten school weeks (G, N, O, U), over years and, where it comes to six sessions, over all
-- the pupil's schools; absence without leave that goes on now, with and without late arrivals (U);
-- days with illness; weeks with a part-time timetable (C2); absences without a reason for longer
-- than they should be (N).
--
-- grain:   one row per school_id
-- rows:    pupil
-- source:  registers of the schools
-- params:
--   person_key       varchar    random key of the person
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   days_to_explain  integer    school days after which an absence should have its reason
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id              integer  number of the school
--   school_name            varchar  name of the school
--   penalty_sessions       bigint   sessions without leave in the window
--   penalty_unexplained_sessions bigint of these without a reason yet (N)
--   penalty_other_sessions bigint   of these in another school
--   window_first_week      date     Monday of the first of the ten school weeks, or null
--   window_last_week       date     Monday of the last of them, or null
--   is_window_complete     boolean  every week of the window is reported
--   run_sessions           bigint   sessions without leave one after another up to the last mark
--   run_from               date     day of the first of them, or null
--   absent_run_sessions    bigint   the same where late arrival (U) ends it
--   absent_run_from        date     day of the first of them, or null
--   is_run_confirmed       boolean  no mark is missing since the first of them
--   illness_days           bigint   days of the year with illness (I)
--   part_time_weeks        bigint   weeks of the year with a part-time timetable (C2)
--   part_time_from         date     first day of them, or null
--   part_time_to           date     last day of them, or null
--   open_unexplained_sessions bigint sessions without a reason for longer than they should be
--   unexplained_from       date     day of the oldest of them, or null

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

places as (

    select
        enrolments.school_id,
        enrolments.pupil_id,
        schools.school_name
    from enrolments
    inner join own
        on enrolments.school_id = own.school_id
        and enrolments.pupil_id = own.pupil_id
    inner join schools
        on enrolments.school_id = schools.school_id
        and schools.is_current
    where enrolments.academic_year = cast($academic_year as varchar)
    qualify
        (
            coalesce(enrolments.leaving_date >= cast($as_of as date), true)
            and coalesce(enrolments.entry_date <= cast($as_of as date), true)
        )
        or count(*) filter (
            where
                coalesce(enrolments.leaving_date >= cast($as_of as date), true)
                and coalesce(enrolments.entry_date <= cast($as_of as date), true)
        ) over () = 0

),

coded as (

    select
        marks.school_id,
        marks.session_date,
        cast(marks.session as varchar) as half,
        marks.session_date
        >= make_date(cast(substr(cast($academic_year as varchar), 1, 4) as integer), 8, 1)
            as is_in_year,
        false as is_missing,
        cast(marks.code as varchar) = 'C2' as is_part_time,
        register_codes.is_possible,
        register_codes.is_illness,
        register_codes.is_unexplained,
        register_codes.is_penalty_counted,
        register_codes.category = 'unauthorised absence' as is_unauthorised,
        register_codes.is_on_site
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    inner join register_codes on marks.code = register_codes.code
    where marks.session_date <= cast($as_of as date)
    union all
    select
        missing_marks.school_id,
        missing_marks.session_date,
        cast(missing_marks.session as varchar),
        false, true, false, false, false, false, false, false, false
    from missing_marks
    inner join own
        on missing_marks.school_id = own.school_id
        and missing_marks.pupil_id = own.pupil_id
    where missing_marks.session_date <= cast($as_of as date)

),

calendar as (

    select
        school_calendar.school_id,
        school_calendar.week_commencing,
        school_calendar.week_number,
        school_calendar.weeks_unreported,
        school_calendar.is_open,
        max(case when school_calendar.is_open then school_calendar.week_number end) over (
            partition by school_calendar.school_id
        ) as last_number
    from school_calendar
    inner join places on school_calendar.school_id = places.school_id
    where school_calendar.week_commencing <= cast($last_week as date)

),

windows as (

    -- A week in which the school was closed goes to its next open one.
    select
        school_id,
        max(case when is_open and week_number = last_number - 10 then week_commencing end)
            as week_before,
        max(case when is_open and week_number = last_number - 9 then week_commencing end)
            as first_week,
        max(case when is_open and week_number = last_number then week_commencing end) as last_week,
        max(weeks_unreported) filter (where is_open and week_number = last_number)
        - max(weeks_unreported) filter (where is_open and week_number = last_number - 10)
            as weeks_unreported
    from calendar
    group by school_id

),

in_window as (

    select
        windows.school_id,
        count(*) as sessions,
        count(*) filter (where coded.is_unexplained) as unexplained,
        count(*) filter (where coded.school_id <> windows.school_id) as other
    from windows
    inner join coded
        on coded.is_penalty_counted
        and coded.session_date
        >= coalesce(cast(windows.week_before + interval 7 day as date), make_date(1900, 1, 1))
        and coded.session_date < cast(windows.last_week + interval 7 day as date)
    group by windows.school_id

),

known_windows as (

    select penalty_windows.*
    from penalty_windows
    inner join places
        on penalty_windows.school_id = places.school_id
        and penalty_windows.pupil_id = places.pupil_id
    inner join windows
        on penalty_windows.school_id = windows.school_id
        and penalty_windows.week_commencing = windows.last_week

),

after_ends as (

    -- What comes after the last session that ends a run of either kind.
    select
        coded.*,
        max(case when coded.is_possible and not coded.is_unauthorised
            then 2 * date_diff('day', make_date(2000, 1, 1), coded.session_date)
            + case coded.half when 'AM' then 0 else 1 end end) over (
            partition by coded.school_id
        ) as run_end,
        max(case when coded.is_possible and (not coded.is_unauthorised or coded.is_on_site)
            then 2 * date_diff('day', make_date(2000, 1, 1), coded.session_date)
            + case coded.half when 'AM' then 0 else 1 end end) over (
            partition by coded.school_id
        ) as absent_run_end,
        2 * date_diff('day', make_date(2000, 1, 1), coded.session_date)
        + case coded.half when 'AM' then 0 else 1 end as place
    from coded

),

runs as (

    select
        school_id,
        count(*) filter (where is_unauthorised and place > coalesce(run_end, -1)) as run_sessions,
        min(session_date) filter (where is_unauthorised and place > coalesce(run_end, -1))
            as run_from,
        count(*) filter (where is_unauthorised and place > coalesce(absent_run_end, -1))
            as absent_run_sessions,
        min(session_date) filter (where is_unauthorised and place > coalesce(absent_run_end, -1))
            as absent_run_from,
        min(place) filter (where is_unauthorised and place > coalesce(run_end, -1)) as first_place,
        max(place) filter (where is_missing) as last_missing,
        max(session_date) as last_date,
        count(distinct case when is_illness and is_in_year then session_date end) as illness_days,
        count(distinct case
            when is_part_time and is_in_year then cast(date_trunc('week', session_date) as date)
        end) as part_time_weeks,
        min(session_date) filter (where is_part_time and is_in_year) as part_time_from,
        max(session_date) filter (where is_part_time and is_in_year) as part_time_to
    from after_ends
    group by school_id

),

unsent as (

    select
        runs.school_id,
        max(calendar.weeks_unreported)
        - min(calendar.weeks_unreported) as weeks_unreported
    from runs
    inner join calendar
        on runs.school_id = calendar.school_id
        and calendar.week_commencing >= cast(date_trunc('week', runs.run_from) as date)
    group by runs.school_id

),

held_days as (

    select
        held.school_id,
        held.session_date,
        row_number() over (partition by held.school_id order by held.session_date desc) - 1
            as days_since
    from (
        select distinct school_sessions.school_id, school_sessions.session_date
        from school_sessions
        inner join places on school_sessions.school_id = places.school_id
        where
            school_sessions.session_date <= cast($as_of as date)
            and school_sessions.session_date
            >= make_date(cast(substr(cast($academic_year as varchar), 1, 4) as integer), 8, 1)
    ) as held

),

unexplained as (

    select
        coded.school_id,
        count(*) as sessions,
        min(coded.session_date) as first_date
    from coded
    inner join held_days
        on coded.school_id = held_days.school_id
        and coded.session_date = held_days.session_date
        and held_days.days_since > cast($days_to_explain as integer)
    where coded.is_unexplained
    group by coded.school_id

)

select
    places.school_id,
    places.school_name,
    coalesce(cast(known_windows.penalty_sessions as bigint), in_window.sessions, 0)
        as penalty_sessions,
    coalesce(cast(known_windows.unexplained_sessions as bigint), in_window.unexplained, 0)
        as penalty_unexplained_sessions,
    coalesce(cast(known_windows.other_school_sessions as bigint), in_window.other, 0)
        as penalty_other_sessions,
    windows.first_week as window_first_week,
    windows.last_week as window_last_week,
    coalesce(known_windows.is_complete, windows.weeks_unreported = 0, false) as is_window_complete,
    coalesce(runs.run_sessions, 0) as run_sessions,
    runs.run_from,
    coalesce(runs.absent_run_sessions, 0) as absent_run_sessions,
    runs.absent_run_from,
    coalesce(
        runs.run_from is null
        or (coalesce(runs.last_missing < runs.first_place, true) and unsent.weeks_unreported = 0),
        false
    ) as is_run_confirmed,
    coalesce(runs.illness_days, 0) as illness_days,
    coalesce(runs.part_time_weeks, 0) as part_time_weeks,
    runs.part_time_from,
    runs.part_time_to,
    coalesce(unexplained.sessions, 0) as open_unexplained_sessions,
    unexplained.first_date as unexplained_from
from places
left join windows on places.school_id = windows.school_id
left join in_window on places.school_id = in_window.school_id
left join known_windows on places.school_id = known_windows.school_id
left join runs on places.school_id = runs.school_id
left join unsent on places.school_id = unsent.school_id
left join unexplained on places.school_id = unexplained.school_id
order by runs.last_date desc nulls last, places.school_id
