"""A county made up on the command line: the size asked for, and refusals that say why."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from attendance.config import REFERENCE
from attendance.sample import write_county
from attendance.sample.county.terms import county_calendar
from tests.command import complaint, run
from tests.sample.county import rows

SIZE = {"schools": 12, "pupils": 900, "years": 2}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    return folder, write_county(folder, **SIZE, seed=1)


def test_a_county_has_the_size_and_the_years_asked_for(made):
    folder, marks = made
    names = {path.name for path in folder.iterdir()}
    years = ("2023-24", "2024-25")
    assert names == {
        "edubasealldata20250214.csv",
        "term_dates.csv",
        *(f"{kind}-{year}.csv" for kind in ("pupils", "marks") for year in years),
    }
    schools = rows(folder / "edubasealldata20250214.csv", "cp1252")
    ours = [row for row in schools if row["LA (code)"] == "881" and not row["CloseDate"]]
    assert len(ours) == SIZE["schools"]
    pupils = {row["upn"] for row in rows(folder / "pupils-2023-24.csv")}
    assert SIZE["pupils"] <= len(pupils) <= 1.04 * SIZE["pupils"]
    lines = sum(len(rows(folder / f"marks-{year}.csv")) for year in years)
    assert lines == marks > 2 * 0.9 * SIZE["pupils"] * 190 * 2


def test_marks_are_whole_lines_of_pupils_on_roll_on_school_days(made):
    folder, _ = made
    codes = {row["code"] for row in rows(REFERENCE / "attendance_codes.csv")}
    on_roll = {(row["urn"], row["upn"]): row for row in rows(folder / "pupils-2024-25.csv")}
    days = {str(day) for day in county_calendar(2024).days}
    seen = Counter()
    for mark in rows(folder / "marks-2024-25.csv"):
        pupil = on_roll[mark["urn"], mark["pupil"]]
        assert pupil["entry_date"] <= mark["date"] <= (pupil["leaving_date"] or "9999")
        assert mark["date"] in days and mark["session"] in ("AM", "PM") and mark["code"] in codes
        seen[tuple(mark.values())[:4]] += 1
    assert max(seen.values()) == 1
    present = [key for key in seen if key[1] == next(iter(on_roll))[1]]
    assert len(present) in (2 * 190, 2 * 195)


def test_pupils_grow_a_year_older_and_keep_who_they_are(made):
    folder, _ = made
    before = {row["upn"]: row for row in rows(folder / "pupils-2023-24.csv")}
    after = {row["upn"]: row for row in rows(folder / "pupils-2024-25.csv")}
    both = before.keys() & after.keys()
    assert len(both) > 0.7 * len(before)
    for upn in both:
        older, younger = after[upn]["year_group"], before[upn]["year_group"].replace("R", "0")
        assert int(older) == int(younger) + 1
        assert after[upn]["date_of_birth"] == before[upn]["date_of_birth"]
        assert after[upn]["surname"] == before[upn]["surname"]


def test_pupils_are_of_the_age_of_their_year_group(made):
    folder, _ = made
    for row in rows(folder / "pupils-2024-25.csv"):
        born = date.fromisoformat(row["date_of_birth"])
        age = 2024 - born.year - ((born.month, born.day) > (8, 31))
        assert age == int(row["year_group"].replace("R", "0")) + 4


def test_upns_and_local_ids_are_one_persons_and_not_anybodys(made):
    folder, _ = made
    ids = defaultdict(set)
    for row in rows(folder / "pupils-2024-25.csv"):
        assert row["upn"][0].isalpha() and row["upn"][1:4] == "999" and len(row["upn"]) == 13
        assert 900_001 <= int(row["urn"]) < 1_000_000
        ids[row["urn"]].add(row["local_id"])
    enrolments = Counter(row["urn"] for row in rows(folder / "pupils-2024-25.csv"))
    assert {urn: len(found) for urn, found in ids.items()} == enrolments


def test_the_same_seed_makes_the_same_county_and_another_does_not(made, tmp_path):
    folder, _ = made
    write_county(tmp_path / "again", **SIZE, seed=1)
    write_county(tmp_path / "other", **SIZE, seed=2)
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
        if path.name.startswith(("marks", "pupils")):
            assert (tmp_path / "other" / path.name).read_bytes() != path.read_bytes()


def test_the_command_writes_a_county_and_says_how_much(tmp_path):
    outcome = run("sample", "--schools", 5, "--pupils", 200, "--output", tmp_path / "new")
    assert outcome.exit_code == 0
    assert "marks of 5 schools" in outcome.stderr
    assert (tmp_path / "new" / "marks-2024-25.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--schools", 1], "--schools 1 is not between 5 and 1,800"),
        (["--years", 9], "--years 9 is not between 1 and 5"),
        (["--years", 0], "--years 0 is not"),
        (["--seed", -1], "--seed -1 is not"),
        (["--schools", 10, "--pupils", 20], "between 300 and 10,000"),
        (["--schools", 10, "--pupils", 200_000], "does not suit 10 schools"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path, arguments, said):
    assert said in complaint("sample", *arguments, "--output", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "mine.csv").write_text("a\n")
    assert "already holds files" in complaint("sample", "--output", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
    assert "is a file" in complaint("sample", "--output", tmp_path / "mine.csv")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    small = ("--schools", 5, "--pupils", 200)
    assert "could not be written" in complaint("sample", *small, "--output", tmp_path / "file/x")
