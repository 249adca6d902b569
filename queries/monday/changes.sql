-- What changed for pupils of a school since the end of an earlier week, and what is still open:
-- who became, or no longer is, persistently or severely absent; who reached a legal threshold or
-- came close to it; whose absence goes on unexplained; where N is to be resolved; which reviews are
-- overdue. Those on roll alone; legal thresholds are of compulsory school age.
--
-- grain:   one row per person_key, item and state
-- rows:    pupil
-- denominator: possible sessions of the pupil in the year so far
-- source:  registers and pupil files of the school; support and notices as written down here
-- params:
--   academic_year           varchar    such as 2024/25
--   year_first_day          date       first day of the academic year
--   school_id               integer    the school
--   last_week               date       Monday of the school's newest week
--   as_of                   date       last marked day of that week
--   since_week              date       Monday of the earlier week, whose end is compared with
--   settled_sessions        integer    possible sessions from which on a share says something
--   penalty_sessions        integer    sessions that reach the threshold for a penalty notice
--   penalty_close_sessions  integer    sessions from which on a pupil is close to it, at least 6
--   illness_days            integer    days with illness that reach the threshold
--   illness_close_days      integer    days from which on a pupil is close to it
--   run_days                integer    school days in a row without leave that reach the threshold
--   run_coming_days         integer    school days from which on a run that goes on is close to it
--   unexplained_steps       integer[]  days of an unexplained absence that are told, in order
--   days_to_explain         integer    school days after which an absence should have its reason
--   notice_people           varchar[]  person_key of each notice that was not withdrawn
--   notice_dates            date[]     day of issue of each notice
--   support_people          varchar[]  person_key of each one with support written down
--   support_steps           varchar[]  latest step of each of them, in words
--   support_reviews         date[]     day of the next review or end, or null
--   support_due             varchar[]  which step's review or end that is, in words, or null
--   dealt_with              varchar[]  what was dealt with: person_key|item|state
--   show_names              boolean    names, else pseudonyms
--   visible_schools         integer[]  schools that the viewer may see
-- returns:
--   person_key      varchar  key of the person for links
--   pupil           varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name     varchar  name of the school
--   year_group      varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class           varchar  class or tutor group, or null
--   topic           varchar  kind of item, as counted
--   item            varchar  what is told of the pupil
--   detail          varchar  what it rests on, in words
--   absence_rate    double   absent / possible sessions of the year so far, 0 to 1
--   support_step    varchar  latest step written down, or none
--   in_dfe_figure   boolean  counted in DfE's rates; Reception and sixth form are not
--   state           varchar  what the item rests on: another state is something new
--   is_dealt_with   boolean  marked as dealt with in this state
--   of_topic        bigint   rows of the topic that are, or are not, dealt with
--   of_topic_and_year  bigint  of these those of the year group
--   topic_place     integer  place of the topic
--   year_number     smallint year group as a number, or null
--   school_id       integer  number of the school

with

