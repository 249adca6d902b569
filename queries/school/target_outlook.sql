-- Where one school's attendance is heading by the end of the year: the year so far, what is still
-- to come by term dates, the rate needed then to meet a target, and where the year ends if the
-- rest goes like the latest half term, or like the same part of last year. The latest half term
-- is the last one with enough weeks sent. What is to come counts from the last week that the
-- school sent: for each pupil still on roll, two sessions for each weekday of term, at the share
-- of such sessions that were possible for the pupil in that half term (training days, dual
-- registration), and none that DfE does not count. The range is what chance alone does to the
-- pace, pupils taken whole; it knows of no change in the school and of no epidemic.
--
-- grain:   one row per pace
-- rows:    school
-- denominator: possible sessions, pupils as DfE counts them
-- source:  registers of the school; term dates of the school, else of the authority
-- params:
--   school_id            integer    the school
--   academic_year        varchar    such as 2024/25
--   last_week            date       Monday of the last week
--   last_year_last_week  date       the same school week a year before, or null
--   target_attendance    double     the school's own target, 0 to 1, or null
--   fewest_pace_weeks    integer    fewest weeks of a half term that is a pace
--   smallest_share_sent  double     smallest share of last year's weeks sent to be a pace
--   chance_limit         double     standard errors on each side that make the range
--   smallest_group       integer    fewest enrolments that are told of
--   visible_schools      integer[]  schools that the viewer may see
-- returns:
--   pace                  varchar  half term, or last year
--   pace_half_term        smallint the half term taken as pace, or null
--   pace_possible_sessions bigint  possible sessions of the pace
--   pace_attended_sessions bigint  sessions attended of these
--   pace_rate             double   pace_attended_sessions / pace_possible_sessions, 0 to 1
--   enrolments            bigint   enrolments with possible sessions so far
--   year_possible_sessions bigint  possible sessions so far
--   year_attended_sessions bigint  sessions attended so far
--   year_rate             double   year_attended_sessions / year_possible_sessions, 0 to 1
--   last_marked_week      date     Monday of the last week that the school sent
--   year_end              date     last day of the school's year by term dates, or null
--   weeks_left            bigint   school weeks after last_marked_week
--   sessions_to_come      bigint   possible sessions of all pupils in these weeks, estimated
--   needed_rate           double   attendance needed in them to meet the target, or null
--   end_rate              double   attendance of the year at its end at this pace, 0 to 1
--   end_lower_rate        double   the same, lower end of the range, or null
--   end_upper_rate        double   the same, upper end of the range, or null

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
            as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent
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
            as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent
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
        coalesce(at_end.possible, 0) - coalesce(at_start.possible, 0) as pace_possible,
        coalesce(at_end.absent, 0) - coalesce(at_start.absent, 0) as pace_absent,
        case
            when at_start.possible > 0 or (moments.week_before is null and at_end.possible > 0)
                then least(
                    at_end.possible - coalesce(at_start.possible, 0), moments.offered_sessions
                )
            else moments.offered_sessions
        end as usual_possible,
        moments.offered_sessions
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

so_far as (

    select
        count(*) as enrolments,
        sum(pupils.possible) as possible,
        sum(pupils.possible - pupils.absent) as attended,
        coalesce(sum(floor(
            pupils.usual_possible * greatest(calendar.term_sessions - pupils.sent_term_sessions, 0) / pupils.offered_sessions
        )), 0) as to_come
    from pupils
    left join calendar on pupils.last_week = calendar.week_commencing

),

year_before as (

    select max(ends.week_commencing) as last_marked_week, ends.academic_year
    from marked_weeks as ends
    inner join marked_weeks as same_point
        on ends.academic_year = same_point.academic_year
        and same_point.week_commencing = cast($last_year_last_week as date)
    group by ends.academic_year

),

