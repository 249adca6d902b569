"""The county's own files on the command line: taken, held, confirmed, undone, and never half."""

import multiprocessing
import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from attendance.warehouse import arriving, county, reader, refresh, versions
from tests.command import complaint, printed, run
from tests.warehouse.test_kill import run_import

PUPILS = [f"p{place:02}" for place in range(20)]
DAYS = ("2024-09-09", "2024-09-10", "2024-09-11", "2024-09-12")


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def marks_file(path, days=DAYS, pupils=PUPILS, absent=(), school=115000):
    """Everyone present, but those absent, who are ill."""
    rows = [
        f"{school},{pupil},{day},{session},{'I' if pupil in absent else code}"
        for pupil in pupils
        for day in days
        for session, code in (("AM", "/"), ("PM", "\\"))
    ]
    return write(path, "urn,pupil,date,session,code", rows)


@pytest.fixture
def files(tmp_path):
    """A folder with the pupils of a school, whose marks come on top."""
    pupils = [f"115000,{pupil},7,2024/25" for pupil in PUPILS]
    write(tmp_path / "files" / "pupils.csv", "urn,local_id,year_group,academic_year", pupils)
    return tmp_path / "files"


def tables(data_dir):
    """The rows of every table of the county, as they stand in the version in use."""
    connection = reader.connection(versions.current(data_dir))
    with connection.cursor() as cursor:
        return {
            name: Counter(map(str, cursor.table(name).fetchall()))
            for name in county.TABLES
            if name != "cohort_members"
        }


def load_ids(data_dir):
    """The loads that count, oldest first."""
    listed = printed("loads", "list", "--data-dir", data_dir).splitlines()
    return [line.split()[1] for line in listed if line.startswith("*")]


def test_files_load_in_any_order_and_twice_changes_nothing(files, data_dir):
    marks = marks_file(files / "marks.csv")
    first = run("import", marks, files / "pupils.csv", "--data-dir", data_dir)
    assert first.exit_code == 0, first.output
    assert "160 new marks, 0 changed, 0 unchanged" in first.stderr
    before = tables(data_dir)
    again = run("import", files, "--data-dir", data_dir)
    assert again.exit_code == 0
    assert "Nothing changed" in again.stderr
    assert tables(data_dir) == before


def schools_and_marks(data_dir):
    """The marks of each school."""
    with reader.connection(versions.current(data_dir)).cursor() as cursor:
        return dict(
            cursor.table("marks").count("*", groups="urn", projected_columns="urn").fetchall()
        )


REGISTERS = {
    "marks": ("pupil,date,session,code", "{},2024-09-09,AM,/"),
    "register": ("pupil,2024-09-09 AM", "{},/"),
    "weekly": ("pupil,week_commencing,marks", "{},2024-09-09,/"),
}


@pytest.mark.parametrize(("header", "row"), REGISTERS.values(), ids=REGISTERS)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_file_of_the_same_marks_is_taken_for_each_school(
    tmp_path, data_dir, header, row, at_once
):
    """Two schools may count their pupils alike, and be open on the same days."""
    row = row.replace(",/", ",/ / / / / / / / / /") if "week" in header else row
    paths = [
        write(tmp_path / school / "week.csv", header, [row.format(pupil) for pupil in PUPILS])
        for school in ("115001", "115002")
    ]
    for given in [paths] if at_once else [[path] for path in paths]:
        assert run("import", *given, "--data-dir", data_dir).exit_code == 0
    counts = schools_and_marks(data_dir)
    assert counts.keys() == {115001, 115002} and counts[115001] == counts[115002]
    again = run("import", *paths, "--data-dir", data_dir)
    assert "Nothing changed" in again.stderr


def test_a_file_given_for_the_wrong_school_can_be_given_for_the_right_one(tmp_path, data_dir):
    given = write(tmp_path / "week.csv", REGISTERS["marks"][0], ["p1,2024-09-09,AM,/"])
    for school in ("115001", "115002"):
        assert run("import", given, "--urn", school, "--data-dir", data_dir).exit_code == 0
    assert schools_and_marks(data_dir) == {115001: 1, 115002: 1}
    printed("loads", "undo", load_ids(data_dir)[0], "--data-dir", data_dir)
    assert schools_and_marks(data_dir) == {115002: 1}