places as (

    select school_id, school_name
    from schools
    where
        is_current
        and school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

since as (

    select
        places.school_id,
        places.school_name,
        coalesce(max(school_sessions.session_date), make_date(1900, 1, 1)) as since_day
    from places
    left join school_sessions
        on places.school_id = school_sessions.school_id
        and school_sessions.session_date
        <= cast(cast($since_week as date) + interval 6 day as date)
    group by places.school_id, places.school_name

),

on_roll as (

    select
        since.*,
        enrolments.pupil_id,
        enrolments.year_group as year_number,
        enrolments.year_group_words,
        enrolments.class,
        enrolments.local_id,
        enrolments.dfe_from is not null as in_dfe_figure,
        coalesce(enrolments.compulsory_from, make_date(1900, 1, 1)) as compulsory_from,
        coalesce(enrolments.compulsory_to, make_date(2999, 1, 1)) as compulsory_to,
        coalesce(enrolments.entry_date, make_date(1900, 1, 1)) as entry_date
    from enrolments
    inner join since on enrolments.school_id = since.school_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        and enrolments.school_id = cast($school_id as integer)
        and (enrolments.entry_date is null or enrolments.entry_date <= cast($as_of as date))
        and (enrolments.leaving_date is null or enrolments.leaving_date >= cast($as_of as date))

),

-- Of compulsory school age now; whether that, and on roll, on the earlier day too.
of_age as (

    select
        *,
        greatest(entry_date, compulsory_from) <= since_day as was_of_age
    from on_roll
    where cast($as_of as date) between compulsory_from and compulsory_to

),

weekly as (

    select
        on_roll.pupil_id,
        pupil_weeks.week_commencing,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent
    from pupil_weeks
    inner join on_roll
        on pupil_weeks.school_id = on_roll.school_id
        and pupil_weeks.pupil_id = on_roll.pupil_id
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing
        between cast($since_week as date) and cast($last_week as date)
        -- A week belongs to the year that its Friday lies in.
        and cast(pupil_weeks.week_commencing + interval 4 day as date)
        >= cast($year_first_day as date)

),

banded as (

    select
        weekly.*,
        weekly.possible >= definitions.minimum_possible_sessions
        and weekly.absent >= definitions.persistent_share * weekly.possible as is_persistent,
        weekly.possible >= definitions.minimum_possible_sessions
        and weekly.absent >= definitions.severe_share * weekly.possible as is_severe
    from weekly
    inner join definitions on definitions.definition = 'dfe'

),

so_far as (

    select
        pupil_id,
        max(possible) filter (where week_commencing = cast($last_week as date)) as possible,
        max(absent) filter (where week_commencing = cast($last_week as date)) as absent,
        max(possible) filter (where week_commencing = cast($since_week as date)) as was_possible,
        max(absent) filter (where week_commencing = cast($since_week as date)) as was_absent,
        bool_or(is_persistent) filter (where week_commencing = cast($last_week as date))
            as is_persistent,
        bool_or(is_severe) filter (where week_commencing = cast($last_week as date)) as is_severe,
        coalesce(
            bool_or(is_persistent) filter (where week_commencing = cast($since_week as date)),
            false
        ) as was_persistent,
        coalesce(
            bool_or(is_severe) filter (where week_commencing = cast($since_week as date)),
            false
        ) as was_severe,
        max(week_commencing) filter (where not is_persistent) as last_without,
        max(week_commencing) filter (where not is_severe) as last_not_severe,
        max(week_commencing) filter (where is_persistent) as last_persistent
    from banded
    group by pupil_id

),

absence_items as (

    select
        pupil_id,
        case
            when not is_persistent then 9
            when possible < cast($settled_sessions as integer) then 7
            when is_severe and not was_severe then 1
            else 2
        end as topic_place,
        case
            when not is_persistent then 'No longer persistently absent'
            when possible < cast($settled_sessions as integer) then 'Missing school early'
            when is_severe and not was_severe then 'Newly severely absent'
            else 'Newly persistently absent'
        end as item,
        cast(absent as varchar) || ' of ' || cast(possible as varchar) || ' sessions missed'
        || case
            when possible >= cast($settled_sessions as integer) or not is_persistent then ''
            when is_severe then ', SA so far'
            else ', PA so far'
        end
        || coalesce(
            '; ' || cast(was_absent as varchar) || ' of ' || cast(was_possible as varchar)
            || ' before',
            ''
        ) as detail,
        case
            when not is_persistent then 'last in week ' || cast(last_persistent as varchar)
            when is_severe and not was_severe
                then coalesce('SA after week ' || cast(last_not_severe as varchar), 'SA from the first week')
            else coalesce('PA after week ' || cast(last_without as varchar), 'PA from the first week')
        end as state
    from so_far
    where
        (is_persistent and not was_persistent)
        or (is_severe and not was_severe)
        -- Before, nobody is persistent more than so far.
        or (was_persistent and not is_persistent and possible >= cast($settled_sessions as integer))

),

-- Penalty notices: ten school weeks that end with the newest, and with the earlier one.
penalty_points as (

    select
        judged.is_now,
        judged.day,
        max(school_calendar.week_number) as week_number,
        max(school_calendar.week_commencing) as window_week
    from school_calendar
    inner join (
        select true as is_now, cast($last_week as date) as week, cast($as_of as date) as day
        union all
        select false, cast($since_week as date), since.since_day
        from since
    ) as judged on school_calendar.week_commencing <= judged.week
    where
        school_calendar.school_id = cast($school_id as integer)
        and school_calendar.is_open
        and school_calendar.is_due
    group by judged.is_now, judged.day

),

penalty_spans as (

    select
        penalty_points.is_now,
        penalty_points.day,
        penalty_points.window_week,
        coalesce(
            cast(
                max(school_calendar.week_commencing)
                    filter (where school_calendar.week_number = penalty_points.week_number - 10)
                + interval 7 day as date
            ),
            min(school_calendar.week_commencing)
        ) as from_day
    from penalty_points
    inner join school_calendar
        on school_calendar.school_id = cast($school_id as integer)
        and school_calendar.is_open
        and school_calendar.week_number
        between penalty_points.week_number - 10 and penalty_points.week_number
    group by penalty_points.is_now, penalty_points.day, penalty_points.window_week

),

notices as (

    select people.pupil_id, given.notice_date
    from (
        select
            unnest(cast($notice_people as varchar[])) as person_key,
            unnest(cast($notice_dates as date[])) as notice_date
    ) as given
    inner join people on given.person_key = people.person_key

),

noticed as (

    select penalty_spans.is_now, notices.pupil_id, max(notices.notice_date) as covered_to
    from notices
    inner join penalty_spans
        on (penalty_spans.is_now or notices.notice_date <= penalty_spans.day)
        and notices.notice_date > cast(penalty_spans.day - interval 3 year as date)
    group by penalty_spans.is_now, notices.pupil_id

),

penalty_candidates as (

    select
        of_age.pupil_id,
        of_age.entry_date,
        of_age.compulsory_from,
        penalty_spans.is_now,
        penalty_spans.window_week,
        penalty_spans.from_day,
        penalty_windows.penalty_sessions,
        penalty_windows.unexplained_sessions,
        noticed.covered_to,
        noticed.covered_to is not null
        or of_age.compulsory_from > penalty_spans.from_day as is_recounted
    from penalty_windows
    inner join penalty_spans on penalty_windows.week_commencing = penalty_spans.window_week
    inner join of_age
        on penalty_windows.school_id = of_age.school_id
        and penalty_windows.pupil_id = of_age.pupil_id
        and (penalty_spans.is_now or of_age.was_of_age)
    left join noticed
        on penalty_spans.is_now = noticed.is_now
        and of_age.pupil_id = noticed.pupil_id
    where
        penalty_windows.school_id = cast($school_id as integer)
        and penalty_windows.week_commencing
        between cast(cast($since_week as date) - interval 49 day as date)
        and cast($last_week as date)

),

-- Few: those with a notice, and those who came to compulsory age inside the window.
recounted as (

    select
        pupil_id,
        is_now,
        count(*) as penalty_sessions,
        count(*) filter (where is_unexplained) as unexplained_sessions
    from (
        -- A session missed at two schools is one session.
        select
            penalty_candidates.pupil_id,
            penalty_candidates.is_now,
            bool_and(register_codes.is_unexplained) as is_unexplained
        from penalty_candidates
        inner join watched_marks
            on penalty_candidates.pupil_id = watched_marks.pupil_id
            and watched_marks.session_date >= penalty_candidates.from_day
            and watched_marks.session_date >= penalty_candidates.compulsory_from
            and watched_marks.session_date
            <= cast(penalty_candidates.window_week + interval 6 day as date)
            and (
                penalty_candidates.covered_to is null
                or watched_marks.session_date > penalty_candidates.covered_to
            )
        inner join register_codes
            on watched_marks.code = register_codes.code
            and register_codes.is_penalty_counted
        where
            penalty_candidates.is_recounted
            and watched_marks.session_date
            between cast(cast($since_week as date) - interval 196 day as date)
            and cast($as_of as date)
        group by
            penalty_candidates.pupil_id,
            penalty_candidates.is_now,
            watched_marks.session_date,
            watched_marks.session
    ) as missed
    group by pupil_id, is_now

),

penalties as (

    select
        penalty_candidates.pupil_id,
        max(
            case
                when not penalty_candidates.is_now then 0
                when penalty_candidates.is_recounted then coalesce(recounted.penalty_sessions, 0)
                else penalty_candidates.penalty_sessions
            end
        ) as sessions,
        max(
            case
                when not penalty_candidates.is_now then 0
                when penalty_candidates.is_recounted
                    then coalesce(recounted.unexplained_sessions, 0)
                else penalty_candidates.unexplained_sessions
            end
        ) as unexplained,
        max(
            case
                when penalty_candidates.is_now then 0
                when penalty_candidates.is_recounted then coalesce(recounted.penalty_sessions, 0)
                else penalty_candidates.penalty_sessions
            end
        ) as was_sessions,
        max(penalty_candidates.covered_to) filter (where penalty_candidates.is_now) as covered_to,
        max(penalty_candidates.entry_date) as entry_date,
        max(penalty_candidates.compulsory_from) as compulsory_from
    from penalty_candidates
    left join recounted
        on penalty_candidates.pupil_id = recounted.pupil_id
        and penalty_candidates.is_now = recounted.is_now
    group by penalty_candidates.pupil_id

),

penalty_changes as (

    select
        *,
        sessions >= cast($penalty_sessions as integer) as is_reached,
        covered_to is not null
        or compulsory_from > cast(cast($last_week as date) - interval 1 year as date)
            as is_recounted
    from penalties
    where
        sessions >= cast($penalty_close_sessions as integer)
        and was_sessions < case
            when sessions >= cast($penalty_sessions as integer) then cast($penalty_sessions as integer)
            else cast($penalty_close_sessions as integer)
        end

),

-- What counts in the window of each week; of those recounted without what the mart has too much.
penalty_weeks as (

    select
        penalty_changes.pupil_id,
        penalty_windows.week_commencing,
        penalty_windows.penalty_sessions
    from penalty_changes
    inner join penalty_windows
        on penalty_changes.pupil_id = penalty_windows.pupil_id
        and not penalty_changes.is_recounted
    where
        penalty_windows.school_id = cast($school_id as integer)
        and penalty_windows.week_commencing
        between cast(cast($since_week as date) - interval 49 day as date)
        and cast($last_week as date)
    union all
    select
        penalty_changes.pupil_id,
        last_weeks.week_commencing,
        count(distinct cast(watched_marks.session_date as varchar) || cast(watched_marks.session as varchar))
    from penalty_changes
    inner join watched_marks
        on penalty_changes.pupil_id = watched_marks.pupil_id
        and penalty_changes.is_recounted
        and watched_marks.session_date >= penalty_changes.compulsory_from
        and (
            penalty_changes.covered_to is null
            or watched_marks.session_date > penalty_changes.covered_to
        )
    inner join register_codes
        on watched_marks.code = register_codes.code
        and register_codes.is_penalty_counted
    inner join school_calendar
        on school_calendar.school_id = cast($school_id as integer)
        and cast(date_trunc('week', watched_marks.session_date) as date)
        = school_calendar.week_commencing
    -- What was missed elsewhere while this school was closed counts to its next open week.
    inner join school_calendar as last_weeks
        on last_weeks.school_id = cast($school_id as integer)
        and last_weeks.is_open
        and last_weeks.week_number - case when school_calendar.is_open then 0 else 1 end
        between school_calendar.week_number and school_calendar.week_number + 9
        and penalty_changes.entry_date
        <= cast(last_weeks.week_commencing + interval 6 day as date)
    where
        watched_marks.session_date
        between cast(cast($since_week as date) - interval 196 day as date)
        and cast($as_of as date)
    group by penalty_changes.pupil_id, last_weeks.week_commencing

),

-- The newest week at whose end the window held fewer sessions: what tells one event from the
-- next. For one who came after the earlier day it may lie before that day's week.
penalty_since as (

    select
        penalty_changes.pupil_id,
        max(school_calendar.week_commencing) as last_below
    from penalty_changes
    inner join school_calendar
        on school_calendar.school_id = cast($school_id as integer)
        and school_calendar.is_open
        and school_calendar.is_due
        and school_calendar.week_commencing
        between cast(cast($since_week as date) - interval 49 day as date)
        and cast($last_week as date)
    left join penalty_weeks
        on penalty_changes.pupil_id = penalty_weeks.pupil_id
        and school_calendar.week_commencing = penalty_weeks.week_commencing
        and penalty_weeks.penalty_sessions >= case
            when penalty_changes.is_reached then cast($penalty_sessions as integer)
            else cast($penalty_close_sessions as integer)
        end
    where penalty_weeks.pupil_id is null
    group by penalty_changes.pupil_id

),

-- A window with fewer sessions than make one close is not kept, so it is not told how many.
penalty_items as (

    select
        penalty_changes.pupil_id,
        case when is_reached then 3 else 5 end as topic_place,
        case
            when is_reached then 'Penalty notice threshold reached'
            else 'Close to the penalty notice threshold'
        end as item,
        cast(sessions as varchar) || ' sessions in ten school weeks, '
        || case
            when was_sessions < cast($penalty_close_sessions as integer)
                then 'under ' || cast(cast($penalty_close_sessions as integer) as varchar)
            else cast(was_sessions as varchar)
        end
        || ' before'
        || case
            when unexplained > 0
                then '; ' || cast(unexplained as varchar) || ' unexplained'
            else ''
        end as detail,
        coalesce('after week ' || cast(last_below as varchar), 'counted anew')
        || coalesce(', notice ' || cast(covered_to as varchar), '') as state
    from penalty_changes
    left join penalty_since on penalty_changes.pupil_id = penalty_since.pupil_id

),

-- Days of illness as each school counts them, and less those that two schools count.
ill_days as (

    select
        pupil_id,
        case when week_commencing = cast($last_week as date) then year_illness_days else 0 end
            as days,
        case when week_commencing = cast($since_week as date) then year_illness_days else 0 end
            as was_days
    from pupil_weeks
    where
        (
            week_commencing = cast($last_week as date)
            or week_commencing = cast($since_week as date)
        )
        and cast(week_commencing + interval 4 day as date)
        >= cast($year_first_day as date)
        and year_illness_days > 0
    union all
    select
        pupil_id,
        -more_schools,
        case
            when session_date <= cast(cast($since_week as date) + interval 6 day as date)
                then -more_schools
            else 0
        end
    from shared_illness_days
    where
        session_date
        between cast(cast($year_first_day as date) - interval 3 day as date)
        and cast(cast($last_week as date) + interval 6 day as date)

),

-- A pupil who moved was ill at both schools.
ill as (

    select
        of_age.pupil_id,
        of_age.was_of_age,
        sum(ill_days.days) as days,
        sum(ill_days.was_days) as was_days
    from ill_days
    inner join of_age on ill_days.pupil_id = of_age.pupil_id
    group by of_age.pupil_id, of_age.was_of_age

),

-- A run of illness over the summer reaches the threshold with fewer days of this year; within a
-- year its days tell.
summer_runs as (

    select
        of_age.pupil_id,
        of_age.was_of_age,
        absence_spells.first_date,
        absence_spells.illness_sessions as sessions,
        absence_spells.illness_sessions - count(marks.pupil_id) as was_sessions
    from absence_spells
    inner join of_age
        on absence_spells.school_id = of_age.school_id
        and absence_spells.pupil_id = of_age.pupil_id
    left join marks
        on absence_spells.school_id = marks.school_id
        and absence_spells.pupil_id = marks.pupil_id
        and marks.session_date > of_age.since_day
        and marks.session_date between absence_spells.first_date and absence_spells.last_date
        and marks.code in (select code from register_codes where is_illness)
    where
        absence_spells.school_id = cast($school_id as integer)
        and absence_spells.illness_sessions >= 2 * cast($illness_days as integer)
        and absence_spells.first_date < cast($year_first_day as date)
        and absence_spells.last_date >= cast($year_first_day as date)
    group by
        of_age.pupil_id,
        of_age.was_of_age,
        absence_spells.first_date,
        absence_spells.illness_sessions

),

ill_judged as (

    select
        ill.pupil_id,
        ill.days,
        ill.was_days,
        ill.days >= cast($illness_days as integer) or summer_runs.pupil_id is not null as is_reached,
        ill.was_of_age and (
            ill.was_days >= cast($illness_days as integer)
            or coalesce(summer_runs.was_sessions >= 2 * cast($illness_days as integer), false)
        ) as was_reached,
        ill.was_of_age and ill.was_days >= cast($illness_close_days as integer) as was_close
    from ill
    left join summer_runs on ill.pupil_id = summer_runs.pupil_id

),

illness_items as (

    select
        pupil_id,
        case when is_reached then 3 else 5 end as topic_place,
        case
            when is_reached then 'Illness threshold reached'
            else 'Close to the illness threshold'
        end as item,
        cast(days as varchar) || ' days with illness this year, '
        || cast(was_days as varchar) || ' before' as detail,
        cast($academic_year as varchar) as state
    from ill_judged
    where
        (is_reached and not was_reached)
        or (
            not is_reached
            and days >= cast($illness_close_days as integer)
            and not was_close
        )

),

-- Absences of the school since two months before the year, or since the earlier day: one school's
-- registers are quick to read.
missed as (

    select
        marks.pupil_id,
        marks.session_date,
        marks.session,
        2 * date_diff('day', make_date(2000, 1, 1), marks.session_date)
        + case when cast(marks.session as varchar) = 'AM' then 0 else 1 end as session_place,
        register_codes.is_unexplained,
        register_codes.category = 'unauthorised absence' as is_unauthorised
    from marks
    inner join register_codes
        on marks.code = register_codes.code
        and register_codes.is_possible
        and not register_codes.is_attending
    where
        marks.school_id = cast($school_id as integer)
        and marks.session_date
        between least(
            cast(cast($year_first_day as date) - interval 60 day as date),
            cast($since_week as date)
        )
        and cast($as_of as date)

),

-- The last session of each pupil that should have a mark and has none.
unmarked as (

    select
        pupil_id,
        max(session_date) as last_unmarked,
        max(
            2 * date_diff('day', make_date(2000, 1, 1), session_date)
            + case when cast(session as varchar) = 'AM' then 0 else 1 end
        ) as last_place
    from missing_marks
    where
        school_id = cast($school_id as integer)
        and session_date <= cast($as_of as date)
    group by pupil_id

),

-- Runs without leave, of the year or still going on, that reach past the earlier day, or begin to
-- count after it.
runs as (

    select
        of_age.pupil_id,
        of_age.since_day,
        of_age.was_of_age,
        greatest(found.first_date, of_age.compulsory_from) as first_date,
        found.last_date,
        found.sessions as whole_sessions,
        found.first_date < of_age.compulsory_from as is_cut,
        found.ended_date is null or found.ended_date > cast($as_of as date) as going_on,
        found.is_confirmed,
        2 * date_diff('day', make_date(2000, 1, 1), found.first_date)
        + case when cast(found.first_session as varchar) = 'AM' then 0 else 1 end as first_place
    from unauthorised_runs as found
    inner join of_age
        on found.school_id = of_age.school_id
        and found.pupil_id = of_age.pupil_id
    where
        found.run_kind = 'unauthorised'
        and found.school_id = cast($school_id as integer)
        and found.first_date <= cast($as_of as date)
        and (
            found.last_date >= cast($year_first_day as date)
            or found.ended_date is null
            or found.ended_date > cast($as_of as date)
        )
        and found.last_date >= of_age.compulsory_from
        and (found.last_date > of_age.since_day or not of_age.was_of_age)

),

run_counts as (

    select
        runs.pupil_id,
        runs.first_date,
        runs.going_on,
        runs.is_confirmed,
        runs.was_of_age,
        case when runs.is_cut then min(missed.session_place) else runs.first_place end
            as first_place,
        case when runs.is_cut then min(missed.session_date) else runs.first_date end
            as first_counted,
        case when runs.is_cut then count(missed.pupil_id) else runs.whole_sessions end as sessions,
        case
            when runs.is_cut
                then count(missed.pupil_id) filter (where missed.session_date <= runs.since_day)
            else runs.whole_sessions
                - count(missed.pupil_id) filter (where missed.session_date > runs.since_day)
        end as was_sessions
    from runs
    left join missed
        on runs.pupil_id = missed.pupil_id
        and missed.is_unauthorised
        and missed.session_date between runs.first_date and runs.last_date
    group by
        runs.pupil_id,
        runs.first_date,
        runs.going_on,
        runs.is_confirmed,
        runs.was_of_age,
        runs.is_cut,
        runs.first_place,
        runs.whole_sessions

),

-- Whether a mark is missing is known of the whole of a run that has ended; of one that goes on, it
-- is asked of the time from its first session that counts to the day.
run_gaps as (

    select
        run_counts.*,
        case
            when run_counts.going_on
                then
                    coalesce(unmarked.last_place < run_counts.first_place, true)
                    and began.weeks_unreported = ended.weeks_unreported
            else run_counts.is_confirmed
        end as has_all_marks
    from run_counts
    left join unmarked on run_counts.pupil_id = unmarked.pupil_id
    left join school_calendar as began
        on began.school_id = cast($school_id as integer)
        and began.week_commencing = cast(date_trunc('week', run_counts.first_counted) as date)
    left join school_calendar as ended
        on ended.school_id = cast($school_id as integer)
        and ended.week_commencing = cast($last_week as date)

),

run_items as (

    select
        pupil_id,
        case when sessions >= 2 * cast($run_days as integer) then 3 else 5 end as topic_place,
        case
            when sessions >= 2 * cast($run_days as integer)
                then 'Continuous absence threshold reached'
            else 'Close to the continuous absence threshold'
        end as item,
        cast(sessions as varchar) || ' sessions without leave in a row since '
        || cast(day(first_date) as varchar) || ' '
        || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(first_date) - 2, 3)
        || case when has_all_marks then '' else '; marks missing' end as detail,
        'from ' || cast(first_date as varchar) as state
    from run_gaps
    where
        (
            sessions >= 2 * cast($run_days as integer)
            and (not was_of_age or was_sessions < 2 * cast($run_days as integer))
        )
        or (
            going_on
            and sessions >= 2 * cast($run_coming_days as integer)
            and sessions < 2 * cast($run_days as integer)
            and (not was_of_age or was_sessions < 2 * cast($run_coming_days as integer))
        )

),

