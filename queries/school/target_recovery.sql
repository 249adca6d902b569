-- Which of one school's persistently absent pupils (PA) can still end the year under the line,
-- and how many would have to for a target. With full attendance from now on, a pupil recovers
-- whose sessions missed so far are under the line of all possible sessions of the pupil's year:
-- those so far and those to come, which are estimated as in target_outlook. It is assumed that
-- nobody else becomes persistently absent, and that as many pupils count at the end as now.
--
-- grain:   one row per school_id
-- rows:    school
-- denominator: enrolments with possible sessions so far, pupils as DfE counts them
-- source:  registers of the school; term dates of the school, else of the authority
-- params:
--   school_id                 integer    the school
--   academic_year             varchar    such as 2024/25
--   last_week                 date       Monday of the last week
--   target_persistently_absent double    the school's own target, 0 to 1, or null
--   fewest_pace_weeks         integer    fewest weeks of a half term that tells what is usual
--   smallest_group            integer    fewest pupils that are told of
--   visible_schools           integer[]  schools that the viewer may see
-- returns:
--   school_id              integer  the school
--   enrolments             bigint   enrolments with possible sessions so far
--   persistently_absent    bigint   of these persistently absent so far
--   persistent_absence_rate double  persistently_absent / enrolments, 0 to 1
--   year_end               date     last day of the school's year by term dates, or null
--   weeks_left             bigint   school weeks after the last one that the school sent
--   most_allowed           bigint   most pupils that may be persistently absent by the target
--   must_recover           bigint   pupils that must come back under the line to meet it
--   can_recover            bigint   pupils that do with full attendance from now on
--   can_miss_days          bigint   of these, those who may still miss five days or more
--   lowest_rate            double   rate at the end if all who can recover do, 0 to 1

with

calendar as (

    select
        school_calendar.week_commencing,
        max(school_calendar.half_term) as half_term,
        school_calendar.is_in_term,
        school_calendar.is_reported
        and school_calendar.week_commencing <= cast($last_week as date) as is_sent,
        case when school_calendar.is_in_term
            then sum(2 * (1 + date_diff(
                'day',
                greatest(school_terms.first_day, school_calendar.week_commencing),
                least(
                    school_terms.last_day,
                    cast(school_calendar.week_commencing + interval 4 day as date)
                )
            )))
            else max(school_calendar.sessions_held)
        end as offered_sessions,
        max(school_terms.last_day) as last_day
    from school_calendar
    left join school_terms
        on school_calendar.school_id = school_terms.school_id
        and school_calendar.academic_year = school_terms.academic_year
        and school_terms.first_day
        <= cast(school_calendar.week_commencing + interval 4 day as date)
        and school_terms.last_day >= school_calendar.week_commencing
    where
        school_calendar.school_id = cast($school_id as integer)
        and school_calendar.academic_year = cast($academic_year as varchar)
        and list_contains(cast($visible_schools as integer[]), school_calendar.school_id)
    group by
        school_calendar.week_commencing,
        school_calendar.is_in_term,
        school_calendar.is_reported

),

last_sent as (

    select
        max(week_commencing) filter (where is_sent) as week_commencing,
        max(last_day) as year_end
    from calendar

),

latest as (

    select half_term
    from calendar
    where is_sent
    group by half_term
    order by
        count(*) >= cast($fewest_pace_weeks as integer) desc,
        max(week_commencing) desc
    limit 1

),

ahead as (

    select calendar.week_commencing, calendar.offered_sessions
    from calendar
    inner join last_sent on calendar.week_commencing > last_sent.week_commencing
    where calendar.is_in_term

),

moments as (

    -- The weeks at whose end a pupil's sessions so far are read: their differences are the pace.
    select
        pace.last_week,
        pace.offered_sessions,
        max(marked_weeks.week_commencing) as week_before
    from (
        select
            max(calendar.week_commencing) as last_week,
            min(calendar.week_commencing) as first_week,
            sum(calendar.offered_sessions) as offered_sessions
        from calendar
        inner join latest on calendar.half_term is not distinct from latest.half_term
        where calendar.is_sent
    ) as pace
    left join marked_weeks
        on marked_weeks.academic_year = cast($academic_year as varchar)
        and pace.first_week > marked_weeks.week_commencing
    group by pace.last_week, pace.offered_sessions

),