def test_pupils_without_a_year_are_taken_once_it_is_given(files, data_dir):
    """Of a file some rows of which tell their year."""
    given = write(
        files / "pupils.csv",
        "urn,local_id,year_group,academic_year",
        ["115000,p1,7,2024/25", "115000,p2,7,"],
    )
    told = []
    for year in ((), ("2023/24",), ("2024/25",), ("2024/25",)):
        options = ("--academic-year", *year) if year else ()
        limit = ("--reject-limit", "0.5")
        told.append(run("import", given, *options, *limit, "--data-dir", data_dir).stderr)
    assert ["Nothing changed" in each for each in told] == [False, False, False, True]


TERM_DATES = "authority_code,urn,academic_year,half_term,first_day,last_day"


def test_half_terms_that_lie_over_earlier_ones_are_told(tmp_path, data_dir):
    """Half term 5 begins before half term 4, as it was shipped, is over; the others stay."""
    given = marks_file(tmp_path / "marks.csv")
    assert run("import", given, "--data-dir", data_dir).exit_code == 0
    for first_day, told in (("2025-04-21", False), ("2025-04-01", True)):
        row = f"881,,2024/25,5,{first_day},2025-05-23"
        taken = run("import", write(given, TERM_DATES, [row]), "--data-dir", data_dir)
        assert taken.exit_code == 0
        assert (
            "Half term 5 of 2024/25, from 2025-04-01 to 2025-05-23, lies over days of half term 4 "
            "as it was given before, 2025-02-24 to 2025-04-04." in taken.stderr
        ) == told
    with reader.connection(versions.current(data_dir)).cursor() as cursor:
        terms = cursor.table("school_terms").filter("academic_year = '2024/25'")
        days = terms.order("half_term").select("half_term", "last_day").fetchall()
    assert [half_term for half_term, _ in days] == [1, 2, 3, 4, 5, 6]
    assert str(days[3][1]) == "2025-03-31"


def test_the_first_marks_may_come_alone(files, data_dir, tmp_path):
    """Into a warehouse of pupils without marks."""
    assert run("import", files, "--data-dir", data_dir).exit_code == 0
    taken = run("import", marks_file(tmp_path / "marks.csv"), "--data-dir", data_dir)
    assert taken.exit_code == 0, taken.output
    assert len(tables(data_dir)["marks"]) == 160


IN_NO_FILE = "in no pupil file of School 115000 (115000) for 2024/25"