-- Absence that goes on: the part of it, to its end, with N alone.
going_on as (

    select
        on_roll.pupil_id,
        absence_spells.first_date,
        absence_spells.is_confirmed
        and coalesce(unmarked.last_unmarked < absence_spells.last_date, true) as is_confirmed
    from absence_spells
    inner join on_roll
        on absence_spells.school_id = on_roll.school_id
        and absence_spells.pupil_id = on_roll.pupil_id
    left join unmarked on absence_spells.pupil_id = unmarked.pupil_id
    where
        absence_spells.school_id = cast($school_id as integer)
        and absence_spells.unauthorised_sessions > 0
        and absence_spells.first_date <= cast($as_of as date)
        and absence_spells.last_date >= cast($year_first_day as date)
        and (absence_spells.ended_date is null or absence_spells.ended_date > cast($as_of as date))

),

last_explained as (

    select going_on.pupil_id, max(missed.session_place) as session_place
    from going_on
    inner join missed
        on going_on.pupil_id = missed.pupil_id
        and missed.session_date >= going_on.first_date
        and not missed.is_unexplained
    group by going_on.pupil_id

),

unexplained_days as (

    select distinct
        going_on.pupil_id,
        going_on.is_confirmed,
        missed.session_date,
        substr('MonTueWedThuFriSatSun', 3 * date_diff('day', cast(date_trunc('week', missed.session_date) as date), missed.session_date) + 1, 3)
        as weekday_in_words,
        cast(day(missed.session_date) as varchar) || ' '
        || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(missed.session_date) - 2, 3)
        as day_in_words
    from going_on
    inner join missed
        on going_on.pupil_id = missed.pupil_id
        and missed.session_date >= going_on.first_date
        and missed.is_unexplained
    left join last_explained on going_on.pupil_id = last_explained.pupil_id
    where missed.session_place > coalesce(last_explained.session_place, 0)

),

