"""Seven of the eight questions to pandas, a frame in memory; runs (Q7) would take minutes."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.county.csv_loads import codes

DIMENSIONS = (
    "phase", "quadrant", "district", "year_group", "sex", "fsm", "sen", "ethnicity",
    "social_worker",
)  # fmt: skip
PUPIL = ["school_id", "pupil_id"]


class _Tables:
    """Everything in memory; codes and sessions as numbers with names."""

    def __init__(self, given: Path) -> None:
        def read(name):
            return pd.read_parquet(given / f"{name}.parquet")

        table = pq.read_table(given / "marks_given.parquet", read_dictionary=["code", "session"])
        marks = table.unify_dictionaries().to_pandas(split_blocks=True)
        marks["code"] = marks["code"].astype(pd.CategoricalDtype(codes(), ordered=True))
        marks["session_date"] = pd.to_datetime(marks["session_date"]).astype("datetime64[s]")
        self.marks = marks
        self.about = read("choices").iloc[0]
        self.pupils = read("pupil_values")
        self.schools = read("school_values")
        self.weeks = read("placed_weeks")
        self.weeks["week_commencing"] = pd.to_datetime(self.weeks["week_commencing"])
        self.on_roll = read("on_roll")


def answers(given: Path):
    """Each question that is sensibly asked."""
    tables = _Tables(given)
    return {name: partial(question, tables) for name, question in QUESTIONS.items()}


def _is_between(values: pd.Series, first: str, last: str) -> pd.Series:
    order = codes()
    numbers = values.cat.codes
    return (numbers >= order.index(first)) & (numbers <= order.index(last))


def _is_possible(values: pd.Series) -> pd.Series:
    return (values.cat.codes <= codes().index("J")) | _is_between(values, "C", "U")


def _monday(days: pd.Series) -> pd.Series:
    return days - pd.to_timedelta(days.dt.weekday, unit="D")


def weekly(tables: _Tables) -> pd.DataFrame:
    """Q1."""
    keys = ["school_id", "session_date", "code"]
    counted = tables.marks.groupby(keys, observed=True, sort=False).size().reset_index(name="marks")
    counted = counted[_is_possible(counted["code"])].merge(tables.schools, on="school_id")
    authorised = _is_between(counted["code"], "C", "F")
    unauthorised = _is_between(counted["code"], "G", "U")
    counted = counted.assign(
        week_commencing=_monday(counted["session_date"]),
        possible_sessions=counted["marks"],
        authorised_sessions=counted["marks"].where(authorised, 0),
        unauthorised_sessions=counted["marks"].where(unauthorised, 0),
    )
    sums = ["possible_sessions", "authorised_sessions", "unauthorised_sessions"]
    return counted.groupby(["week_commencing", "education_phase"], as_index=False)[sums].sum()


def persistent_absence(tables: _Tables) -> pd.DataFrame:
    """Q2."""
    marks = tables.marks
    totals = (
        pd.DataFrame(
            {
                "school_id": marks["school_id"],
                "pupil_id": marks["pupil_id"],
                "possible": _is_possible(marks["code"]),
                "absent": _is_between(marks["code"], "C", "U"),
            }
        )
        .groupby(PUPIL, sort=False, as_index=False)
        .sum()
    )
    judged = totals[totals["possible"] > 0].merge(tables.pupils, on=PUPIL)
    judged["persistently_absent"] = judged["absent"] * 10 >= judged["possible"]
    judged["severely_absent"] = judged["absent"] * 2 >= judged["possible"]
    judged["all"] = "all"
    return pd.concat([_by_dimension(judged, name) for name in ("all", *DIMENSIONS)])


def _by_dimension(judged: pd.DataFrame, name: str) -> pd.DataFrame:
    return (
        judged.groupby(name)
        .agg(
            enrolments=("pupil_id", "size"),
            persistently_absent=("persistently_absent", "sum"),
            severely_absent=("severely_absent", "sum"),
        )
        .rename_axis("dimension_value")
        .reset_index()
        .assign(dimension=name.replace("_", " "))
    )


def pupils(tables: _Tables) -> pd.DataFrame:
    """Q3."""
    marks = _of_school(tables)
    code = marks["code"]
    counted = pd.DataFrame(
        {
            "pupil_id": marks["pupil_id"],
            "possible_sessions": _is_possible(code),
            "absent_sessions": _is_between(code, "C", "U"),
            "unauthorised_sessions": _is_between(code, "G", "U"),
            "illness_sessions": code == "I",
            "holiday_sessions": code == "G",
            "late_sessions": code == "L",
        }
    )
    return counted.groupby("pupil_id", as_index=False).sum()


def penalty_windows(tables: _Tables) -> pd.DataFrame:
    """Q4."""
    marks = tables.marks
    found = marks[
        _is_between(marks["code"], "G", "U")
        & (marks["session_date"] >= pd.Timestamp(tables.about["penalty_from"]))
    ]
    weeks = found.assign(
        week_commencing=_monday(found["session_date"]),
        penalty_sessions=1,
        unexplained_sessions=(found["code"] == "N").astype(np.int64),
    )
    sums = ["penalty_sessions", "unexplained_sessions"]
    weeks = weeks.groupby(["pupil_id", "week_commencing"], as_index=False)[sums].sum()
    placed = weeks.merge(tables.on_roll, on="pupil_id").merge(
        tables.weeks, on=["school_id", "week_commencing"], suffixes=("", "_placed")
    )
    back = placed["week_number"] - placed["week_number_placed"]
    totals = placed[back.between(0, 9)].groupby(PUPIL, as_index=False)[sums].sum()
    return totals[totals["penalty_sessions"] >= 10]


def heat_map(tables: _Tables) -> pd.DataFrame:
    """Q5."""
    marks = _of_school(tables)
    marks = marks[_is_possible(marks["code"])]
    absent = _is_between(marks["code"], "C", "U")
    return (
        marks.assign(absent=absent)
        .groupby(["session_date", "session"], observed=True)["absent"]
        .agg(possible_sessions="size", absent_sessions="sum")
        .reset_index()
    )


def codes_by_week(tables: _Tables) -> pd.DataFrame:
    """Q6."""
    keys = ["session_date", "code"]
    days = tables.marks.groupby(keys, observed=True, sort=False).size().reset_index(name="marks")
    days["week_commencing"] = _monday(days["session_date"])
    return days.groupby(["week_commencing", "code"], observed=True, as_index=False)["marks"].sum()


def illness(tables: _Tables) -> pd.DataFrame:
    """Q8."""
    ill = tables.marks.loc[tables.marks["code"] == "I", [*PUPIL, "session_date"]]
    days = ill.drop_duplicates()
    counted = days.groupby(PUPIL).size().reset_index(name="illness_days")
    return counted[counted["illness_days"] >= 15]


def _of_school(tables: _Tables) -> pd.DataFrame:
    return tables.marks[tables.marks["school_id"] == tables.about["school_id"]]


QUESTIONS = {
    "q1_weekly": weekly,
    "q2_persistent_absence": persistent_absence,
    "q3_pupils": pupils,
    "q4_penalty_windows": penalty_windows,
    "q5_heat_map": heat_map,
    "q6_codes": codes_by_week,
    "q8_illness": illness,
}
