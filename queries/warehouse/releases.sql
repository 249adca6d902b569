-- DfE's releases with a year-to-date file, and the date their data run to: as given at
-- import, else the last week of the release's weekly file that has a figure for England,
-- else DfE's publication list, else the Friday 13 days before the Thursday of publication.
--
-- grain:   one row per academic_year and published
-- rows:    build
-- params: none
-- returns:
--   academic_year             varchar  such as 2024/25
--   previous_academic_year    varchar  the year before
--   published                 date     publication date of the release
--   data_to                   date     last day that the figures cover
--   data_to_source            varchar  where data_to comes from, in words
--   has_persistent_absence    boolean  the release gives persistent absence
--   weekly_published          date     release whose weekly file goes with this one
--   school_week               bigint   school weeks covered, null if no weekly file says

with

year_to_date as (

    select
        academic_year,
        published,
        count(persistent_absence_rate) > 0 as has_persistent_absence
    from published_attendance
    where period_kind = 'year to date'
    group by academic_year, published

),

weekly_files as (

    select
        academic_year,
        published,
        max(week_commencing) as last_week
    from published_attendance
    where
        area_id = 'E92000001'
        and period_kind = 'week'
        and possible_sessions > 0
    group by academic_year, published

),

given_dates as (

    select
        published,
        max(data_to) as data_to
    from loads
    where data_to is not null
    group by published

),

dated as (

    select
        year_to_date.academic_year,
        year_to_date.published,
        year_to_date.has_persistent_absence,
        coalesce(
            given_dates.data_to,
            cast(weekly_files.last_week + interval 4 day as date),
            dfe_publications.data_to,
            cast(date_trunc('week', year_to_date.published) - interval 10 day as date)
        ) as data_to,
        case
            when given_dates.data_to is not null then 'given at import'
            when weekly_files.last_week is not null then 'the weekly file of the release'
            when dfe_publications.data_to is not null then 'DfE''s publication dates'
            else 'estimated: 13 days before publication'
        end as data_to_source
    from year_to_date
    left join given_dates
        on year_to_date.published = given_dates.published
    left join weekly_files
        on year_to_date.academic_year = weekly_files.academic_year
        and year_to_date.published = weekly_files.published
    left join dfe_publications
        on year_to_date.published = dfe_publications.published

),

weeks_covered as (

    -- Unknown when the newest week on file ends before the data do.
    select
        dated.academic_year,
        dated.published,
        case
            when max(school_weeks.week_commencing) + interval 4 day >= dated.data_to
                then count(*) filter (
                    where school_weeks.week_commencing <= dated.data_to
                )
        end as school_week
    from dated
    inner join school_weeks
        on dated.academic_year = school_weeks.academic_year
    group by dated.academic_year, dated.published, dated.data_to

),

weekly_choice as (

    -- The newest weekly file up to the release, so that vintages agree; else the next one.
    select
        dated.academic_year,
        dated.published,
        coalesce(
            max(case when weekly_files.published <= dated.published then weekly_files.published end),
            min(weekly_files.published)
        ) as weekly_published
    from dated
    inner join weekly_files
        on dated.academic_year = weekly_files.academic_year
    group by dated.academic_year, dated.published

)

select
    dated.academic_year,
    cast(cast(substr(dated.academic_year, 1, 4) as integer) - 1 as varchar)
    || '/' || substr(dated.academic_year, 3, 2) as previous_academic_year,
    dated.published,
    dated.data_to,
    dated.data_to_source,
    dated.has_persistent_absence,
    weekly_choice.weekly_published,
    weeks_covered.school_week
from dated
left join weeks_covered
    on dated.academic_year = weeks_covered.academic_year
    and dated.published = weeks_covered.published
left join weekly_choice
    on dated.academic_year = weekly_choice.academic_year
    and dated.published = weekly_choice.published
order by dated.academic_year, dated.published