unexplained as (

    select
        *,
        row_number() over (partition by pupil_id order by session_date) as day_number,
        count(*) over (partition by pupil_id) as days,
        min(session_date) over (partition by pupil_id) as first_date,
        first_value(weekday_in_words || ' ' || day_in_words)
            over (partition by pupil_id order by session_date) as first_in_words
    from unexplained_days

),

-- The last day that is told; the absence may have gone on since.
unexplained_items as (

    select
        pupil_id,
        4 as topic_place,
        'Unexplained absence, day ' || cast(day_number as varchar) as item,
        cast(days as varchar)
        || case when days = 1 then ' day' else ' days' end || ' without reason since '
        || first_in_words
        || case
            when days = day_number then ''
            else '; day ' || cast(day_number as varchar) || ' on ' || day_in_words
        end
        || case when is_confirmed then '' else '; marks missing' end as detail,
        'from ' || cast(first_date as varchar) as state
    from unexplained
    inner join (select unnest(cast($unexplained_steps as integer[])) as step) as steps
        on unexplained.day_number = steps.step
    qualify row_number() over (partition by pupil_id order by day_number desc) = 1

),

-- How many days the school held registers on after each day, and in the year: what was old before
-- it began stays in the year before.
held_days as (

    select
        session_date,
        row_number() over (order by session_date desc) - 1 as days_since,
        count(*) filter (where session_date >= cast($year_first_day as date)) over ()
            as days_of_year
    from (
        select distinct session_date
        from school_sessions
        where
            school_id = cast($school_id as integer)
            and session_date
            between cast(cast($year_first_day as date) - interval 60 day as date)
            and cast($as_of as date)
    ) as days

),

