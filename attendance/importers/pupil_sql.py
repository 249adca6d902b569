"""The statements that a pupil file is read with.

They read the table given_rows (see given_rows.py), whose cells are trimmed text or null, and the
tables year_given (academic_year) and used_columns (field, column_name).
"""

TEXTS = ("surname", "forename", "class", "ethnicity", "home_authority", "household")

DATES = ("date_of_birth", "entry_date", "leaving_date")

FLAGS = (
    "fsm",
    "eal",
    "child_in_need",
    "child_protection_plan",
    "looked_after",
    "previously_looked_after",
    "young_carer",
    "medical_condition",
)

ARCHIVED = (
    "academic_year",
    "urn",
    "upn",
    "local_id",
    "surname",
    "forename",
    "sex",
    "date_of_birth",
    "year_group",
    "class",
    "entry_date",
    "leaving_date",
    "fsm",
    "sen",
    "eal",
    "ethnicity",
    "child_in_need",
    "child_protection_plan",
    "looked_after",
    "previously_looked_after",
    "young_carer",
    "medical_condition",
    "home_authority",
    "household",
)
"""The columns of the archive after `line`, in order."""

FIELDS = ARCHIVED
"""The columns that a file may have."""

NEEDED = ("academic_year", "urn", "year_group")
"""What no row may leave blank, beside one of upn and local_id."""

MACROS = (
    # Letters stand for the years below 1: YR is Reception, not a year without a number.
    """
    create macro read_year_group(given) as (
        case
            when regexp_full_match(upper(given), '((YEAR|YR|Y) ?)?R|RECEPTION|YEAR RECEPTION')
                then cast(0 as smallint)
            when regexp_full_match(upper(given), '((YEAR|YR|Y) ?)?N[0-9]?|NURSERY.*')
                then cast(-1 as smallint)
            when
                regexp_full_match(upper(given), '((YEAR|YR|Y) ?)?[0-9]{1,2}(\\.0+)?')
                and cast(regexp_extract(given, '[0-9]+') as integer) <= 14
                then cast(regexp_extract(given, '[0-9]+') as smallint)
        end
    )
    """,
    """
    create macro read_sex(given) as (
        case upper(given) when 'F' then 'F' when 'FEMALE' then 'F'
            when 'M' then 'M' when 'MALE' then 'M' end
    )
    """,
    # On 31 August before the year, as enrolments.sql has it.
    """
    create macro age_in(academic_year, born) as (
        cast(left(academic_year, 4) as integer) - year(born)
        - case when month(born) >= 9 then 1 else 0 end
    )
    """,
    """
    create macro read_sen(given) as (
        case
            when upper(given) in ('N', 'NO SEN', 'NO SPECIAL EDUCATIONAL NEED') then 'N'
            when upper(given) in ('K', 'SEN SUPPORT') then 'K'
            when
                upper(given) in (
                    'E', 'EHCP', 'EHC PLAN', 'EDUCATION, HEALTH AND CARE PLAN'
                )
                then 'E'
        end
    )
    """,
)

YEAR = "create table year_given as select cast(? as varchar) as academic_year"

IS_YEAR_GOOD = "select read_academic_year(academic_year) is not null from year_given"

YOUNGEST, OLDEST = 1, 20
"""Ages on 31 August before the file's year that pupils may have. A nursery takes children from
their second birthday, in the course of the year at the latest; Year 14 of a sixth form or a special
school ends at 19 or 20."""

READERS = (
    {
        "academic_year": "read_academic_year",
        "urn": "read_urn",
        "upn": "read_upn",
        "sex": "read_sex",
        "year_group": "read_year_group",
        "sen": "read_sen",
    }
    | dict.fromkeys(DATES, "read_date")
    | dict.fromkeys(FLAGS, "read_flag")
)


def _is_unreadable(field: str) -> str:
    filled = "" if field in NEEDED else f"given.{field} is not null and "
    return f"({filled}typed.{field} is null)"


