-- Schools of which too many rows of a file cannot be read, the worst first. Rows whose school
-- cannot be read either are held against the file as a whole.
--
-- grain:   one row per school over the limit
-- rows:    build
-- params:
--   reject_limit  double  share of a school's rows that may be unreadable, 0 to 1
-- returns:
--   urn               integer  the school, null for rows without a readable one
--   unreadable_rows   bigint   rows with something that cannot be read
--   rows_of_school    bigint   rows of the school in the file, or all rows where urn is null

with

unreadable as (

    select urn, count(distinct row_number) as unreadable_rows
    from rejections
    where is_unreadable
    group by urn

)

select
    unreadable.urn,
    unreadable.unreadable_rows,
    coalesce(
        school_rows_read.rows_of_school,
        cast((select sum(rows_of_school) from school_rows_read) as bigint)
    ) as rows_of_school
from unreadable
left join school_rows_read
    on unreadable.urn = school_rows_read.urn
where
    unreadable.unreadable_rows
    > cast($reject_limit as double) * coalesce(
        school_rows_read.rows_of_school,
        cast((select sum(rows_of_school) from school_rows_read) as bigint)
    )
order by
    unreadable.unreadable_rows / coalesce(
        school_rows_read.rows_of_school,
        cast((select sum(rows_of_school) from school_rows_read) as bigint)
    ) desc,
    unreadable.urn