@pytest.mark.parametrize(
    ("pupils", "told"),
    [
        (PUPILS, None),
        ([*PUPILS[1:], "q1"], f"1 pupil of this file is {IN_NO_FILE}: is the identifier right"),
        ([*PUPILS, "q1", "q2"], f"2 pupils of this file are {IN_NO_FILE}: is the identifier right"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_pupils_of_marks_that_no_pupil_file_has_are_told(files, data_dir, pupils, told, at_once):
    if not at_once:
        assert run("import", files, "--data-dir", data_dir).exit_code == 0
    marks_file(files / "marks.csv", pupils=pupils)
    taken = run("import", files, "--data-dir", data_dir)
    assert taken.exit_code == 0, taken.output
    assert told in taken.stderr if told else "in no pupil file" not in taken.stderr


def test_pupils_are_looked_for_in_the_files_of_the_school_and_year(files, data_dir):
    """A pupil of another school, or of the year before alone, is in none of them."""
    other = ["115001,far,7,2024/25", "115000,old,7,2023/24", "115000,p00,7,2023/24"]
    write(files / "others.csv", "urn,local_id,year_group,academic_year", other)
    marks_file(files / "marks.csv", pupils=[*PUPILS, "far", "old"])
    assert (
        f"2 pupils of this file are {IN_NO_FILE}"
        in run("import", files, "--data-dir", data_dir).stderr
    )


def test_schools_with_most_pupils_in_no_file_are_named(tmp_path, data_dir):
    """Four schools and five pupils that nobody has heard of."""
    for school, number in ((115000, 1), (115001, 2), (115002, 1), (115003, 1)):
        marks_file(tmp_path / f"{school}" / "marks.csv", pupils=PUPILS[:number], school=school)
    rows = [
        row
        for path in sorted(tmp_path.glob("115*/marks.csv"))
        for row in path.read_text().splitlines()[1:]
    ]
    given = write(tmp_path / "all.csv", "urn,pupil,date,session,code", rows)
    taken = run("import", given, "--data-dir", data_dir)
    assert (
        "5 pupils of this file are in no pupil file of School 115001 (115001) for 2024/25 (2), "
        "School 115000 (115000) for 2024/25 (1), School 115002 (115002) for 2024/25 (1) and 1 more:"
    ) in taken.stderr


def test_schools_that_no_list_has_are_told(files, data_dir):
    marks_file(files / "marks.csv", school=115009)
    taken = run("import", files, "--data-dir", data_dir)
    assert taken.stderr.count("No list of schools has the URN 115000: is it right?") == 1
    assert taken.stderr.count("No list of schools has the URN 115009: is it right?") == 1


@pytest.mark.parametrize("kind", ["pupils", "marks", "register"])
def test_how_many_rows_may_be_unreadable_is_chosen_for_every_kind(kind, tmp_path, data_dir):
    """Two of 82 rows have no year group, no date or no pupil: above 1%, under 5%."""
    header, bad, good = {
        "pupils": ("urn,local_id,year_group", "115000,p{:02},", "115000,p{:02},7"),
        "marks": (
            "urn,pupil,date,session,code",
            "115000,p{:02},,AM,/",
            "115000,p{:02},2024-09-09,AM,/",
        ),
        "register": ("urn,pupil,2024-09-09 AM", "115000,,/", "115000,p{:02},/"),
    }[kind]
    rows = [(bad if place < 2 else good).format(place) for place in range(82)]
    given = "--academic-year", "2024/25", "--data-dir", data_dir
    file = write(tmp_path / "given.csv", header, rows)
    refused = run("import", file, *given)
    assert (refused.exit_code, "school 115000 (2 of 82)" in refused.stderr) == (1, True)
    taken = run("import", file, "--reject-limit", "0.05", *given)
    assert taken.exit_code == 0, taken.output


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pupils": PUPILS[:3], "days": ["2024-09-13"]}, "3 of 20 pupils on roll are in the file"),
        ({"absent": PUPILS[:5]}, "40 of 160 marks there are would change"),
    ],
)
def test_a_doubtful_file_is_held_until_it_is_confirmed(files, data_dir, changes, told):
    marks_file(files / "marks.csv")
    assert run("import", files, "--data-dir", data_dir).exit_code == 0
    before, version = tables(data_dir), versions.current(data_dir)
    doubtful = marks_file(files / "later.csv", **changes)
    held = run("import", doubtful, "--data-dir", data_dir)
    assert held.exit_code == 2
    assert told in held.stderr and "--confirm" in held.stderr
    assert versions.current(data_dir) == version and tables(data_dir) == before
    taken = run("import", doubtful, "--confirm", "--data-dir", data_dir)
    assert taken.exit_code == 0, taken.output
    assert tables(data_dir) != before


FULL = "urn,upn,local_id,year_group,academic_year,surname,child_in_need,fsm"
ADA = "115000,A123456789012,7,6,2024/25,Ward,Yes,"


def children_in_need(data_dir):
    with reader.connection(versions.current(data_dir)).cursor() as cursor:
        rows = cursor.table("enrolments").filter("child_in_need").select("class", "sex")
        return len(rows.fetchall())


@pytest.mark.parametrize("year", ["2024/25", "2025/26"])
@pytest.mark.parametrize("name", ["upn", "local_id"])
def test_a_pupil_file_that_would_blank_what_was_known_is_held(tmp_path, data_dir, year, name):
    """Nothing was known of free school meals; a year without a file has what the nearest said."""
    days = [f"{year[:4]}-11-{day}" for day in (10, 11, 12)]
    marks = marks_file(tmp_path / "marks.csv", days=days, pupils=["7"])
    full = write(tmp_path / "full.csv", FULL, [ADA])
    assert run("import", full, marks, "--data-dir", data_dir).exit_code == 0
    before = children_in_need(data_dir)
    pupil = {"upn": "A123456789012", "local_id": "7"}[name]
    header = f"urn,{name},year_group,academic_year,leaving_date"
    row = f"115000,{pupil},6,{year},{year[:4]}-11-25"
    few = write(tmp_path / "leavers.csv", header, [row])
    held = run("import", few, "--data-dir", data_dir)
    assert held.exit_code == 2
    assert "it lacks columns: surname (1), child_in_need (1). In brackets" in held.stderr
    assert "--confirm" in held.stderr and children_in_need(data_dir) == before
    taken = run("import", few, "--confirm", "--data-dir", data_dir)
    assert taken.exit_code == 0 and children_in_need(data_dir) == before - 1
    later = write(tmp_path / "later.csv", header, [row.replace("-25", "-26")])
    assert run("import", later, "--data-dir", data_dir).exit_code == 0


@pytest.mark.parametrize(
    "rows",
    [["115000,A123456789012,7,6,2024/25,,,"], ["115000,B123456789012,7,6,2024/25,Hill,No,No"]],
    ids=["empty cells are answers", "another child"],
)
def test_a_pupil_file_with_the_columns_is_taken(tmp_path, data_dir, rows):
    """Without `sex`, which no file has told."""
    for name, content in (("full", [ADA]), ("later", rows)):
        given = write(tmp_path / f"{name}.csv", FULL, content)
        assert run("import", given, "--data-dir", data_dir).exit_code == 0


def test_a_short_pupil_file_of_other_children_is_taken(tmp_path, data_dir):
    """Another UPN under the same own id is another child, of whom nothing was known."""
    full = write(tmp_path / "full.csv", FULL, [ADA])
    row = "115000,B123456789012,7,6,2024/25"
    few = write(tmp_path / "few.csv", "urn,upn,local_id,year_group,academic_year", [row])
    assert run("import", full, few, "--data-dir", data_dir).exit_code == 0


@pytest.mark.parametrize("at_once", ["folder", "zip", "one by one"])
def test_of_two_pupil_files_the_later_by_name_counts(tmp_path, data_dir, at_once):
    """A UPN is corrected by it; the marks have the new one."""
    folder, header = (
        tmp_path / "files",
        "urn,upn,local_id,surname,forename,year_group,academic_year",
    )
    for name, upn in (("pupils", "A123456789012"), ("pupils-b", "B123456789012")):
        row = f"115000,{upn},7,Ward,Ada,6,2024/25"
        write(folder / f"{name}.csv", header, [row])
    marks_file(folder / "marks.csv", pupils=["B123456789012"])
    given = [folder]
    if at_once == "zip":
        given = [Path(shutil.make_archive(str(tmp_path / "files"), "zip", folder))]
    if at_once == "one by one":
        given = [folder / "marks.csv", folder / "pupils.csv", folder / "pupils-b.csv"]
    for path in given:
        options = ("--academic-year", "2024/25") if path.suffix else ()
        assert run("import", path, *options, "--data-dir", data_dir).exit_code == 0
    connection = reader.connection(versions.current(data_dir))
    with connection.cursor() as cursor:
        people = cursor.table("people").select("upn", "former_upns").fetchall()
    assert people == [("B123456789012", ["A123456789012"])]


def test_a_file_of_some_pupils_removes_nobody_elses_marks(files, data_dir):
    marks_file(files / "marks.csv")
    assert run("import", files, "--data-dir", data_dir).exit_code == 0
    before = tables(data_dir)["marks"]
    few = marks_file(files / "few.csv", pupils=PUPILS[:2], days=["2024-09-13"])
    assert run("import", few, "--confirm", "--data-dir", data_dir).exit_code == 0
    assert tables(data_dir)["marks"] >= before


@pytest.mark.parametrize(("with_held", "times"), [(False, 1), (True, 2)])
def test_marks_that_were_compared_are_put_in_as_they_are(
    files, data_dir, monkeypatch, with_held, times
):
    """Read again only where another file was held, whose marks are not to come in."""
    marks_file(files / "marks.csv")
    marks_file(files / "other.csv", school=115001)
    assert run("import", files, "--data-dir", data_dir).exit_code == 0
    create, created = arriving.create, []
    monkeypatch.setattr(arriving, "create", lambda *a: (created.append(a[2]), create(*a)))
    monkeypatch.setattr(refresh, "LARGEST_SHARE_REFRESHED", float("inf"))
    good = marks_file(files / "good.csv", days=["2024-09-13"], absent=PUPILS[:1])
    doubtful = marks_file(files / "doubtful.csv", absent=PUPILS[:5], school=115001)
    arrived = [good, doubtful] if with_held else [good]
    assert run("import", *arrived, "--data-dir", data_dir).exit_code == (2 if with_held else 0)
    assert len(created) == times
    refreshed = tables(data_dir)
    assert sum(refreshed["marks"].values()) == 160 + 160 + 40
    printed("warehouse", "rebuild", "--data-dir", data_dir)
    assert tables(data_dir) == refreshed


def test_undoing_one_of_three_loads_gives_what_the_other_two_give(files, data_dir, tmp_path):
    first = marks_file(files / "marks.csv")
    second = marks_file(files / "second.csv", days=["2024-09-13"], absent=PUPILS[:1])
    third = marks_file(files / "third.csv", days=["2024-09-16"], absent=PUPILS[1:2])
    for paths in ((files / "pupils.csv", first), (third,)):
        assert run("import", *paths, "--data-dir", data_dir).exit_code == 0
    wanted = tables(data_dir)
    assert run("import", second, "--data-dir", data_dir).exit_code == 0
    assert tables(data_dir) != wanted
    printed("loads", "undo", load_ids(data_dir)[-1], "--data-dir", data_dir)
    assert tables(data_dir) == wanted
    assert run("import", second, "--data-dir", data_dir).exit_code == 0
    assert tables(data_dir) != wanted


def test_what_was_not_taken_can_be_had_with_line_and_reason(files, data_dir, tmp_path):
    rows = [f"115000,{pupil},2024-09-09,AM,/" for pupil in PUPILS]
    marks = write(
        files / "odd.csv", "urn,pupil,date,session,code", [*rows, "115000,p1,2024-09-09,PM,?"]
    )
    assert run("import", marks, "--data-dir", data_dir).exit_code == 0
    [load] = load_ids(data_dir)
    saved = tmp_path / "rejected.csv"
    printed("loads", "show", load, "--rejected", saved, "--data-dir", data_dir)
    text = saved.read_text(encoding="utf-8")
    assert "code not known" in text and "22" in text and "?" in text


@pytest.mark.parametrize("command", ["show", "undo"])
def test_a_load_that_there_is_none_of_is_told(files, data_dir, command):
    assert run("import", marks_file(files / "marks.csv"), "--data-dir", data_dir).exit_code == 0
    assert "loads list" in complaint("loads", command, "000099-marks", "--data-dir", data_dir)


def test_memory_that_is_not_understood_is_told(files, data_dir):
    assert "2GB" in complaint("import", files, "--memory", "lots", "--data-dir", data_dir)


def test_an_import_killed_at_any_moment_leaves_a_whole_warehouse(files, data_dir):
    marks_file(files / "marks.csv")
    assert run("import", files, "--data-dir", data_dir).exit_code == 0
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["attendance.__main__"])
    chance = random.Random(7)
    started = time.monotonic()
    run("import", marks_file(files / "whole.csv", days=["2024-09-13"]), "--data-dir", data_dir)
    span = time.monotonic() - started
    for turn in range(6):
        before = tables(data_dir)
        day = f"2024-09-{16 + turn % 5}"
        later = marks_file(files / f"killed{turn}.csv", days=[day], absent=PUPILS[: turn % 3])
        process = context.Process(target=run_import, args=([later], data_dir))
        process.start()
        process.join(chance.uniform(0, 1.3 * span))
        process.kill()
        process.join()
        version = versions.current(data_dir)
        versions.check(version)
        assert set(tables(data_dir)) == set(before)
        assert all(load.path(data_dir).exists() for load in version.loads)
    last = marks_file(files / "last.csv", days=["2024-09-27"])
    assert run("import", last, "--data-dir", data_dir).exit_code == 0
    refreshed = tables(data_dir)
    printed("warehouse", "rebuild", "--data-dir", data_dir)
    assert tables(data_dir) == refreshed


