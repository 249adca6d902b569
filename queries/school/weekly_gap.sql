-- Is the school's gap to its phase steady? Each week's gap to all schools of the phase by the
-- county's own marks, with control limits (XmR chart): the mean, give or take a multiple of the
-- mean moving range, very large moving ranges left out. Signals: outside the limits; a run on
-- one side of the mean; a run rising or falling; two of three near a limit.
--
-- grain:   one row per school_id and week_commencing
-- rows:    school
-- denominator: possible sessions of the week
-- source:  registers of the county's schools; rules of NHS England's "Making data count"
-- params:
--   school_id         integer    the school, or null for all those chosen
--   chosen_schools    integer[]  leave out other schools, or null
--   education_phase   varchar    phase that they are set beside
--   academic_year     varchar    such as 2024/25
--   last_week         date       Monday of the last week
--   limit_factor      double     limits lie so many mean moving ranges from the mean
--   moving_range_cut  double     moving ranges above so many times their mean are left out
--   run_length        integer    so many points make a run
--   smallest_group    integer    fewest enrolments that are told of
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   school_id        integer  number of the school
--   week_commencing  date     Monday
--   gap_points       double   school minus county, points
--   centre_points    double   mean gap, points
--   lower_points     double   lower limit, points
--   upper_points     double   upper limit, points
--   weeks_compared   bigint   weeks that the limits rest on
--   signal           varchar  outside limits, one side, rising, falling, near a limit, or null
--   signal_side      varchar  better or worse than the mean, null without a signal
--   signal_since     date     first week of the run that the signal belongs to, or null

with

gaps as (

    select
        own.school_id,
        own.week_commencing,
        100 * (
            phase_weeks.absent_sessions / phase_weeks.possible_sessions
            - own.absent_sessions / own.possible_sessions
        ) as gap_points
    from schools_by_week as own
    inner join phase_weeks
        on own.week_commencing = phase_weeks.week_commencing
        and phase_weeks.education_phase = cast($education_phase as varchar)
        and phase_weeks.possible_sessions > 0
    where
        (cast($school_id as integer) is null or own.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), own.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), own.school_id)
        )
        and own.academic_year = cast($academic_year as varchar)
        and own.week_commencing <= cast($last_week as date)
        and own.possible_sessions > 0
        and own.enrolments >= cast($smallest_group as integer)

),

moves as (

    select
        school_id,
        week_commencing,
        gap_points,
        gap_points - lag(gap_points) over school_weeks as move_points
    from gaps
    where gap_points is not null
    window school_weeks as (partition by school_id order by week_commencing)

),

limits as (

    select
        moves.school_id,
        avg(moves.gap_points) as centre_points,
        cast($limit_factor as double) * avg(abs(moves.move_points)) filter (
            where abs(moves.move_points)
            <= cast($moving_range_cut as double) * mean_moves.all_moves_points
        ) as reach_points,
        count(*) as weeks_compared
    from moves
    inner join (
        select school_id, avg(abs(move_points)) as all_moves_points
        from moves
        group by school_id
    ) as mean_moves
        on moves.school_id = mean_moves.school_id
    group by moves.school_id

),

distances as (

    -- Rounded, lest what binary fractions leave of a gap that never moves is a signal.
    select
        moves.school_id,
        moves.week_commencing,
        round(moves.gap_points - limits.centre_points, 9) as distance_points,
        round(moves.move_points, 9) as move_points,
        round(limits.reach_points, 9) as reach_points,
        round(limits.reach_points * 2 / 3, 9) as near_points
    from moves
    inner join limits on moves.school_id = limits.school_id

),

sided as (

    select
        school_id,
        week_commencing,
        distance_points,
        reach_points,
        sign(distance_points) as side,
        sign(move_points) as direction,
        case
            when abs(distance_points) > near_points then sign(distance_points)
            else 0
        end as near_side
    from distances

),

turned as (

    select
        sided.*,
        coalesce(cast(side <> lag(side) over school_weeks as integer), 1) as turns_side,
        coalesce(cast(direction <> lag(direction) over school_weeks as integer), 1)
            as turns_direction,
        lag(near_side, 1, 0) over school_weeks as near_side_1_before,
        lag(near_side, 2, 0) over school_weeks as near_side_2_before,
        lead(near_side, 1, 0) over school_weeks as near_side_1_after,
        lead(near_side, 2, 0) over school_weeks as near_side_2_after,
        lag(week_commencing) over school_weeks as week_before
    from sided
    window school_weeks as (partition by school_id order by week_commencing)

),

runs as (

    select
        turned.*,
        sum(turns_side) over school_weeks as side_run,
        sum(turns_direction) over school_weeks as direction_run
    from turned
    window school_weeks as (partition by school_id order by week_commencing)

),

measured as (

    -- So many points rising are one fewer moves, the first of which starts a week earlier.
    select
        runs.*,
        count(*) over (partition by school_id, side_run) as side_length,
        min(week_commencing) over (partition by school_id, side_run) as side_since,
        count(*) over (partition by school_id, direction_run) + 1 as direction_length,
        min(week_before) over (partition by school_id, direction_run) as direction_since,
        near_side <> 0 and (
            near_side in (near_side_1_before, near_side_2_before)
            or near_side in (near_side_1_after, near_side_2_after)
        ) as is_near_limit
    from runs

),

judged as (

    select
        measured.*,
        case
            when abs(distance_points) > reach_points then 'outside limits'
            when side <> 0 and side_length >= cast($run_length as integer) then 'one side'
            when direction > 0 and direction_length >= cast($run_length as integer) then 'rising'
            when direction < 0 and direction_length >= cast($run_length as integer) then 'falling'
            when is_near_limit then 'near a limit'
        end as signal
    from measured

)

select
    gaps.school_id,
    gaps.week_commencing,
    gaps.gap_points,
    limits.centre_points,
    limits.centre_points - limits.reach_points as lower_points,
    limits.centre_points + limits.reach_points as upper_points,
    limits.weeks_compared,
    judged.signal,
    case
        when judged.signal = 'rising' then 'better'
        when judged.signal = 'falling' then 'worse'
        when judged.signal is not null and judged.side > 0 then 'better'
        when judged.signal is not null and judged.side < 0 then 'worse'
    end as signal_side,
    case judged.signal
        when 'one side' then judged.side_since
        when 'rising' then judged.direction_since
        when 'falling' then judged.direction_since
        when 'outside limits' then judged.week_commencing
        when 'near a limit' then judged.week_commencing
    end as signal_since
from gaps
inner join limits on gaps.school_id = limits.school_id
left join judged
    on gaps.school_id = judged.school_id
    and gaps.week_commencing = judged.week_commencing
order by gaps.school_id, gaps.week_commencing
