"""The eight questions to chdb, from a MergeTree table sorted by school, pupil and date."""

from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
from chdb.session import Session

from benchmarks.county.csv_loads import codes, enum8

TABLES = {
    "marks": "school_id, pupil_id, session_date, session",
    "pupil_values": "school_id, pupil_id",
    "school_values": "school_id",
    "placed_weeks": "school_id, week_commencing",
    "on_roll": "pupil_id",
    "sessions": "school_id, session_date, session",
}
"""What each table is sorted by."""

DIMENSIONS = (
    "phase", "quadrant", "district", "year_group", "sex", "fsm", "sen", "ethnicity",
    "social_worker",
)  # fmt: skip

SESSION = "Enum8('AM' = 1, 'PM' = 2)"

QUESTIONS = {
    "q1_weekly": """
        select toMonday(c.session_date) as week_commencing, s.education_phase as education_phase,
            sum(c.marks) as possible_sessions,
            sumIf(c.marks, toInt8(c.code) between {C} and {F}) as authorised_sessions,
            sumIf(c.marks, toInt8(c.code) between {G} and {U}) as unauthorised_sessions
        from (
            select school_id, session_date, code, count() as marks
            from marks group by school_id, session_date, code
        ) as c
        inner join school_values as s on c.school_id = s.school_id
        where toInt8(c.code) <= {J} or toInt8(c.code) between {C} and {U}
        group by week_commencing, education_phase
    """,
    "q2_persistent_absence": """
        select
            {dimension_name} as dimension, {dimension_value} as dimension_value,
            count() as enrolments,
            countIf(absent * 10 >= possible) as persistently_absent,
            countIf(absent * 2 >= possible) as severely_absent
        from (
            select school_id, pupil_id,
                countIf(toInt8(code) <= {J} or toInt8(code) between {C} and {U}) as possible,
                countIf(toInt8(code) between {C} and {U}) as absent
            from marks group by school_id, pupil_id having possible > 0
        ) as t
        inner join pupil_values as p on t.school_id = p.school_id and t.pupil_id = p.pupil_id
        group by grouping sets ({sets}, ())
    """,
    "q3_pupils": """
        select pupil_id,
            countIf(toInt8(code) <= {J} or toInt8(code) between {C} and {U}) as possible_sessions,
            countIf(toInt8(code) between {C} and {U}) as absent_sessions,
            countIf(toInt8(code) between {G} and {U}) as unauthorised_sessions,
            countIf(code = 'I') as illness_sessions,
            countIf(code = 'G') as holiday_sessions,
            countIf(code = 'L') as late_sessions
        from marks where school_id = {school_id} group by pupil_id
    """,
    "q4_penalty_windows": """
        select r.school_id as school_id, r.pupil_id as pupil_id,
            sum(w.penalties) as penalty_sessions, sum(w.unexplained) as unexplained_sessions
        from (
            select pupil_id, toMonday(session_date) as week_commencing,
                count() as penalties, countIf(code = 'N') as unexplained
            from marks
            where session_date >= toDate('{penalty_from}') and toInt8(code) between {G} and {U}
            group by pupil_id, week_commencing
        ) as w
        inner join on_roll as r on w.pupil_id = r.pupil_id
        inner join placed_weeks as p
            on r.school_id = p.school_id and w.week_commencing = p.week_commencing
        where p.week_number between r.week_number - 9 and r.week_number
        group by school_id, pupil_id having penalty_sessions >= 10
    """,
    "q5_heat_map": """
        select session_date, toString(session) as session, count() as possible_sessions,
            countIf(toInt8(code) between {C} and {U}) as absent_sessions
        from marks
        where school_id = {school_id}
            and (toInt8(code) <= {J} or toInt8(code) between {C} and {U})
        group by session_date, session
    """,
    "q6_codes": """
        select toMonday(session_date) as week_commencing, toString(c.code) as code,
            sum(c.marks) as marks
        from (select session_date, code, count() as marks from marks group by session_date, code)
            as c
        group by week_commencing, code
    """,
    "q7_spells": """
        select school_id, count() as spells, sum(missed) as sessions, max(missed) as longest
        from (
            select school_id, pupil_id, countIf(is_absent) as missed
            from (
                select m.school_id as school_id, m.pupil_id as pupil_id,
                    toInt8(m.code) between {C} and {U} as is_absent,
                    toInt64(s.session_number) - toInt64(row_number() over (
                        partition by m.school_id, m.pupil_id order by s.session_number
                    )) as stretch
                from (
                    select * from marks where toInt8(code) > {J}
                ) as m
                inner join sessions as s
                    on m.school_id = s.school_id and m.session_date = s.session_date
                    and m.session = s.session
            )
            group by school_id, pupil_id, stretch having missed >= 20
        )
        group by school_id
    """,
    "q8_illness": """
        select school_id, pupil_id, uniqExact(session_date) as illness_days
        from marks where code = 'I'
        group by school_id, pupil_id having illness_days >= 15
    """,
}


