-- The half terms of a year, as DfE's weeks show them, to shade behind a trend.
--
-- grain: one row per half_term
-- rows: published
-- source: DfE, Pupil attendance in schools, weekly files
-- params:
--   academic_year  varchar  such as 2024/25
--   published      date     publication date of the release, nothing after its data
-- returns:
--   half_term    bigint  1 to 6
--   first_day    date    Monday of its first week
--   last_day     date    Friday of its last week

select
    school_weeks.half_term,
    min(school_weeks.week_commencing) as first_day,
    cast(max(school_weeks.week_commencing) + interval 4 day as date) as last_day
from school_weeks
inner join releases
    on school_weeks.academic_year = releases.academic_year
    and school_weeks.week_commencing <= releases.data_to
where
    releases.academic_year = cast($academic_year as varchar)
    and releases.published = cast($published as date)
group by school_weeks.half_term
order by school_weeks.half_term
