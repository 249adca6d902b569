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
--   last_day         date     last day of it with marks

select
    county_weeks.week_commencing,
    cast(county_weeks.school_week as bigint) as school_week,
    cast(county_weeks.half_term as bigint) as half_term,
    before.week_commencing as last_year_week,
    county_weeks.last_day
from county_weeks
left join county_weeks as before
    on county_weeks.first_year = before.first_year + 1
    and county_weeks.school_week = before.school_week
where
    county_weeks.academic_year = cast($academic_year as varchar)
    and county_weeks.school_week is not null
order by county_weeks.week_commencing
