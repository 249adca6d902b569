-- Sessions by register code as DfE publishes them, each column read by what it means.
--
-- grain:   one row per line of a landed file and published code
-- rows:    build
-- params: none
-- returns:
--   load_id    varchar  load the line came with
--   line       bigint   line number in the file
--   code       varchar  register code
--   category   varchar  DfE's category of the code
--   sessions   double   sessions with the code, null where DfE prints a symbol
--   symbol     varchar  DfE's symbol where there is no number

with

code_cells as (

    select
        load_id,
        line,
        unnest(map_entries(reasons)) as cell
    from dfe_rows

)

select
    code_cells.load_id,
    code_cells.line,
    dfe_reason_columns.code,
    attendance_codes.category,
    nullif(try_cast(code_cells.cell.value as double), cast('NaN' as double)) as sessions,
    case
        when try_cast(code_cells.cell.value as double) is null
            then nullif(code_cells.cell.value, '')
    end as symbol
from code_cells
inner join dfe_reason_columns
    on code_cells.cell.key = dfe_reason_columns.column_name
inner join attendance_codes
    on dfe_reason_columns.code = attendance_codes.code
