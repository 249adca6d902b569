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
        *,
        is_reported and week_commencing <= cast($last_week as date) as is_sent
    from school_offers
    where
        school_id = cast($school_id as integer)
        and academic_year = cast($academic_year as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

sent as (

    select
        max(week_commencing) as last_week,
        max(year_end) as year_end,
        max(term_sessions) as term_sessions,
        cast(max(year_weeks) - max(term_weeks) as bigint) as weeks_left
    from calendar
    where is_sent

),

moments as (

    -- The weeks at whose end a pupil's sessions so far are read: their differences are the pace.
    select
        pace.half_term,
        pace.last_week,
        pace.offered_sessions,
        max(marked_weeks.week_commencing) as week_before
    from (
        select
            half_term,
            max(week_commencing) as last_week,
            min(week_commencing) as first_week,
            sum(offered_sessions) as offered_sessions
        from calendar
        where is_sent
        group by half_term
        order by count(*) >= cast($fewest_pace_weeks as integer) desc, last_week desc
        limit 1
    ) as pace
    left join marked_weeks
        on marked_weeks.academic_year = cast($academic_year as varchar)
        and pace.first_week > marked_weeks.week_commencing
    group by pace.half_term, pace.last_week, pace.offered_sessions

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
        cast(date_trunc(
            'week', least(enrolments.dfe_to, enrolments.leaving_date, sent.year_end)
        ) as date) as last_week,
        sent.term_sessions as sent_term_sessions,
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
    cross join sent
    left join at_end on pupil_weeks.pupil_id = at_end.pupil_id
    left join at_start on pupil_weeks.pupil_id = at_start.pupil_id
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing = cast($last_week as date)
        and list_contains(cast($visible_schools as integer[]), pupil_weeks.school_id)

),

forecast as (

    select
        pupils.absent >= pupils.persistent_share * pupils.possible as is_persistent,
        ceil(
            pupils.persistent_share * (pupils.possible + coalesce(cast(floor(
                pupils.usual_possible * greatest(calendar.term_sessions - pupils.sent_term_sessions, 0)
                / pupils.offered_sessions
            ) as bigint), 0))
        ) - 1 - pupils.absent as can_miss
    from pupils
    left join calendar on pupils.last_week = calendar.week_commencing

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
    sent.year_end,
    sent.weeks_left,
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
cross join sent
