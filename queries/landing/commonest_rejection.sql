-- What stands most often in a file that cannot be read, with its first line.
--
-- grain:   one row per column with unreadable cells, the commonest first
-- rows:    build
-- params: none
-- returns:
--   column_name   varchar  the column, as the file names it
--   line          bigint   first line of the file with it
--   value         varchar  what stands there, null where nothing does
--   others        bigint   further rows with an unreadable cell in that column

select
    column_name,
    min(line) as line,
    arg_min(coalesce(value, ''), line) as value,
    count(*) - 1 as others
from rejections
where is_unreadable
group by column_name
order by others desc, line
