-- Persistent absence of one school (10% or more missed of the year so far) if each of its
-- persistently absent pupils attended every session of the next weeks: who would be back under
-- the line by then, and what share of all pupils would not. It is assumed that nobody else's
-- standing changes and nobody joins. What is to come is estimated as in pivot_pupils.
--
-- grain:   one row per weeks_attended
-- rows:    school
-- denominator: enrolments with possible sessions so far, pupils as DfE counts them
-- source:  registers of the school; term dates of the school, else of the authority
-- params:
--   school_id         integer    the school
--   academic_year     varchar    such as 2024/25
--   last_week         date       Monday of the last week
--   fewest_pace_weeks integer    fewest weeks of a half term that tells what is usual
--   smallest_group    integer    fewest pupils that are told of
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   weeks_attended           bigint   school weeks from the last one that the school sent
--   week_commencing          date     Monday of the last of them
--   enrolments               bigint   enrolments with possible sessions so far
--   persistently_absent      bigint   of these persistently absent now
--   persistent_absence_rate  double   persistently_absent / enrolments, 0 to 1
--   come_back                bigint   of these under 10% by the end of the weeks
--   still_persistent         bigint   the others
--   still_persistent_rate    double   still_persistent / enrolments, 0 to 1

with

segments as (

    select
        school_calendar.week_commencing,
        school_calendar.half_term,
        school_calendar.is_in_term,
        school_calendar.is_reported
        and school_calendar.week_commencing <= cast($last_week as date) as is_sent,
        case when school_calendar.is_in_term
            then 2 * (1 + date_diff(
                'day',
                greatest(school_terms.first_day, school_calendar.week_commencing),
                least(
                    school_terms.last_day,
                    cast(school_calendar.week_commencing + interval 4 day as date)
                )
            ))
            else school_calendar.sessions_held
        end as offered_sessions
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

),

last_sent as (

    select max(week_commencing) as week_commencing
    from segments
    where is_sent

),

pace as (

    select
        min(week_commencing) as first_week,
        max(week_commencing) as last_week,
        sum(offered_sessions) as offered_sessions
    from segments
    where is_sent
    group by half_term
    order by
        count(distinct week_commencing) >= cast($fewest_pace_weeks as integer) desc,
        max(week_commencing) desc
    limit 1

),

moments as (

    select
        pace.first_week,
        pace.last_week,
        pace.offered_sessions,
        max(marked_weeks.week_commencing) as week_before
    from pace
    left join marked_weeks
        on marked_weeks.academic_year = cast($academic_year as varchar)
        and pace.first_week > marked_weeks.week_commencing
    group by pace.first_week, pace.last_week, pace.offered_sessions

),

ahead as (

    select
        segments.week_commencing,
        row_number() over (order by segments.week_commencing) as weeks_attended,
        sum(segments.offered_sessions) as offered_sessions,
        sum(sum(segments.offered_sessions)) over (order by segments.week_commencing)
            as offered_by_then
    from segments
    inner join last_sent on segments.week_commencing > last_sent.week_commencing
    where segments.is_in_term
    group by segments.week_commencing

),

at_end as (

    select
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible
    from pupil_weeks
    inner join moments on pupil_weeks.week_commencing = moments.last_week
    where pupil_weeks.school_id = cast($school_id as integer)

),

at_start as (

    select
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible
    from pupil_weeks
    inner join moments on pupil_weeks.week_commencing = moments.week_before
    where pupil_weeks.school_id = cast($school_id as integer)

),

-- A mark that is missing says nothing of the pupil: its session is taken to have been possible.
unmarked as (

    select missing_marks.pupil_id, count(*) as sessions
    from missing_marks
    inner join moments
        on missing_marks.session_date between moments.first_week
        and cast(moments.last_week + interval 6 day as date)
    where missing_marks.school_id = cast($school_id as integer)
    group by missing_marks.pupil_id

),

