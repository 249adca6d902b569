"""The statements that marks of any form are read with.

They stand here and not in queries/ because they check sessions and codes by casting them to
enums, which costs the least, and the codes are known only from reference data. They read the view
mark_cells (see mark_rows) and the tables of attendance_codes, import_day (today) and used_columns
(field, column_name).
"""

TYPES = (
    "create type half_day as enum ('AM', 'PM')",
    "create type register_code as enum (select code from attendance_codes order by rowid)",
)

PLAIN = {
    "pupil": "pupil",
    "session_date": "try_cast(session_date as date)",
    "session": "try_cast(session as half_day)",
    "code": "try_cast(code as register_code)",
}
"""How cells are read that stand as the warehouse writes them: it saves a third of the work."""

FREE = {
    "pupil": "coalesce(read_upn(trim(pupil)), trim(pupil))",
    "session_date": """
            coalesce(
                try_cast(session_date as date),
                cast(try_strptime(
                    split_part(trim(session_date), ' ', 1), ['%d/%m/%Y', '%d-%m-%Y']
                ) as date)
            )""",
    "session": """
            coalesce(
                try_cast(session as half_day),
                case
                    when upper(trim(session)) in ('AM', 'A', '1', 'MORNING')
                        then cast('AM' as half_day)
                    when upper(trim(session)) in ('PM', 'P', '2', 'AFTERNOON')
                        then cast('PM' as half_day)
                end
            )""",
    "code": """
            coalesce(
                try_cast(code as register_code),
                try_cast(upper(trim(code)) as register_code)
            )""",
}
"""How they are read in any of the ways that systems write them."""


def read(cells: str, ways: dict[str, str]) -> str:
    """The select that reads the marks of that view; see READ for what it gives."""
    return READ.format(cells=cells, **ways)


# Nobody has marks from before the year 2000: such a date is a slip.
READ = """
    with

    typed as (

        select
            line,
            fault,
            try_cast(urn as integer) as urn,
            {pupil} as pupil,
            {session_date} as session_date,
            {session} as session,
            {code} as code,
            try_cast(minutes_late as smallint) as minutes_late,
            trim(minutes_late) <> '' and try_cast(minutes_late as smallint) is null
                as is_lateness_lost,
            nullif(trim(comment), '') as comment,
            urn as urn_cell,
            pupil as pupil_cell,
            session_date as date_cell,
            session as session_cell,
            code as code_cell
        from {cells}

    ),

    judged as (

        select
            *,
            fault is null
                and urn between 100000 and 999999
                and pupil <> ''
                and session_date between date '2000-01-01' and (select today from import_day)
                and session is not null
                and code is not null as is_good
        from typed

    )

    select
        line,
        urn,
        pupil,
        session_date,
        cast(session as varchar) as session,
        case when is_good then cast(code as varchar) end as code,
        minutes_late,
        comment,
        is_lateness_lost,
        case
            when is_good then null
            when fault is null and (code_cell is null or trim(code_cell) in ('', '-')) then null
            else to_json(struct_pack(
                fault := fault,
                urn := urn_cell,
                pupil := pupil_cell,
                session_date := date_cell,
                session := session_cell,
                code := code_cell
            ))
        end as cells
    from judged
"""
"""A row per row of the file. Only good marks have a code; `cells`, as they stand in the file, has
only what is set aside; blank marks have neither. JSON costs a sixth less than a struct here.
Sessions and codes are given as text: DuckDB 2.0 writes an enum to Parquet with several threads so
that a rare value now and then becomes an empty one."""

FIRST_CELLS = "create view first_cells as from mark_cells limit 1000"

# What a plain read could not make sense of, as it stands in the file.
DOUBTFUL_CELLS = """
    create view doubtful_cells as
    select
        line,
        cells ->> 'fault' as fault,
        cells ->> 'urn' as urn,
        cells ->> 'pupil' as pupil,
        cells ->> 'session_date' as session_date,
        cells ->> 'session' as session,
        cells ->> 'code' as code,
        cast(null as varchar) as minutes_late,
        cast(null as varchar) as comment
    from mark_rows
    where cells is not null
"""

IS_ANOTHER_NAME = f"select count(*) > 0 from mark_pupils where pupil <> {FREE['pupil']}"

ROWS = """
    create or replace view mark_rows as
    select {columns}
    from read_parquet('{path}', file_row_number = true)
"""

BLANK = {
    "line": "cast(null as bigint)",
    "minutes_late": "cast(null as smallint)",
    "comment": "cast(null as varchar)",
    "is_lateness_lost": "cast(null as boolean)",
}
"""Columns that a form of file may have nothing for. They are then left out of its archive, because
writing them takes a fifth of the time that a file takes."""

GOOD = "create or replace view good_marks as from mark_rows where code is not null"

# A bit for each half-day of the academic year (1 August starts it) counts different ones at a
# tenth of the cost of a distinct count.
PUPILS = """
    create or replace table mark_pupils as
    with

    counted as (

        select
            urn,
            pupil,
            year(session_date) - cast(month(session_date) < 8 as integer) as first_year,
            min(session_date) as first_date,
            max(session_date) as last_date,
            count(*) as given_marks,
            bit_count(bitstring_agg(
                cast(
                    (month(session_date) * 31 + day(session_date)) * 2
                    + cast(session = 'PM' as integer) as integer
                ), 0, 810
            )) as marks
        from good_marks
        group by urn, pupil, first_year

    )

    select
        urn,
        pupil,
        first_year || '/' || lpad(cast((first_year + 1) % 100 as varchar), 2, '0')
            as academic_year,
        first_date,
        last_date,
        cast(marks as bigint) as marks,
        given_marks
    from counted
"""

TOTALS = """
    select
        (select count(*) from mark_rows),
        (select coalesce(sum(marks), 0) from mark_pupils),
        (select coalesce(sum(given_marks - marks), 0) from mark_pupils),
        (select count(*) from mark_rows where cells is not null)
"""

LATENESS_LOST = "select count(*) from mark_rows where is_lateness_lost"

SIDECAR = "create view pupils_of_marks as from mark_pupils select * exclude (given_marks)"
