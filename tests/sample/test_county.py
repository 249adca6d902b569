"""The sample's county: what every mark, pupil and school must be like."""

from collections import Counter, defaultdict
from datetime import date
from zipfile import ZipFile

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from attendance.config import REFERENCE, SAMPLE
from attendance.sample import write_sample
from tests.sample.county import rows

LIMIT_IN_BYTES = 6_000_000
LAST_DAY = "2025-02-14"
PLANTED = {"?": 9, "9": 4, "H": 20}
# Essex, as published for the whole of each year: attendance, persistent absence.
ESSEX = {
    ("2023/24", "Primary"): (94.53, 13.99),
    ("2023/24", "Secondary"): (91.14, 25.39),
    ("2023/24", "Special"): (88.83, 34.29),
    ("2024/25", "Primary"): (94.64, 13.31),
    ("2024/25", "Secondary"): (91.15, 24.16),
    ("2024/25", "Special"): (88.83, 32.56),
}
BANK_HOLIDAYS = {date(2024, 5, 6)}


@pytest.fixture(scope="module")
def codes():
    return {row["code"]: row for row in rows(REFERENCE / "attendance_codes.csv")}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    target = tmp_path_factory.mktemp("county")
    write_sample(target)
    return target


def academic_year(day):
    """The label of the academic year, which starts on 1 August."""
    start = day.year - (day.month < 8)
    return f"{start}/{(start + 1) % 100:02d}"


def test_the_command_writes_the_very_files_that_are_committed(written):
    """Content by content: how tightly files are packed depends on the machine."""
    folder = SAMPLE / "county"
    names = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert names == {path.relative_to(written) for path in written.rglob("*") if path.is_file()}
    for name in names:
        assert content(folder / name) == content(written / name), name


def test_the_same_seed_gives_the_same_bytes(written, tmp_path):
    write_sample(tmp_path)
    for path in (path for path in written.rglob("*") if path.is_file()):
        assert (tmp_path / path.relative_to(written)).read_bytes() == path.read_bytes()


def content(path):
    """What a file holds, however it is packed."""
    if path.suffix == ".parquet":
        return pq.read_table(path)
    if path.suffix in (".zip", ".xlsx"):
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return path.read_bytes()


def test_the_sample_stays_small():
    sizes = [path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()]
    assert 3_000_000 < sum(sizes) <= LIMIT_IN_BYTES


