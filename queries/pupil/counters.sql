-- How near the pupil is to each threshold at the last marked day, in each school that the pupil is
-- in or, having left all of them, was in that year, else in each that is still to be entered, as
-- far as the viewer sees it: absence without leave in ten school weeks (G, N, O, U), over years and,
-- where it comes to six sessions, over all the pupil's schools, a session missed at two of them
-- once, without what a notice of the last three years covers; absence without leave that goes on
-- now, only while the pupil is on roll, with and without late arrivals (U); days with illness,
-- at all the pupil's schools, and in an absence over the summer, as the return on sickness asks;
-- weeks with a part-time timetable (C2); absences without a reason for longer than they should be
-- (N). Once a pupil is of compulsory school age, neither window nor run counts what lies before it.
--
-- grain:   one row per school_id
-- rows:    pupil
-- source:  registers of the schools
-- params:
--   person_key       varchar    random key of the person
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   days_to_explain  integer    school days after which an absence should have its reason
--   notice_people    varchar[]  person_key of each one with a penalty notice that stands
--   notice_dates     date[]     day of the notice
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id              integer  number of the school
--   school_name            varchar  name of the school
--   is_compulsory_age      boolean  of compulsory school age on the day, or not known
--   left_on                date     last day on roll if that is past, or null
--   enters_on              date     first day on roll if that is to come, or null
--   penalty_sessions       bigint   sessions without leave in the window
--   penalty_unexplained_sessions bigint of these without a reason yet (N)
--   penalty_other_sessions bigint   of these in another school alone
--   penalty_covered_sessions bigint sessions of the window that a notice covers
--   covered_to             date     day of the newest notice, or null
--   window_first_week      date     Monday of the first of the ten school weeks, or null
--   window_first_day       date     first day that counts towards it, maybe earlier, or null
--   is_window_complete     boolean  every week of the window is reported
--   run_sessions           bigint   sessions without leave one after another up to the last mark
--   run_from               date     day of the first of them, or null
--   absent_run_sessions    bigint   the same where late arrival (U) ends it
--   absent_run_from        date     day of the first of them, or null
--   is_run_confirmed       boolean  no mark is missing since the first of them
--   illness_days           bigint   days of the year with illness (I), whatever the school
--   illness_other_days     bigint   of these at another school alone
--   illness_run_days       double   days ill in an absence from before the year on into it, or 0
--   part_time_weeks        bigint   weeks of the year with a part-time timetable (C2)
--   part_time_from         date     first day of them, or null
--   is_part_time_now       boolean  still on it, by the last week sent or the open week before it
--   open_unexplained_sessions bigint sessions without a reason for longer than they should be
--   unexplained_from       date     day of the oldest of them, or null

with

own as (

    select
        school_id,
        pupil_id,
        list_contains(cast($visible_schools as integer[]), school_id) as is_visible
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)

),

places as materialized (

    select
        enrolments.school_id,
        enrolments.pupil_id,
        schools.school_name,
        enrolments.entry_date,
        case
            when enrolments.compulsory_from <= cast($as_of as date) then enrolments.compulsory_from
            else make_date(1900, 1, 1)
        end as counted_from,
        enrolments.compulsory_from is null
        or cast($as_of as date) between enrolments.compulsory_from and enrolments.compulsory_to
            as is_compulsory_age,
        case when enrolments.leaving_date < cast($as_of as date) then enrolments.leaving_date end
            as left_on,
        case when enrolments.entry_date > cast($as_of as date) then enrolments.entry_date end
            as enters_on,
        left_on is null and enters_on is null as is_on_roll
    from enrolments
    inner join own
        on enrolments.school_id = own.school_id
        and enrolments.pupil_id = own.pupil_id
        and own.is_visible
    inner join schools
        on enrolments.school_id = schools.school_id
        and schools.is_current
    where enrolments.academic_year = cast($academic_year as varchar)
    qualify
        rank() over (
            order by
                coalesce(enrolments.entry_date > cast($as_of as date), false),
                coalesce(enrolments.leaving_date < cast($as_of as date), false)
        ) = 1

),

coded as (

    select
        marks.school_id,
        own.is_visible,
        marks.session_date,
        2 * date_diff('day', make_date(2000, 1, 1), marks.session_date)
        + case cast(marks.session as varchar) when 'AM' then 0 else 1 end as place,
        marks.session_date >= cast($year_first_day as date) as is_in_year,
        register_codes.is_possible,
        register_codes.is_illness,
        register_codes.is_unexplained,
        register_codes.is_penalty_counted,
        register_codes.is_part_time,
        register_codes.category = 'unauthorised absence' as is_unauthorised,
        register_codes.is_on_site
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    inner join register_codes on marks.code = register_codes.code
    where marks.session_date <= cast($as_of as date)
    union all by name
    select
        missing_marks.school_id,
        own.is_visible,
        missing_marks.session_date,
        2 * date_diff('day', make_date(2000, 1, 1), missing_marks.session_date)
        + case cast(missing_marks.session as varchar) when 'AM' then 0 else 1 end as place,
        true as is_missing
    from missing_marks
    inner join own
        on missing_marks.school_id = own.school_id
        and missing_marks.pupil_id = own.pupil_id
    where missing_marks.session_date <= cast($as_of as date)

),

