-- The spans of weeks that have a name: of each week the week alone, and its half term, its term
-- and its year up to it. Pages judge chance over them.
--
-- grain:   one row per first_week and last_week
-- rows:    build
-- params: none
-- returns:
--   first_week   date  Monday of the first week
--   last_week    date  Monday of the last week
--   week_before  date  last week with marks before the first, in the same year; null if none

with

firsts as (

    select
        week_commencing as last_week,
        week_commencing as first_week
    from county_weeks
    union
    select
        week_commencing,
        min(case when school_week is not null then week_commencing end) over (
            partition by academic_year, half_term
        )
    from county_weeks
    union
    select
        week_commencing,
        min(case when school_week is not null then week_commencing end) over (
            partition by academic_year, floor((half_term + 1) / 2)
        )
    from county_weeks
    union
    select
        week_commencing,
        min(case when school_week is not null then week_commencing end) over (
            partition by academic_year
        )
    from county_weeks

)

select
    firsts.first_week,
    firsts.last_week,
    before.week_commencing as week_before
from firsts
left join county_weeks as before on firsts.first_week = before.week_after
where firsts.first_week <= firsts.last_week
order by firsts.last_week, firsts.first_week