unresolved_items as (

    select
        on_roll.pupil_id,
        6 as topic_place,
        'N to resolve' as item,
        cast(count(*) as varchar) || case when count(*) = 1 then ' session' else ' sessions' end
        || ' older than '
        || cast(cast($days_to_explain as integer) as varchar) || ' school days, the earliest on '
        || cast(day(min(missed.session_date)) as varchar) || ' '
        || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(min(missed.session_date)) - 2, 3)
        as detail,
        cast(count(*) as varchar) || ' to ' || cast(max(missed.session_date) as varchar) as state
    from missed
    inner join held_days
        on missed.session_date = held_days.session_date
        and held_days.days_since > cast($days_to_explain as integer)
        and held_days.days_since <= held_days.days_of_year + cast($days_to_explain as integer)
    inner join on_roll on missed.pupil_id = on_roll.pupil_id
    where missed.is_unexplained
    group by on_roll.pupil_id

),

supported as (

    select people.pupil_id, known.support_step, known.support_review, known.support_due
    from (
        select
            unnest(cast($support_people as varchar[])) as person_key,
            unnest(cast($support_steps as varchar[])) as support_step,
            unnest(cast($support_reviews as date[])) as support_review,
            unnest(cast($support_due as varchar[])) as support_due
    ) as known
    inner join people on known.person_key = people.person_key

),

