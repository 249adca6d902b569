"""The eight questions to polars: a scanned Parquet file, or a frame in memory."""

from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.county.csv_loads import codes

ABSENT, NOT_POSSIBLE = ("C", "U"), ("Q", "#")
UNAUTHORISED = ("G", "U")
DIMENSIONS = {
    "phase": "phase",
    "quadrant": "quadrant",
    "district": "district",
    "year group": "year_group",
    "sex": "sex",
    "fsm": "fsm",
    "sen": "sen",
    "ethnicity": "ethnicity",
    "social worker": "social_worker",
}
PUPIL = ["school_id", "pupil_id"]

code = pl.col("code")
week = pl.col("session_date").dt.truncate("1w").alias("week_commencing")


def prepare(given: Path) -> None:
    """Write the marks as polars likes to scan them: codes and sessions as its own enums."""
    target = given / "marks_polars.parquet"
    if not target.exists():
        beside = target.with_suffix(".part")
        marks = pl.scan_parquet(given / "marks_given.parquet").with_columns(
            code.cast(pl.Enum(codes())), pl.col("session").cast(pl.Enum(["AM", "PM"]))
        )
        marks.sink_parquet(beside)
        beside.rename(target)


def scanned(given: Path):
    """Each question by scanning the Parquet file, streaming."""
    prepare(given)
    return _answers(pl.scan_parquet(given / "marks_polars.parquet"), given, "streaming")


def in_memory(given: Path):
    """Each question to a frame that lies in memory."""
    prepare(given)
    return _answers(pl.read_parquet(given / "marks_polars.parquet").lazy(), given, "auto")


def _answers(marks: pl.LazyFrame, given: Path, engine):
    tables = _Tables(given)

    def ask(question) -> pl.DataFrame:
        return question(marks, tables).collect(engine=engine)

    return {name: partial(ask, question) for name, question in QUESTIONS.items()}


class _Tables:
    """The small tables, in memory, and what is asked about."""

    def __init__(self, given: Path) -> None:
        def read(name):
            return pl.read_parquet(given / f"{name}.parquet").lazy()

        self.about = pl.read_parquet(given / "choices.parquet").row(0, named=True)
        self.pupils = read("pupil_values")
        self.schools = read("school_values")
        self.weeks = read("placed_weeks")
        self.on_roll = read("on_roll")
        self.sessions = read("sessions").with_columns(
            pl.col("session").cast(pl.Enum(["AM", "PM"])),
            pl.col("session_number").cast(pl.Int64),
        )


def _between(first_and_last: tuple[str, str]) -> pl.Expr:
    order = codes()
    first, last = map(order.index, first_and_last)
    return code.to_physical().is_between(first, last)


def _is_possible() -> pl.Expr:
    order = codes()
    return (code.to_physical() <= order.index("J")) | _between(ABSENT)


def weekly(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q1."""
    authorised = _between(("C", "F"))
    return (
        marks.group_by("school_id", "session_date", "code")
        .len("marks")
        .filter(_is_possible())
        .join(tables.schools, on="school_id")
        .group_by(week, "education_phase")
        .agg(
            pl.col("marks").sum().alias("possible_sessions"),
            pl.col("marks").filter(authorised).sum().alias("authorised_sessions"),
            pl.col("marks").filter(_between(UNAUTHORISED)).sum().alias("unauthorised_sessions"),
        )
    )


def persistent_absence(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q2."""
    judged = (
        marks.group_by(PUPIL)
        .agg(possible=_is_possible().sum(), absent=_between(ABSENT).sum())
        .filter(pl.col("possible") > 0)
        .join(tables.pupils, on=PUPIL)
        .with_columns(
            is_persistent=pl.col("absent") * 10 >= pl.col("possible"),
            is_severe=pl.col("absent") * 2 >= pl.col("possible"),
            everyone=pl.lit("all"),
        )
    )
    return pl.concat(
        [
            judged.group_by(pl.col(column).alias("dimension_value"))
            .agg(
                pl.len().alias("enrolments"),
                pl.col("is_persistent").sum().alias("persistently_absent"),
                pl.col("is_severe").sum().alias("severely_absent"),
            )
            .with_columns(pl.lit(dimension).alias("dimension"))
            for dimension, column in ({"all": "everyone"} | DIMENSIONS).items()
        ]
    )


def pupils(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q3."""
    return (
        marks.filter(pl.col("school_id") == tables.about["school_id"])
        .group_by("pupil_id")
        .agg(
            possible_sessions=_is_possible().sum(),
            absent_sessions=_between(ABSENT).sum(),
            unauthorised_sessions=_between(UNAUTHORISED).sum(),
            illness_sessions=(code == "I").sum(),
            holiday_sessions=(code == "G").sum(),
            late_sessions=(code == "L").sum(),
        )
    )


def penalty_windows(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q4."""
    weeks = (
        marks.filter(pl.col("session_date") >= tables.about["penalty_from"], _between(UNAUTHORISED))
        .group_by("pupil_id", week)
        .agg(pl.len().alias("penalty_sessions"), (code == "N").sum().alias("unexplained_sessions"))
    )
    last = pl.col("week_number")
    return (
        weeks.join(tables.on_roll, on="pupil_id")
        .join(tables.weeks, on=["school_id", "week_commencing"], suffix="_placed")
        .filter(pl.col("week_number_placed").is_between(last - 9, last))
        .group_by(PUPIL)
        .agg(pl.col("penalty_sessions").sum(), pl.col("unexplained_sessions").sum())
        .filter(pl.col("penalty_sessions") >= 10)
    )


def heat_map(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q5."""
    return (
        marks.filter(pl.col("school_id") == tables.about["school_id"], _is_possible())
        .group_by("session_date", "session")
        .agg(
            pl.len().alias("possible_sessions"),
            _between(ABSENT).sum().alias("absent_sessions"),
        )
    )


def codes_by_week(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q6."""
    return (
        marks.group_by("session_date", "code")
        .len("marks")
        .group_by(week, "code")
        .agg(pl.col("marks").sum())
    )


def spells(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q7. Along the sorted marks, sessions in a row have numbers that rise with their places."""
    return (
        marks.filter((code == "D") | _between(ABSENT) | _between(NOT_POSSIBLE))
        .join(
            tables.sessions,
            on=["school_id", "session_date", "session"],
            maintain_order="left",
        )
        .with_row_index("place")
        .with_columns(stretch=pl.col("session_number") - pl.col("place").cast(pl.Int64))
        .filter(_between(ABSENT))
        .group_by([*PUPIL, "stretch"])
        .len("sessions")
        .filter(pl.col("sessions") >= 20)
        .group_by("school_id")
        .agg(
            pl.len().alias("spells"),
            pl.col("sessions").sum(),
            pl.col("sessions").max().alias("longest"),
        )
    )


def illness(marks: pl.LazyFrame, tables: _Tables) -> pl.LazyFrame:
    """Q8."""
    return (
        marks.filter(code == "I")
        .group_by(PUPIL)
        .agg(pl.col("session_date").n_unique().alias("illness_days"))
        .filter(pl.col("illness_days") >= 15)
    )


QUESTIONS = {
    "q1_weekly": weekly,
    "q2_persistent_absence": persistent_absence,
    "q3_pupils": pupils,
    "q4_penalty_windows": penalty_windows,
    "q5_heat_map": heat_map,
    "q6_codes": codes_by_week,
    "q7_spells": spells,
    "q8_illness": illness,
}
