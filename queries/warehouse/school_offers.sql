-- What each week offers a pupil of a school, and what of the year's terms it has offered by then:
-- two sessions for each weekday of term by the term dates, or, of a week outside of term, those
-- held. What is still to come after one week until another is the difference of the two. Years without any marks are left out.
--
-- grain:   one row per school_id and week_commencing
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar   such as 2024/25
--   school_id        integer   see schools
--   week_commencing  date      Monday
--   half_term        smallint  see school_calendar
--   is_reported      boolean   any mark has come
--   offered_sessions integer   sessions of the week
--   term_sessions    integer   sessions of the year's weeks in term, up to and including this one
--   term_weeks       integer   weeks in term of the year, up to and including this one
--   year_weeks       integer   weeks in term of the whole year
--   year_end         date      last day of the year's terms, null without dates

with

in_term as (

    select
        school_calendar.school_id,
        school_calendar.week_commencing,
        sum(2 * (1 + date_diff(
            'day',
            greatest(school_terms.first_day, school_calendar.week_commencing),
            least(
                school_terms.last_day,
                cast(school_calendar.week_commencing + interval 4 day as date)
            )
        ))) as sessions,
        max(school_terms.last_day) as last_day
    from school_calendar
    inner join school_terms
        on school_calendar.school_id = school_terms.school_id
        and school_calendar.academic_year = school_terms.academic_year
        and school_terms.first_day
        <= cast(school_calendar.week_commencing + interval 4 day as date)
        and school_terms.last_day >= school_calendar.week_commencing
    where school_calendar.academic_year in (select academic_year from marked_weeks)
    group by school_calendar.school_id, school_calendar.week_commencing

)

select
    calendar.academic_year,
    calendar.school_id,
    calendar.week_commencing,
    calendar.half_term,
    calendar.is_reported,
    cast(case when calendar.is_in_term then in_term.sessions else calendar.sessions_held end
        as integer) as offered_sessions,
    cast(coalesce(sum(case when calendar.is_in_term then in_term.sessions end) over (
        partition by calendar.school_id, calendar.academic_year
        order by calendar.week_commencing
    ), 0) as integer) as term_sessions,
    cast(sum(case when calendar.is_in_term then 1 else 0 end) over (
        partition by calendar.school_id, calendar.academic_year
        order by calendar.week_commencing
    ) as integer) as term_weeks,
    cast(sum(case when calendar.is_in_term then 1 else 0 end) over (
        partition by calendar.school_id, calendar.academic_year
    ) as integer) as year_weeks,
    max(in_term.last_day) over (
        partition by calendar.school_id, calendar.academic_year
    ) as year_end
from school_calendar as calendar
left join in_term
    on calendar.school_id = in_term.school_id
    and calendar.week_commencing = in_term.week_commencing
where calendar.academic_year in (select academic_year from marked_weeks)
order by calendar.school_id, calendar.week_commencing