def test_every_day_with_marks_is_a_weekday_of_the_schools_term(county):
    spans = defaultdict(list)
    for row in county.term_dates:
        ends = (date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
        spans[row["urn"], row["academic_year"]].append(ends)
    found = county.marks.group_by(["urn", "date"]).aggregate([])
    for urn, day in zip(found["urn"].to_pylist(), found["date"].to_pylist(), strict=True):
        year = academic_year(day)
        own = spans[str(urn), year] or spans["", year]
        assert any(first <= day <= last for first, last in own), (urn, day)
        assert day.weekday() < 5 and day not in BANK_HOLIDAYS
    assert pc.max(county.marks["date"]).as_py() == date.fromisoformat(LAST_DAY)


def test_codes_are_those_in_force_but_for_the_planted_ones(county, codes):
    found = county.marks.group_by("code").aggregate([("date", "min"), ("date", "max")])
    seen = {row["code"]: row for row in found.to_pylist()}
    assert len(seen) >= 34
    assert seen.keys() - codes.keys() == {"?", "9"}
    for code in seen.keys() & codes.keys():
        first, last = codes[code]["valid_from"], codes[code]["valid_to"]
        assert not first or seen[code]["date_min"] >= date.fromisoformat(first), code
        is_planted = code == "H"
        assert is_planted or not last or seen[code]["date_max"] <= date.fromisoformat(last), code
    late = pc.greater(county.marks["date"], date(2024, 8, 31))
    counts = Counter(county.marks.filter(late)["code"].to_pylist())
    assert {code: counts[code] for code in PLANTED} == PLANTED


def test_there_is_one_mark_a_session_but_for_the_planted_one(county):
    keys = ["urn", "pupil", "date", "session"]
    counted = county.marks.group_by(keys).aggregate([("code", "count")])
    twice = counted.filter(pc.greater(counted["code_count"], 1))
    assert twice["urn"].to_pylist() == [county.urn("Tinderwick")]
    assert set(county.marks["session"].unique().to_pylist()) == {"AM", "PM"}


def test_marks_lie_within_entry_and_leaving_but_for_the_planted_ones(county):
    on_roll = {
        (row["urn"], row["upn"], row["academic_year"]): (row["entry_date"], row["leaving_date"])
        for row in county.pupils
    }
    assert len(on_roll) == len(county.pupils)
    is_new = pc.greater(county.marks["date"], date(2024, 7, 31))
    spans = county.marks.append_column("is_new", is_new).group_by(["urn", "pupil", "is_new"])
    unlisted, outside = Counter(), Counter()
    for row in spans.aggregate([("date", "min"), ("date", "max")]).to_pylist():
        year = "2024/25" if row["is_new"] else "2023/24"
        entry, leaving = on_roll.get((str(row["urn"]), row["pupil"], year), (None, None))
        unlisted[row["urn"]] += entry is None
        is_early = entry is not None and row["date_min"] < date.fromisoformat(entry)
        is_late = bool(leaving) and row["date_max"] > date.fromisoformat(leaving)
        outside[row["urn"]] += is_early or is_late
    assert +unlisted == {county.urn("Rumblecombe"): 3}
    assert +outside == {county.urn("Quillmere"): 2}


@pytest.mark.parametrize("year", ["2023/24", "2024/25"])
def test_levels_of_each_phase_are_close_to_those_of_essex(county, codes, year):
    for phase, (possible, absent) in sessions_of_pupils(county, codes, year).items():
        attendance, persistent = ESSEX[year, phase]
        rate = 100 - 100 * absent.sum() / possible.sum()
        assert rate == pytest.approx(attendance, abs=0.5), phase
        share = 100 * np.mean(10 * absent >= possible)
        assert share == pytest.approx(persistent, abs=3), phase
        severe = 100 * np.mean(2 * absent >= possible)
        assert 0.1 < severe < {"Primary": 1, "Secondary": 4, "Special": 7}[phase]


@pytest.mark.parametrize(("column", "value"), [("fsm", "Yes"), ("sen", "K"), ("sen", "E")])
def test_attendance_of_vulnerable_pupils_is_clearly_lower(county, codes, column, value):
    for phase in ("Primary", "Secondary"):
        rates = []
        for wanted in (value, "No" if column == "fsm" else "N"):
            found = sessions_of_pupils(county, codes, "2024/25", {column: wanted})
            possible, absent = found[phase]
            rates.append(absent.sum() / possible.sum())
        assert rates[0] > 1.3 * rates[1]


def sessions_of_pupils(county, codes, year, only=None):
    """Possible and absent sessions of each enrolment in DfE's scope, by phase."""
    phases = {school["URN"]: phase_of(school) for school in county.schools}
    of_age = {
        (int(row["urn"]), row["upn"]): row
        for row in county.pupils
        if row["academic_year"] == year
        and row["year_group"] not in ("R", "12", "13")
        and all(row[name] == wanted for name, wanted in (only or {}).items())
    }
    counted = county.marks.append_column("month", pc.month(county.marks["date"]))
    start = date(int(year[:4]), 8, 1)
    within = pc.and_(
        pc.greater_equal(counted["date"], start),
        pc.less(counted["date"], date(start.year + 1, 8, 1)),
    )
    counted = counted.filter(within).group_by(["urn", "pupil", "month", "code"])
    found = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in counted.aggregate([("date", "count")]).to_pylist():
        pupil = of_age.get((row["urn"], row["pupil"]))
        code = codes.get(row["code"])
        is_after_exams = pupil and pupil["year_group"] == "11" and row["month"] in (6, 7)
        if pupil and not is_after_exams and code and code["is_possible"] == "true":
            sums = found[phases[pupil["urn"]]][row["urn"], row["pupil"]]
            sums[0] += row["date_count"]
            sums[1] += row["date_count"] * (code["is_attending"] == "false")
    return {phase: np.array(list(sums.values())).T for phase, sums in found.items()}


def phase_of(school):
    """The phase that a school counts in: all-through schools as secondary."""
    if "special" in school["TypeOfEstablishment (name)"]:
        return "Special"
    is_primary = school["PhaseOfEducation (name)"] == "Primary"
    return "Primary" if is_primary else "Secondary"