def _faults() -> str:
    found = [f"when {_is_unreadable(field)} then '{field}'" for field in READERS]
    return "\n            ".join(found)


IMPOSSIBLE = {
    "date_of_birth": f"age_in(academic_year, date_of_birth) not between {YOUNGEST} and {OLDEST}",
    "leaving_date": "leaving_date < entry_date",
}
"""Dates that can be read and cannot be, by the column that is told of."""


def _impossible() -> str:
    found = [f"when {condition} then '{field}'" for field, condition in IMPOSSIBLE.items()]
    return "\n            ".join(found)


def _typed() -> str:
    cells = [
        f"{READERS[field]}(given.{field}) as {field}" if field in READERS else f"given.{field}"
        for field in ARCHIVED
    ]
    return ",\n            ".join(cells)


# The fault is the first column of a row that cannot be read, else one with a date that cannot be;
# the row's cells are kept as they stand.
READ = f"""
    create temp table pupil_rows as
    with

    given as (

        select
            * replace (
                coalesce(given_rows.academic_year, year_given.academic_year) as academic_year
            )
        from given_rows
        cross join (from year_given) as year_given

    ),

    typed as (

        select
            given.line,
            given.row_number,
            {_typed()},
            given
        from given

    ),

    judged as (

        select
            *,
            case
                {_faults()}
                {_impossible()}
                when given.upn is null and given.local_id is null then 'upn'
            end as fault
        from typed

    )

    select * replace (case when fault is not null then given end as given)
    from judged
"""

# Of the same pupil in one year and school the last row counts.
TWICE = """
    create temp table pupils_twice as
    with

    good as (

        select
            *,
            coalesce(upn, local_id) as identifier
        from pupil_rows
        where fault is null

    ),

    repeated as (

        select academic_year, urn, identifier
        from good
        group by academic_year, urn, identifier
        having count(*) > 1

    ),

    numbered as (

        select
            *,
            concat_ws(chr(31), {content}) as content,
            row_number() over same_pupil as place_from_end,
            first_value(concat_ws(chr(31), {content})) over same_pupil as last_content
        from good
        semi join repeated
            using (academic_year, urn, identifier)
        window same_pupil as (
            partition by academic_year, urn, identifier
            order by line desc
            rows between unbounded preceding and unbounded following
        )

    )

    select row_number, line, urn, identifier, content <> last_content as is_different
    from numbered
    where place_from_end > 1
""".format(content=", ".join(f"coalesce(cast({field} as varchar), '')" for field in ARCHIVED))

REJECT = """
    insert into rejections by name
    select
        row_number,
        line,
        urn,
        coalesce(upn, local_id) as pupil,
        coalesce(used_columns.column_name, fault) as column_name,
        {value} as value,
        case when {is_read} then 'not possible' else 'not readable' end as reason,
        true as is_unreadable
    from pupil_rows
    left join used_columns
        on pupil_rows.fault = used_columns.field
    where fault is not null
""".format(
    value="case fault "
    + " ".join(f"when '{field}' then coalesce(given.{field}, '')" for field in READERS)
    + " end",
    is_read="case fault "
    + " ".join(f"when '{field}' then {field} is not null" for field in IMPOSSIBLE)
    + " else false end",
)

REJECT_TWICE = """
    insert into rejections by name
    select
        row_number,
        line,
        urn,
        identifier as pupil,
        'twice' as reason,
        false as is_unreadable
    from pupils_twice
    where is_different
"""

SCHOOL_ROWS = """
    create table school_rows_read as
    select urn, count(*) as rows_of_school
    from pupil_rows
    group by all
"""

GOOD = f"""
    create temp table pupils_read as
    select line, {", ".join(ARCHIVED)}
    from pupil_rows
    where fault is null and row_number not in (select row_number from pupils_twice)
    order by academic_year, urn, coalesce(upn, local_id)
"""