items as (

    select * from absence_items
    union all
    select * from penalty_items
    union all
    select * from illness_items
    union all
    select * from run_items
    union all
    select * from unexplained_items
    union all
    select * from unresolved_items
    union all
    select
        pupil_id,
        8,
        'Review overdue',
        support_due || ' was due '
        || cast(day(support_review) as varchar) || ' '
        || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(support_review) - 2, 3),
        'due ' || cast(support_review as varchar)
    from supported
    where support_review < cast($as_of as date)

),

known as (

    select
        items.*,
        on_roll.school_id,
        on_roll.school_name,
        on_roll.year_number,
        on_roll.year_group_words,
        on_roll.class,
        on_roll.in_dfe_figure,
        so_far.absent / nullif(so_far.possible, 0) as absence_rate,
        people.person_key,
        case
            when not cast($show_names as boolean) then people.pseudonym
            else coalesce(
                people.surname || ', ' || people.forename,
                people.surname,
                on_roll.local_id,
                people.upn
            )
        end as pupil,
        coalesce(supported.support_step, 'none') as support_step,
        coalesce(
            list_contains(
                cast($dealt_with as varchar[]),
                people.person_key || '|' || items.item || '|' || items.state
            ),
            false
        ) as is_dealt_with
    from items
    inner join on_roll on items.pupil_id = on_roll.pupil_id
    inner join people on items.pupil_id = people.pupil_id
    left join so_far on items.pupil_id = so_far.pupil_id
    left join supported on items.pupil_id = supported.pupil_id

)

select
    person_key,
    pupil,
    school_name,
    year_group_words as year_group,
    class,
    case topic_place
        when 3 then 'Reached a threshold'
        when 4 then 'Unexplained absence goes on'
        when 5 then 'Close to a threshold'
        else item
    end as topic,
    item,
    detail,
    absence_rate,
    support_step,
    in_dfe_figure,
    state,
    is_dealt_with,
    count(*) over (partition by topic_place, is_dealt_with) as of_topic,
    count(*) over (partition by topic_place, is_dealt_with, year_number) as of_topic_and_year,
    topic_place,
    year_number,
    school_id
from known
order by is_dealt_with, topic_place, year_number, class, pupil, person_key, item, state
