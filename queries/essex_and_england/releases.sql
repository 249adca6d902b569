-- The releases that can be chosen: DfE publishes every fortnight, and each stands for the
-- year so far.
--
-- grain: one row per academic_year and published
-- rows: published
-- source: DfE, Pupil attendance in schools; date of the data from each release's weekly file
-- params: none
-- returns:
--   academic_year           varchar  such as 2024/25
--   previous_academic_year  varchar  the year before
--   published               date     publication date
--   data_to                 date     last day that the figures cover
--   data_to_source          varchar  where data_to comes from, in words
--   has_persistent_absence  boolean  whether persistent absence is in it
--   has_weeks               boolean  whether a weekly file of the year is loaded

select
    academic_year,
    previous_academic_year,
    published,
    data_to,
    data_to_source,
    has_persistent_absence,
    weekly_published is not null as has_weeks
from releases
order by published desc, academic_year desc
