-- What the warehouse was built from: every file that was taken in.
--
-- grain: one row per file
-- rows: published
-- source: the import of each file
-- params: none
-- returns:
--   published      date       publication date of the release
--   kind           varchar    year to date, week, day or a term
--   academic_year  varchar    such as 2024/25
--   file_name      varchar    as it was handed over
--   rows           bigint     lines in the file
--   data_to        date       last day of the data, where it was given at import
--   loaded_at      timestamp  when it was taken in, UTC

select
    published,
    kind,
    academic_year,
    file_name,
    rows,
    data_to,
    loaded_at
from loads
order by published desc, kind, academic_year
