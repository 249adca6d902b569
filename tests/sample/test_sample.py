"""The invented releases: reproducible, small, in DfE's layout, and like school life."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from statistics import mean
from zipfile import ZipFile

import pytest

from attendance.config import SAMPLE
from attendance.sample import write

LIMIT_IN_BYTES = 2_000_000
LAST = {"202324": "2024-08-08", "202425": "2025-02-20"}
FIRST_WITH_PERSISTENT_ABSENCE = ("2024-01-25", "2025-01-23")
HALF_TERMS = {("2023", "Week 43"), ("2024", "Week 44")}
HOLIDAYS = {("2023", "Week 52"), ("2024", "Week 8"), ("2024", "Week 14"), ("2024", "Week 22")}

Row = dict[str, str]
Table = dict[tuple[str, str], list[Row]]
Outside = Callable[..., Path]


def rounded(rate: str) -> Decimal:
    return Decimal(rate).quantize(Decimal("0.1"), ROUND_HALF_UP)


def one_row(rows: list[Row], phase: str, area: str) -> Row:
    """The row of an authority by its name, or of England as "National"."""
    (row,) = [
        row
        for row in rows
        if row["school_type"] == phase
        and (row["la_name"] == area or row["geographic_level"] == area == "National")
    ]
    return row


def bulletin_figure(releases: Table, data_to: str, phase: str, area: str) -> Decimal:
    publication = date.fromisoformat(data_to) + timedelta(days=13)
    row = one_row(releases[publication.isoformat(), "ytd"], phase, area)
    return rounded(row["attendance_perc"])


def test_the_command_writes_the_very_files_that_are_committed(tmp_path: Path) -> None:
    """File by file inside the zips: how tightly they are packed depends on the machine's zlib."""
    write(tmp_path)

    def files(folder: Path) -> dict[str, bytes]:
        found = {}
        for path in sorted(folder.rglob("*.zip")):
            with ZipFile(path) as archive:
                for name in archive.namelist():
                    found[f"{path.relative_to(folder)}: {name}"] = archive.read(name)
        return found

    written, committed = files(tmp_path), files(SAMPLE / "dfe")
    assert written.keys() == committed.keys()
    assert [path for path in written if written[path] != committed[path]] == []


def test_another_seed_gives_other_figures_that_still_round_to_the_bulletin(
    tmp_path: Path, releases: Table, read_releases: Callable[[Path], Table]
) -> None:
    write(tmp_path, seed=7)
    others = read_releases(tmp_path)
    assert others != releases
    assert bulletin_figure(others, "2024-12-06", "Primary", "Essex") == Decimal("95.1")
    assert bulletin_figure(others, "2024-09-13", "Special", "National") == Decimal("89.9")


def test_the_sample_is_small() -> None:
    sizes = [path.stat().st_size for path in (SAMPLE / "dfe").rglob("*") if path.is_file()]
    assert sum(sizes) <= LIMIT_IN_BYTES


def test_every_zip_says_that_it_is_synthetic() -> None:
    paths = sorted((SAMPLE / "dfe").glob("*/*.zip"))
    assert len(paths) == 19
    for path in paths:
        with ZipFile(path) as archive:
            assert "SYNTHETIC" in archive.read("data-guidance/data-guidance.txt").decode()


def test_october_half_term_has_a_few_authorities_and_no_comparison(releases: Table) -> None:
    for publication in LAST.values():
        rows = [
            row
            for row in releases[publication, "weekly"]
            if (row["time_period"], row["time_identifier"]) in HALF_TERMS
        ]
        assert {row["geographic_level"] for row in rows} == {"Local authority"}
        assert "Essex" not in {row["la_name"] for row in rows}
        empty = [row for row in rows if row["possible_sessions"] == "0"]
        assert 0 < len(empty) < len(rows)
        assert {row["attendance_perc"] for row in empty} == {"NaN"}


def test_holidays_have_no_rows(releases: Table) -> None:
    rows = [row for publication in LAST.values() for row in releases[publication, "weekly"]]
    weeks = {(row["time_period"], row["time_identifier"]) for row in rows}
    assert len(weeks) == 39 + 19 + 2
    assert not weeks & HOLIDAYS


def test_persistent_absence_starts_in_late_january(releases: Table) -> None:
    for (publication, kind), rows in releases.items():
        first = FIRST_WITH_PERSISTENT_ABSENCE[publication > LAST["202324"]]
        assert ("pa_perc" in rows[0]) == (publication >= first and kind != "weekly")


