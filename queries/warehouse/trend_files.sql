-- Which weekly file a trend is drawn from: for each release its own year's, up to the last day
-- of the release; beside it, for every other year, the newest.
--
-- grain:   one row per release (release_year, release_published) and academic_year
-- rows:    build
-- params: none
-- returns:
--   release_year        varchar  academic year of the release that a reader chose
--   release_published   date     its publication date
--   academic_year       varchar  year to draw
--   weekly_published    date     weekly file to draw it from
--   data_to             date     no week after this day

with

newest_files as (

    select
        academic_year,
        max(weekly_published) as weekly_published,
        max(data_to) as data_to
    from releases
    group by academic_year

)

select
    releases.academic_year as release_year,
    releases.published as release_published,
    newest_files.academic_year,
    case
        when newest_files.academic_year = releases.academic_year then releases.weekly_published
        else newest_files.weekly_published
    end as weekly_published,
    case
        when newest_files.academic_year = releases.academic_year then releases.data_to
        else newest_files.data_to
    end as data_to
from releases
cross join newest_files
order by release_year, release_published, newest_files.academic_year