at_end as (

    select
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible
    from pupil_weeks
    inner join moments on pupil_weeks.week_commencing = moments.last_week
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing <= cast($last_week as date)

),

at_start as (

    select
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible
    from pupil_weeks
    inner join moments on pupil_weeks.week_commencing = moments.week_before
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing <= cast($last_week as date)

),

pupils as (

    select
        pupil_weeks.pupil_id,
        enrolments.dfe_to,
        coalesce(enrolments.leaving_date, enrolments.dfe_to) as leaving_date,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent,
        case
            when at_start.possible > 0 or (moments.week_before is null and at_end.possible > 0)
                then least(
                    at_end.possible - coalesce(at_start.possible, 0), moments.offered_sessions
                )
            else moments.offered_sessions
        end as usual_possible,
        moments.offered_sessions,
        definitions.persistent_share
    from pupil_weeks
    inner join enrolments
        on pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and enrolments.academic_year = cast($academic_year as varchar)
        and enrolments.dfe_from is not null
    inner join definitions
        on definitions.definition = 'dfe'
        and pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
        >= definitions.minimum_possible_sessions
    cross join moments
    left join at_end on pupil_weeks.pupil_id = at_end.pupil_id
    left join at_start on pupil_weeks.pupil_id = at_start.pupil_id
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing = cast($last_week as date)
        and list_contains(cast($visible_schools as integer[]), pupil_weeks.school_id)

),

spans as (

    select dfe_to, leaving_date, count(*) as pupils
    from pupils
    group by dfe_to, leaving_date

),

left_of_span as (

    select spans.dfe_to, spans.leaving_date, sum(ahead.offered_sessions) as offered_sessions
    from spans
    inner join ahead
        on ahead.week_commencing <= spans.dfe_to
        and ahead.week_commencing <= spans.leaving_date
    group by spans.dfe_to, spans.leaving_date

),

forecast as (

    select
        pupils.absent >= pupils.persistent_share * pupils.possible as is_persistent,
        ceil(
            pupils.persistent_share * (pupils.possible + coalesce(cast(floor(
                pupils.usual_possible * left_of_span.offered_sessions
                / pupils.offered_sessions
            ) as bigint), 0))
        ) - 1 - pupils.absent as can_miss
    from pupils
    left join left_of_span
        on pupils.dfe_to = left_of_span.dfe_to
        and pupils.leaving_date = left_of_span.leaving_date

),

counted as (

    select
        count(*) as enrolments,
        count(*) filter (where is_persistent) as persistently_absent,
        count(*) filter (where is_persistent and can_miss >= 0) as can_recover,
        count(*) filter (where is_persistent and can_miss >= 10) as can_miss_days
    from forecast

),

limited as (

    select
        *,
        cast(
            floor(cast(cast($target_persistently_absent as double) as decimal(5, 4)) * enrolments)
            as bigint
        ) as most_allowed,
        persistently_absent not between 1 and cast($smallest_group as integer) - 1
            as is_told,
        can_recover not between 1 and cast($smallest_group as integer) - 1
        and persistently_absent - can_recover
        not between 1 and cast($smallest_group as integer) - 1 as is_split_told
    from counted
    where enrolments >= greatest(cast($smallest_group as integer), 1)

)

select
    cast($school_id as integer) as school_id,
    limited.enrolments,
    case when limited.is_told then limited.persistently_absent end as persistently_absent,
    case when limited.is_told then limited.persistently_absent / limited.enrolments end
        as persistent_absence_rate,
    last_sent.year_end,
    (select count(*) from ahead) as weeks_left,
    limited.most_allowed,
    case when limited.is_told and limited.most_allowed is not null
        then greatest(limited.persistently_absent - limited.most_allowed, 0)
    end as must_recover,
    case when limited.is_split_told then limited.can_recover end as can_recover,
    case when limited.can_miss_days not between 1 and cast($smallest_group as integer) - 1
        then limited.can_miss_days
    end as can_miss_days,
    case
        when limited.is_told and limited.is_split_told
            then (limited.persistently_absent - limited.can_recover) / limited.enrolments
    end as lowest_rate
from limited
cross join last_sent