def test_one_school_is_masked(releases: Table) -> None:
    for rows in releases.values():
        masked = [row for row in rows if row["possible_sessions"] == "c"]
        assert {(row["la_name"], row["school_type"]) for row in masked} == {
            ("City of London", "Primary")
        }
        assert {row["attendance_perc"] for row in masked} == {"c"}


@pytest.mark.parametrize(
    ("data_to", "phase", "essex", "england"),
    [
        ("2024-09-13", "Primary", "96.5", "96.2"),
        ("2024-10-25", "Secondary", "92.4", "92.7"),
        ("2024-12-06", "Special", "89.2", "87.7"),
    ],
)
def test_rates_round_to_the_bulletin(
    releases: Table, data_to: str, phase: str, essex: str, england: str
) -> None:
    assert bulletin_figure(releases, data_to, phase, "Essex") == Decimal(essex)
    assert bulletin_figure(releases, data_to, phase, "National") == Decimal(england)


def test_every_figure_of_the_bulletin_is_met(releases: Table, outside: Outside) -> None:
    with outside("bulletin", "autumn_2024.csv").open() as file:
        printed = list(csv.DictReader(file))
    assert len(printed) == 21
    for row in printed:
        key = (row["data_to"], row["education_phase"])
        assert bulletin_figure(releases, *key, "Essex") == Decimal(row["essex_attendance"])
        assert bulletin_figure(releases, *key, "National") == Decimal(row["england_attendance"])


@pytest.mark.parametrize("phase", ["Primary", "Secondary", "Special"])
@pytest.mark.parametrize("publication", LAST.values())
def test_england_moves_smoothly_from_week_to_week(
    releases: Table, publication: str, phase: str
) -> None:
    rates = [
        float(row["attendance_perc"])
        for row in releases[publication, "weekly"]
        if row["geographic_level"] == "National" and row["school_type"] == phase
    ]
    assert len(rates) in (19, 39)
    # From the first week of term to the second absence always rises most.
    assert max(abs(after - before) for before, after in pairwise(rates[1:])) < 1.5
    assert abs(rates[1] - rates[0]) < 2


@pytest.mark.real
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("2024-08-08", "ytd"), ("2024-08-08", "ytd")),
        (("2024-08-08", "aut"), ("2024-08-08", "aut")),
        (("2024-08-08", "weekly"), ("2023-09-28", "weekly")),
        (("2024-12-19", "ytd"), ("2024-12-19", "ytd")),
        (("2025-02-20", "weekly"), ("2024-12-19", "weekly")),
        (("2025-02-20", "ytd"), ("2025-03-06", "ytd")),
        (("2025-02-20", "aut"), ("2025-03-06", "aut")),
    ],
)
def test_columns_are_those_of_the_real_files(
    releases: Table, outside: Outside, ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    publication, kind = theirs
    with outside("dfe", publication, f"EES_{kind}_data.csv").open(encoding="utf-8-sig") as file:
        header = next(csv.reader(file))
    renamed = ["school_type" if name == "education_phase" else name for name in header]
    assert list(releases[ours][0]) == renamed


@pytest.mark.parametrize(
    ("phase", "attendance", "persistent"),
    [("Primary", 94.5, 15), ("Secondary", 91, 26.5), ("Special", 87, 37)],
)
def test_whole_year_levels_are_like_those_of_english_schools(
    releases: Table, phase: str, attendance: float, persistent: float
) -> None:
    england = one_row(releases["2024-08-08", "ytd"], phase, "National")
    assert float(england["attendance_perc"]) == pytest.approx(attendance, abs=0.3)
    assert float(england["pa_perc"]) == pytest.approx(persistent, abs=1)


@pytest.mark.parametrize("phase", ["Primary", "Secondary"])
def test_essex_falls_from_above_england_to_below(releases: Table, phase: str) -> None:
    before, now = (gap(releases[last, "ytd"], phase, "Essex") for last in LAST.values())
    assert 0 < before < 0.5
    assert -0.5 < now < 0


def test_one_authority_steps_down_after_half_term(releases: Table) -> None:
    weeks: dict[tuple[str, int], list[Row]] = {}
    for row in releases["2025-02-20", "weekly"]:
        key = (row["time_period"], int(row["time_identifier"].removeprefix("Week ")))
        weeks.setdefault(key, []).append(row)
    gaps = [
        gap(rows, "Secondary", "Peterborough")
        for key, rows in sorted(weeks.items())
        if key != ("2024", 44)
    ]
    assert mean(gaps[7:]) < mean(gaps[:7]) - 1


def gap(rows: list[Row], phase: str, authority: str) -> float:
    attendance, england = (
        float(one_row(rows, phase, area)["attendance_perc"]) for area in (authority, "National")
    )
    return attendance - england
