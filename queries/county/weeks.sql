-- The school weeks of an academic year: weeks with marks in which at least half
-- of the schools were, or should have been, open. Numbered from the start of each year, so that
-- the same point last year is the same number of school weeks into it.
--
-- grain:   one row per week_commencing
-- rows:    county
-- source:  registers of the county's schools, set against term dates
-- params:
--   academic_year  varchar  such as 2024/25
-- returns:
--   week_commencing  date     Monday
--   school_week      bigint   1 for the first school week of the year
--   half_term        bigint   1 to 6, that of most schools; 0 without term dates
--   last_year_week   date     Monday of the same school week a year before, or null

with

held as (

    select
        school_calendar.academic_year,
        school_calendar.week_commencing,
        cast(coalesce(mode(school_calendar.half_term), 0) as bigint) as half_term
    from school_calendar
    inner join marked_weeks
        on school_calendar.week_commencing = marked_weeks.week_commencing
    where school_calendar.is_due
    group by school_calendar.academic_year, school_calendar.week_commencing
    having 2 * count(*) filter (where school_calendar.is_open) >= count(*)

),

numbered as (

    select
        *,
        row_number() over (partition by academic_year order by week_commencing) as school_week,
        cast(substr(academic_year, 1, 4) as integer) as first_year
    from held

)

select
    numbered.week_commencing,
    numbered.school_week,
    numbered.half_term,
    before.week_commencing as last_year_week
from numbered
left join numbered as before
    on numbered.first_year = before.first_year + 1
    and numbered.school_week = before.school_week
where numbered.academic_year = cast($academic_year as varchar)
order by numbered.week_commencing
