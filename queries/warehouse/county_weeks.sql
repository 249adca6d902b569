-- The weeks that marks have come for, as the county held them. School weeks are those in which
-- at least half of the schools were, or should have been, open; they are numbered from the start
-- of each year, those before the first marks as term dates tell. Where as many schools have one
-- number as another, the most sessions and the earliest half term count.
--
-- grain:   one row per week_commencing
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar   such as 2024/25
--   first_year       integer   calendar year that the academic year starts in
--   week_commencing  date      Monday
--   half_term        smallint  1 to 6, that of most schools; 0 without term dates
--   school_week      integer   1 for the first school week of the year; null if it is none
--   sessions_held    integer   sessions that most schools with marks held
--   week_after       date      next of these weeks in the same year, or null
--   last_day         date      last day of it with marks of a school that was open, or Friday

with

due as (

    select
        academic_year,
        week_commencing,
        half_term,
        count(*) as schools,
        count(*) filter (where is_open) as open_schools
    from school_calendar
    where is_due
    group by academic_year, week_commencing, half_term

),

opened as (

    select
        academic_year,
        week_commencing,
        max_by(half_term, 10 * schools - half_term) filter (where half_term is not null)
            as half_term,
        2 * sum(open_schools) >= sum(schools) as is_school_week
    from due
    group by academic_year, week_commencing

),

-- The first year may have begun before its first marks came.
before_marks as (

    select academic_year, week_commencing
    from school_calendar
    where week_commencing < (select min(week_commencing) from marked_weeks)
    group by academic_year, week_commencing
    having 2 * count(*) filter (where is_in_term) >= count(*)

),

numbered as (

    select
        week_commencing,
        row_number() over (
            partition by academic_year
            order by week_commencing
        ) as school_week
    from (
        select academic_year, week_commencing
        from before_marks
        union all
        select academic_year, week_commencing
        from opened
        where is_school_week
    ) as school_weeks

),

held as (

    select
        week_commencing,
        max_by(sessions_held, 100 * schools + sessions_held) as sessions_held
    from (
        select week_commencing, sessions_held, count(*) as schools
        from school_calendar
        where is_reported
        group by week_commencing, sessions_held
    ) as counted
    group by week_commencing

),

marked_days as (

    select
        cast(date_trunc('week', session_date) as date) as week_commencing,
        max(session_date) as last_day
    from school_sessions
    group by cast(date_trunc('week', session_date) as date)

)

select
    marked_weeks.academic_year,
    marked_weeks.first_year,
    marked_weeks.week_commencing,
    cast(coalesce(opened.half_term, 0) as smallint) as half_term,
    cast(numbered.school_week as integer) as school_week,
    held.sessions_held,
    lead(marked_weeks.week_commencing) over (
        partition by marked_weeks.academic_year
        order by marked_weeks.week_commencing
    ) as week_after,
    coalesce(
        marked_days.last_day, cast(marked_weeks.week_commencing + interval 4 day as date)
    ) as last_day
from marked_weeks
left join opened on marked_weeks.week_commencing = opened.week_commencing
left join numbered on marked_weeks.week_commencing = numbered.week_commencing
left join held on marked_weeks.week_commencing = held.week_commencing
left join marked_days on marked_weeks.week_commencing = marked_days.week_commencing
order by marked_weeks.week_commencing