def answers(given: Path):
    """Each question to the stored tables, which are made when they are not there."""
    about = pq.read_table(given / "choices.parquet").to_pylist()[0]
    order = {name: place for place, name in enumerate(codes(), start=1)}
    words = {name: order[name] for name in ("C", "F", "G", "U", "J")} | about | _dimensions()
    session = _stored(given)
    return {
        name: partial(session.query, sql.format(**words), "DataFrame")
        for name, sql in QUESTIONS.items()
    }


def _stored(given: Path) -> Session:
    is_new = not (given / "chdb" / ".complete").exists()
    session = Session(str(given / "chdb"))
    session.query("create database if not exists county engine = Atomic")
    session.query("use county")
    if is_new:
        for name, order in TABLES.items():
            session.query(f"drop table if exists {name} sync")
            session.query(
                f"create table {name} engine = MergeTree order by ({order}) as "
                f"select {_columns(name)} from file('{given / _file(name)}', Parquet)"
            )
        (given / "chdb" / ".complete").touch()
    return session


def _file(name: str) -> str:
    return "marks_given.parquet" if name == "marks" else f"{name}.parquet"


def _columns(name: str) -> str:
    if name == "marks":
        code = f"cast(assumeNotNull(code) as {enum8(codes())}) as code"
        return (
            "assumeNotNull(school_id) as school_id, assumeNotNull(pupil_id) as pupil_id, "
            "assumeNotNull(toDate(session_date)) as session_date, "
            f"cast(assumeNotNull(session) as {SESSION}) as session, {code}"
        )
    columns = {
        "pupil_values": ("school_id", "pupil_id", *DIMENSIONS),
        "school_values": ("school_id", "education_phase"),
        "placed_weeks": ("school_id", "toDate(week_commencing) as week_commencing", "week_number"),
        "on_roll": ("school_id", "pupil_id", "week_number"),
        "sessions": (
            "school_id", "toDate(session_date) as session_date",
            f"cast(assumeNotNull(session) as {SESSION}) as session", "session_number",
        ),
    }[name]  # fmt: skip
    return ", ".join(_not_null(column) for column in columns)


def _not_null(column: str) -> str:
    expression, _, alias = column.rpartition(" as ")
    return (
        column if column.startswith("cast(") else f"assumeNotNull({expression or alias}) as {alias}"
    )


def _dimensions() -> dict[str, str]:
    """The parts of the grouping sets' select: which dimension a row is of, and its value."""
    kinds = [f"grouping({name}) = 0, '{name.replace('_', ' ')}'" for name in DIMENSIONS]
    values = [f"grouping({name}) = 0, {name}" for name in DIMENSIONS]
    return {
        "dimension_name": f"multiIf({', '.join(kinds)}, 'all')",
        "dimension_value": f"multiIf({', '.join(values)}, 'all')",
        "sets": ", ".join(f"({name})" for name in DIMENSIONS),
    }