pupils as (

    select
        so_far.pupil_id,
        enrolments.entry_date,
        coalesce(least(enrolments.dfe_to, enrolments.leaving_date), enrolments.dfe_to)
            as counted_to,
        cast(so_far.year_possible_sessions - so_far.after_may_possible_sessions as integer)
            as possible,
        cast(so_far.year_absent_sessions - so_far.after_may_absent_sessions as integer)
            as absent,
        definitions.persistent_share,
        cast(10000 * definitions.persistent_share as integer) as persistent_parts
    from pupil_weeks as so_far
    inner join enrolments
        on enrolments.academic_year = cast($academic_year as varchar)
        and so_far.school_id = enrolments.school_id
        and so_far.pupil_id = enrolments.pupil_id
        and enrolments.dfe_from is not null
    inner join definitions
        on definitions.definition = 'dfe'
        and so_far.year_possible_sessions - so_far.after_may_possible_sessions
        >= definitions.minimum_possible_sessions
    where
        so_far.school_id = cast($school_id as integer)
        and so_far.week_commencing = cast($last_week as date)

),

persistent as (

    select
        pupils.counted_to,
        cast(floor(10000 * pupils.absent / pupils.persistent_parts) as bigint) + 1
        - pupils.possible as attend_sessions,
        case
            -- Who came, or came back, in the course of it had less than is usual.
            when pupils.entry_date > cast(moments.first_week + interval 6 day as date)
                then moments.offered_sessions
            when at_start.possible > 0 or (moments.week_before is null and at_end.possible > 0)
                then least(
                    at_end.possible - coalesce(at_start.possible, 0)
                    + coalesce(unmarked.sessions, 0),
                    moments.offered_sessions
                )
            else moments.offered_sessions
        end as usual_possible,
        moments.offered_sessions
    from pupils
    cross join moments
    left join at_end on pupils.pupil_id = at_end.pupil_id
    left join at_start on pupils.pupil_id = at_start.pupil_id
    left join unmarked on pupils.pupil_id = unmarked.pupil_id
    where pupils.absent >= pupils.persistent_share * pupils.possible

),

back as (

    -- The week in which each pupil's sessions from now on are enough.
    select ahead.weeks_attended, count(*) as come_back
    from persistent
    inner join ahead
        on ahead.week_commencing <= persistent.counted_to
        and ceil(
            persistent.attend_sessions * persistent.offered_sessions
            / nullif(persistent.usual_possible, 0)
        ) > ahead.offered_by_then - ahead.offered_sessions
        and ceil(
            persistent.attend_sessions * persistent.offered_sessions
            / nullif(persistent.usual_possible, 0)
        ) <= ahead.offered_by_then
    group by ahead.weeks_attended

),

whole as (

    select
        (select count(*) from pupils) as enrolments,
        (select count(*) from persistent) as persistently_absent

),

counted as (

    select
        ahead.weeks_attended,
        ahead.week_commencing,
        whole.enrolments,
        whole.persistently_absent,
        cast(coalesce(sum(back.come_back) over (order by ahead.weeks_attended), 0) as bigint)
            as come_back
    from ahead
    cross join whole
    left join back on ahead.weeks_attended = back.weeks_attended
    where whole.enrolments >= greatest(cast($smallest_group as integer), 1)

),

told as (

    select
        *,
        persistently_absent not between 1 and cast($smallest_group as integer) - 1
            as is_told,
        come_back not between 1 and cast($smallest_group as integer) - 1
        and persistently_absent - come_back
        not between 1 and cast($smallest_group as integer) - 1 as is_split_told
    from counted

)

select
    weeks_attended,
    week_commencing,
    enrolments,
    case when is_told then persistently_absent end as persistently_absent,
    case when is_told then persistently_absent / enrolments end as persistent_absence_rate,
    case when is_told and is_split_told then come_back end as come_back,
    case when is_told and is_split_told then persistently_absent - come_back end
        as still_persistent,
    case when is_told and is_split_told
        then (persistently_absent - come_back) / enrolments
    end as still_persistent_rate
from told
order by weeks_attended