rest_before as (

    select
        year_before.academic_year,
        year_before.last_marked_week
    from year_before
    inner join school_calendar
        on year_before.academic_year = school_calendar.academic_year
        and school_calendar.school_id = cast($school_id as integer)
        and school_calendar.week_commencing > cast($last_year_last_week as date)
        and (school_calendar.is_in_term or school_calendar.is_reported)
    group by year_before.academic_year, year_before.last_marked_week
    having
        count(*) filter (where school_calendar.is_reported)
        >= cast($smallest_share_sent as double)
        * count(*) filter (where school_calendar.is_open)

),

before as (

    -- Those so far at the end of last year less those so far at the same point.
    select
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent
    from pupil_weeks
    inner join rest_before
        on pupil_weeks.week_commencing = rest_before.last_marked_week
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing > cast($last_year_last_week as date)
        and pupil_weeks.week_commencing
        < cast(cast($last_year_last_week as date) + interval 364 day as date)
    union all
    select
        pupil_id,
        after_may_possible_sessions - year_possible_sessions,
        after_may_absent_sessions - year_absent_sessions
    from pupil_weeks
    where
        school_id = cast($school_id as integer)
        and week_commencing = cast($last_year_last_week as date)

),

paces as (

    select
        'half term' as pace,
        moments.half_term as pace_half_term,
        pupils.pace_possible as possible,
        pupils.pace_absent as absent
    from pupils
    cross join moments
    union all
    select 'last year', null, sum(before.possible), sum(before.absent)
    from before
    inner join rest_before on true
    inner join enrolments
        on rest_before.academic_year = enrolments.academic_year
        and before.pupil_id = enrolments.pupil_id
        and enrolments.school_id = cast($school_id as integer)
        and enrolments.dfe_from is not null
    group by before.pupil_id

),

squares as (

    select
        pace,
        pace_half_term,
        cast(count(*) as double) as pupils,
        sum(possible) as possible,
        sum(absent) as absent,
        sum(absent) / sum(possible) as absence_rate,
        sum(cast(possible as double) * possible) as possible_squared,
        sum(cast(absent as double) * possible) as absent_by_possible,
        sum(cast(absent as double) * absent) as absent_squared
    from paces
    where possible > 0
    group by pace, pace_half_term

),

rated as (

    select
        pace,
        pace_half_term,
        possible,
        absent,
        1 - absence_rate as pace_rate,
        cast($chance_limit as double) * sqrt(
            pupils / nullif(pupils - 1, 0) * greatest(
                absent_squared
                - 2 * absence_rate * absent_by_possible
                + absence_rate * absence_rate * possible_squared,
                0.0
            )
        ) / possible as reach
    from squares

)

select
    rated.pace,
    cast(rated.pace_half_term as smallint) as pace_half_term,
    cast(rated.possible as bigint) as pace_possible_sessions,
    cast(rated.possible - rated.absent as bigint) as pace_attended_sessions,
    rated.pace_rate,
    so_far.enrolments,
    cast(so_far.possible as bigint) as year_possible_sessions,
    cast(so_far.attended as bigint) as year_attended_sessions,
    so_far.attended / so_far.possible as year_rate,
    sent.last_week as last_marked_week,
    sent.year_end,
    sent.weeks_left,
    cast(so_far.to_come as bigint) as sessions_to_come,
    (
        cast($target_attendance as double) * (so_far.possible + so_far.to_come)
        - so_far.attended
    ) / nullif(so_far.to_come, 0) as needed_rate,
    (so_far.attended + rated.pace_rate * so_far.to_come)
    / (so_far.possible + so_far.to_come) as end_rate,
    case when rated.reach is not null
        then (so_far.attended + greatest(rated.pace_rate - rated.reach, 0.0) * so_far.to_come)
            / (so_far.possible + so_far.to_come)
    end as end_lower_rate,
    case when rated.reach is not null
        then (so_far.attended + least(rated.pace_rate + rated.reach, 1.0) * so_far.to_come)
            / (so_far.possible + so_far.to_come)
    end as end_upper_rate
from rated
cross join so_far
cross join sent
where so_far.enrolments >= cast($smallest_group as integer)
order by rated.pace
