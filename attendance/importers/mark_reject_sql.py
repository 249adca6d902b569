"""The statements that set aside what is not taken of marks: what cannot be read, and all but the
last of marks that stand twice.

They stand here for the reason that those of mark_sql do, and read what these make, besides the
tables rejections and skipped_lines (rows_before).
"""

TWICE = """
    create table marks_twice as
    select *
    from (
        select
            file_row_number as row_number,
            *,
            row_number() over (
                partition by urn, pupil, session_date, session order by file_row_number desc
            ) as place_from_end
        from good_marks
    ) as numbered
    semi join (from mark_pupils where marks < given_marks) as repeated
        using (urn, pupil)
    where place_from_end > 1
"""

LAST = """
    select * exclude (file_row_number)
    from good_marks
    where file_row_number not in (select row_number from marks_twice)
"""

REJECT_TWICE = """
    insert into rejections by name
    select
        row_number,
        coalesce(line, row_number + 2) as line,
        urn,
        pupil,
        session_date,
        session,
        code,
        'twice' as reason,
        false as is_unreadable
    from marks_twice
"""

REJECT = """
    insert into rejections by name
    with

    known as (

        select
            file_row_number as row_number,
            coalesce(line, file_row_number + 2) as line,
            case when urn between 100000 and 999999 then urn end as urn,
            nullif(pupil, '') as pupil,
            case when year(session_date) between 2000 and 2099 then session_date end
                as session_date,
            session,
            upper(trim(cells ->> 'code')) as code,
            try_cast(upper(trim(cells ->> 'code')) as register_code) is not null as is_code_known,
            cells ->> 'fault' as fault,
            cells
        from mark_rows
        where cells is not null

    ),

    judged as (

        select
            *,
            case
                when fault is not null then fault
                when urn is null then 'urn'
                when pupil is null then 'pupil'
                when session_date is null then 'date'
                when session is null then 'session'
                when not is_code_known then 'code'
                else 'date'
            end as field,
            fault is not null
                or urn is null or pupil is null or session_date is null or session is null
                as is_unreadable
        from known

    )

    select
        row_number,
        line,
        urn,
        pupil,
        session_date,
        session,
        code,
        coalesce(used_columns.column_name, field) as column_name,
        coalesce(
            case field
                when 'urn' then cells ->> 'urn'
                when 'pupil' then cells ->> 'pupil'
                when 'date' then cells ->> 'session_date'
                when 'session' then cells ->> 'session'
                when 'week_commencing' then cells ->> 'session_date'
                else cells ->> 'code'
            end,
            ''
        ) as value,
        case
            when is_unreadable then 'not readable'
            when not is_code_known then 'code not known'
            else 'in the future'
        end as reason,
        is_unreadable
    from judged
    left join used_columns
        using (field)
"""

# Lines that hold nothing are not counted as rows; what stands below them lies further down.
SHIFT = """
    update rejections
    set line = line + (
        select count(*) from skipped_lines where rows_before <= rejections.row_number
    )
"""

SCHOOL_ROWS = """
    create table school_rows_read as
    select
        case when urn between 100000 and 999999 then urn end as urn,
        count(*) as rows_of_school
    from mark_rows
    group by all
"""