-- Open weeks, the newest first: ten are the window, complete if they are the newest ten reported.
windows as (

    select
        places.school_id,
        places.pupil_id,
        places.counted_from,
        places.is_on_roll,
        list_reverse_sort(
            list(school_calendar.week_commencing) filter (where school_calendar.is_open)
        ) as weeks,
        list_reverse_sort(
            list(school_calendar.week_commencing) filter (
                where school_calendar.is_open
                and school_calendar.is_due
                and school_calendar.is_reported
            )
        ) as reported_weeks,
        min(school_calendar.week_commencing) filter (where school_calendar.is_open) as first_week,
        max(school_calendar.week_number) - max(school_calendar.week_number) filter (
            where school_calendar.is_open and school_calendar.is_reported
        ) as weeks_unsent,
        max(school_calendar.weeks_unreported) as all_unreported
    from school_calendar
    inner join places on school_calendar.school_id = places.school_id
    where school_calendar.week_commencing <= cast($last_week as date)
    group by places.school_id, places.pupil_id, places.counted_from, places.is_on_roll

),

noticed as (

    select max(notice_date) as covered_to
    from (
        select
            unnest(cast($notice_people as varchar[])) as person_key,
            unnest(cast($notice_dates as date[])) as notice_date
    ) as given
    where
        person_key = cast($person_key as varchar)
        and notice_date > cast(cast($as_of as date) - interval 3 year as date)

),

judged as (

    select
        windows.*,
        noticed.covered_to,
        penalty_windows.pupil_id is not null as is_near,
        penalty_windows.is_complete,
        greatest(
            windows.counted_from,
            coalesce(cast(windows.weeks[11] + interval 7 day as date), windows.first_week)
        ) as from_day,
        cast(windows.weeks[1] + interval 6 day as date) as to_day
    from windows
    cross join noticed
    left join penalty_windows
        on windows.school_id = penalty_windows.school_id
        and windows.pupil_id = penalty_windows.pupil_id
        and windows.weeks[1] = penalty_windows.week_commencing

),

-- The absence at each school that began before the year and goes on into it.
summer_spells as (

    select absence_spells.school_id, absence_spells.first_date, absence_spells.last_date
    from absence_spells
    inner join places
        on absence_spells.school_id = places.school_id
        and absence_spells.pupil_id = places.pupil_id
    where
        absence_spells.illness_sessions > 0
        and absence_spells.first_date < cast($year_first_day as date)
        and absence_spells.last_date >= cast($year_first_day as date)

),

-- The newest day since which the school has held registers on more days than a reason may take, with
-- the oldest that was none of these when the year began; and the last one of the year on which the
-- pupil was not on roll yet, or not again.
open_days as (

    select
        school_sessions.school_id,
        list_reverse_sort(list_distinct(list(school_sessions.session_date)))[
            cast($days_to_explain as integer) + 2
        ] as last_day,
        coalesce(
            list_reverse_sort(list_distinct(
                list(school_sessions.session_date) filter (
                    where school_sessions.session_date < cast($year_first_day as date)
                )
            ))[cast($days_to_explain as integer) + 1],
            min(school_sessions.session_date)
        ) as first_day,
        max(school_sessions.session_date) filter (
            where
                school_sessions.session_date < places.entry_date
                and school_sessions.session_date >= cast($year_first_day as date)
        ) as last_off_roll
    from school_sessions
    inner join places on school_sessions.school_id = places.school_id
    where
        school_sessions.session_date <= cast($as_of as date)
        and school_sessions.session_date
        >= cast(cast($year_first_day as date) - interval 60 day as date)
    group by school_sessions.school_id

),

-- What comes after the last session that ends a run of either kind.
after_ends as (

    select
        *,
        coalesce(max(case when is_possible and not is_unauthorised then place end) over (
            partition by school_id
        ), -1) as run_end,
        coalesce(max(case when is_possible and (not is_unauthorised or is_on_site) then place end)
            over (partition by school_id), -1) as absent_run_end
    from coded

),

