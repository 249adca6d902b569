-- How fresh the published figures are: the newest release and the day its data run to.
--
-- grain: one row, or none without a release
-- rows: published
-- source: the import of each file
-- params: none
-- returns:
--   published       date     publication date of the newest release
--   data_to         date     last day that its figures cover
--   data_to_source  varchar  where data_to comes from, in words
--   releases        bigint   releases loaded
--   files           bigint   files loaded

select
    max(published) as published,
    max_by(data_to, published) as data_to,
    max_by(data_to_source, published) as data_to_source,
    count(*) as releases,
    (select count(*) from loads where published is not null) as files
from releases
having count(*) > 0
