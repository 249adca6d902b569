-- The weeks of each school. A week is open if it lies in term (the school's own dates, else
-- the authority's), unless all its sessions are planned closures (#); marks may add a week. An
-- open week without marks is missing, not a holiday. A school is expected from its opening to
-- its closing, from the first to the last week that anyone in the county has sent marks of.
--
-- grain:   one row per school_id and week_commencing
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar   such as 2024/25
--   school_id        integer   see schools
--   week_commencing  date      Monday
--   half_term        smallint  1 to 6, a holiday counting to the one before; null without dates
--   is_in_term       boolean   by term dates
--   is_open          boolean   school was, or should be, held
--   is_due           boolean   in the weeks of anyone's marks, and the school existed or has marks
--   is_reported      boolean   any mark has come
--   sessions_held    integer   sessions with marks that are no planned closure
--   week_number      integer   open weeks up to and including this one, over all years
--   weeks_unreported integer   open and due weeks without a mark, up to and including this one

with

session_weeks as (

    select
        school_id,
        week_commencing,
        count(*) filter (where is_held) as sessions_held
    from marked_sessions
    group by school_id, week_commencing

),

span as (

    select min(week_commencing) as first_week, max(week_commencing) as last_week
    from session_weeks

),

edges as (

    select
        least(
            span.first_week,
            (select min(cast(date_trunc('week', first_day) as date)) from school_terms)
        ) as first_monday,
        greatest(
            span.last_week,
            (select max(cast(date_trunc('week', last_day) as date)) from school_terms)
        ) as last_monday
    from span

),

mondays as (

    select
        cast(first_monday + interval 7 day * place as date) as week_commencing
    from (
        select
            first_monday,
            last_monday,
            unnest(range(0, 1000)) as place
        from edges
    ) as places
    where cast(first_monday + interval 7 day * place as date) <= last_monday

),

lives as (

    select
        school_id,
        min(coalesce(open_date, make_date(1900, 1, 1))) as open_date,
        max(coalesce(close_date, make_date(2999, 12, 31))) as close_date
    from schools
    group by school_id

),

in_term as (

    select distinct
        school_terms.school_id,
        mondays.week_commencing
    from school_terms
    inner join mondays
        on mondays.week_commencing
        between cast(date_trunc('week', school_terms.first_day) as date)
        and school_terms.last_day

),

weeks as (

    select
        lives.school_id,
        mondays.week_commencing,
        case
            when month(cast(mondays.week_commencing + interval 4 day as date)) >= 8
                then year(cast(mondays.week_commencing + interval 4 day as date))
            else year(cast(mondays.week_commencing + interval 4 day as date)) - 1
        end as first_year,
        in_term.school_id is not null
        and mondays.week_commencing + interval 4 day >= lives.open_date
        and mondays.week_commencing <= lives.close_date as is_in_term,
        session_weeks.school_id is not null as is_reported,
        coalesce(session_weeks.sessions_held, 0) as sessions_held,
        coalesce(
            mondays.week_commencing between span.first_week and span.last_week, false
        )
        and (
            session_weeks.school_id is not null
            or (
                mondays.week_commencing + interval 4 day >= lives.open_date
                and mondays.week_commencing <= lives.close_date
            )
        ) as is_due
    from lives
    cross join mondays
    cross join span
    left join in_term
        on lives.school_id = in_term.school_id
        and mondays.week_commencing = in_term.week_commencing
    left join session_weeks
        on lives.school_id = session_weeks.school_id
        and mondays.week_commencing = session_weeks.week_commencing

),

opened as (

    select
        weeks.*,
        sessions_held > 0 or (is_in_term and not is_reported) as is_open,
        cast(first_year as varchar) || '/' || right(cast(first_year + 1 as varchar), 2)
            as academic_year
    from weeks

)

select
    opened.academic_year,
    opened.school_id,
    opened.week_commencing,
    max(school_terms.half_term) as half_term,
    opened.is_in_term,
    opened.is_open,
    opened.is_due,
    opened.is_reported,
    cast(opened.sessions_held as integer) as sessions_held,
    cast(sum(case when opened.is_open then 1 else 0 end) over (
        partition by opened.school_id
        order by opened.week_commencing
    ) as integer) as week_number,
    cast(sum(
        case when opened.is_open and opened.is_due and not opened.is_reported then 1 else 0 end
    ) over (
        partition by opened.school_id
        order by opened.week_commencing
    ) as integer) as weeks_unreported
from opened
left join school_terms
    on opened.school_id = school_terms.school_id
    and opened.academic_year = school_terms.academic_year
    and school_terms.from_day <= cast(opened.week_commencing + interval 4 day as date)
group by
    opened.academic_year,
    opened.school_id,
    opened.week_commencing,
    opened.is_in_term,
    opened.is_open,
    opened.is_due,
    opened.is_reported,
    opened.sessions_held
order by opened.school_id, opened.week_commencing