-- For each school that is told of, the marks of all: those in its window count wherever they were.
facts as (

    select
        judged.school_id as told_school,
        after_ends.*,
        after_ends.school_id = judged.school_id as is_here,
        is_penalty_counted
        and (is_visible or judged.is_near)
        and session_date between judged.from_day and judged.to_day as is_in_window,
        is_in_window and coalesce(session_date <= judged.covered_to, false) as is_covered,
        is_in_window and not is_covered as is_counted,
        is_here
        and is_unauthorised
        and judged.is_on_roll
        and session_date >= judged.counted_from
        and coalesce(session_date > open_days.last_off_roll, true) as may_go_on,
        may_go_on and place > run_end as is_run,
        may_go_on and place > absent_run_end as is_absent_run,
        is_here
        and is_illness
        and session_date between summer_spells.first_date and summer_spells.last_date
            as is_summer_illness,
        is_here and is_in_year and is_part_time as is_part_time_here,
        is_here
        and is_unexplained
        and session_date between open_days.first_day and open_days.last_day as is_open
    from judged
    cross join after_ends
    left join open_days on judged.school_id = open_days.school_id
    left join summer_spells on judged.school_id = summer_spells.school_id

),

runs as (

    select
        told_school,
        count(distinct place) filter (where is_counted) as penalty_sessions,
        count(distinct place) filter (where is_counted and not is_unexplained)
            as penalty_explained,
        count(*) filter (where is_counted and is_here) as penalty_here,
        count(distinct place) filter (where is_covered) as penalty_covered,
        count(*) filter (where is_run) as run_sessions,
        min(session_date) filter (where is_run) as run_from,
        count(*) filter (where is_absent_run) as absent_run_sessions,
        min(session_date) filter (where is_absent_run) as absent_run_from,
        min(place) filter (where is_run) as first_place,
        max(place) filter (where is_here) as last_place,
        max(place) filter (where is_here and is_missing) as last_missing,
        len(list_distinct(list(session_date) filter (where is_in_year and is_illness)))
            as illness_days,
        len(list_distinct(list(session_date) filter (where is_here and is_in_year and is_illness)))
            as illness_here,
        count(*) filter (where is_summer_illness) as summer_illness,
        len(list_distinct(
            list(date_trunc('week', session_date)) filter (where is_part_time_here)
        )) as part_time_weeks,
        min(session_date) filter (where is_part_time_here) as part_time_from,
        max(session_date) filter (where is_part_time_here) as part_time_to,
        count(*) filter (where is_open) as unexplained,
        min(session_date) filter (where is_open) as unexplained_from
    from facts
    group by told_school

)

select
    places.school_id,
    places.school_name,
    coalesce(places.is_compulsory_age, false) as is_compulsory_age,
    places.left_on,
    places.enters_on,
    coalesce(runs.penalty_sessions, 0) as penalty_sessions,
    coalesce(runs.penalty_sessions - runs.penalty_explained, 0) as penalty_unexplained_sessions,
    coalesce(runs.penalty_sessions - runs.penalty_here, 0) as penalty_other_sessions,
    coalesce(runs.penalty_covered, 0) as penalty_covered_sessions,
    judged.covered_to,
    judged.weeks[10] as window_first_week,
    case when judged.to_day is not null then judged.from_day end as window_first_day,
    coalesce(
        judged.is_complete,
        judged.weeks[10] = judged.reported_weeks[10],
        false
    ) as is_window_complete,
    coalesce(runs.run_sessions, 0) as run_sessions,
    runs.run_from,
    coalesce(runs.absent_run_sessions, 0) as absent_run_sessions,
    runs.absent_run_from,
    coalesce(
        runs.run_from is null
        or (
            coalesce(runs.last_missing < runs.first_place, true)
            and judged.all_unreported = school_calendar.weeks_unreported
        ),
        false
    ) as is_run_confirmed,
    coalesce(runs.illness_days, 0) as illness_days,
    coalesce(runs.illness_days, 0) - coalesce(runs.illness_here, 0) as illness_other_days,
    coalesce(runs.summer_illness, 0) / 2 as illness_run_days,
    coalesce(runs.part_time_weeks, 0) as part_time_weeks,
    runs.part_time_from,
    coalesce(
        places.is_on_roll
        and runs.part_time_to >= coalesce(judged.weeks[judged.weeks_unsent + 2], runs.part_time_to),
        false
    ) as is_part_time_now,
    coalesce(runs.unexplained, 0) as open_unexplained_sessions,
    runs.unexplained_from
from places
left join judged on places.school_id = judged.school_id
left join runs on places.school_id = runs.told_school
left join school_calendar
    on places.school_id = school_calendar.school_id
    and school_calendar.week_commencing = cast(date_trunc('week', runs.run_from) as date)
order by runs.last_place desc nulls last, places.school_id