@pytest.fixture
def gone(files, data_dir, tmp_path):
    """What the tables held of a warehouse that is gone; one of its three loads was undone."""
    given = (files, marks_file(tmp_path / "a.csv"), marks_file(tmp_path / "b.csv", absent=PUPILS))
    for paths in given:
        told = run("import", paths, "--confirm", "--data-dir", data_dir)
        assert told.exit_code == 0, told.output
    printed("loads", "undo", load_ids(data_dir)[-1], "--data-dir", data_dir)
    held = tables(data_dir)
    shutil.rmtree(versions.folder(data_dir))
    return held


def test_a_warehouse_that_is_gone_is_built_of_the_loads_that_count(gone, data_dir):
    printed("warehouse", "rebuild", "--data-dir", data_dir)
    assert tables(data_dir) == gone
    assert len(versions.current(data_dir).loads) == 2


def test_no_other_warehouse_takes_the_place_of_one_that_is_gone(gone, data_dir, tmp_path):
    """Not one of the new file alone, nor the sample's."""
    new = marks_file(tmp_path / "c.csv", days=["2024-09-13"])
    for command in (["import", new], ["query", "essex_and_england/authorities"]):
        told = complaint(*command, "--data-dir", data_dir)
        assert "2 of the loads archived there count" in told and "warehouse rebuild" in told
    assert versions.current(data_dir) is None
    printed("warehouse", "rebuild", "--data-dir", data_dir)
    assert run("import", new, "--data-dir", data_dir).exit_code == 0
    assert len(versions.current(data_dir).loads) == 3


def test_an_archive_that_is_missing_is_named(gone, data_dir):
    [archive] = (data_dir / "loads").glob("000002-marks-????????.parquet")
    archive.unlink()
    assert str(archive) in complaint("warehouse", "rebuild", "--data-dir", data_dir)
