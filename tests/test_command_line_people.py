"""The register of persons, people.parquet, when it is missing or an older copy."""

import shutil

import pytest

from attendance import access
from attendance.casework import about, audit, store, triage_choices
from attendance.warehouse import people, versions
from tests.command import complaint, run
from tests.importers.data_folder import Handover
from tests.test_command_line_county import PUPILS, load_ids, marks_file, write

COUNTS = (
    "(select count(*) from people)",
    "(select count(*) from enrolments)",
    "(select count(*) from marks inner join people on marks.pupil_id = people.pupil_id)",
)
HEADER = "urn,local_id,year_group,academic_year"
LATER = [f"q{place}" for place in range(4)]
ALL = [*PUPILS, *LATER]


def ask(data_dir, sql):
    return Handover(data_dir, data_dir).ask(sql)


def counts(data_dir):
    """People, enrolments, and marks of somebody, as they stand in the warehouse in use."""
    return ask(data_dir, f"select {', '.join(COUNTS)}")


def took(data_dir, *paths):
    assert run("import", *paths, "--data-dir", data_dir).exit_code == 0


@pytest.fixture
def older(tmp_path, data_dir):
    """The register as it was before the last pupil file, which had four more pupils."""
    pupils = [f"115000,{pupil},7,2024/25" for pupil in PUPILS]
    took(data_dir, write(tmp_path / "pupils.csv", HEADER, pupils), marks_file(tmp_path / "a.csv"))
    older = shutil.copy(data_dir / people.FILE, tmp_path / "older.parquet")
    later = [f"115000,{pupil},7,2024/25" for pupil in LATER]
    took(
        data_dir,
        write(tmp_path / "later.csv", HEADER, later),
        marks_file(tmp_path / "b.csv", pupils=ALL),
    )
    return older


@pytest.fixture(params=["missing", "older"])
def lost(request, older, data_dir, tmp_path):
    """The newest copy, kept elsewhere: that in the data folder is missing or older."""
    kept = shutil.move(data_dir / people.FILE, tmp_path / "newest.parquet")
    if request.param == "older":
        shutil.copy(older, data_dir / people.FILE)
    return kept


def write_of(data_dir, pupil):
    """Something written about the pupil; the key it is under."""
    [(key,)] = ask(
        data_dir,
        "select person_key from people inner join enrolments using (pupil_id) "
        f"where local_id = '{pupil}'",
    )
    engine = store.open_store(data_dir)
    version = versions.current(data_dir)
    triage_choices.choose(engine, access.local_viewer(), version, key, triage_choices.GROUPS[0])
    engine.dispose()
    return key


def test_a_rebuild_gives_keys_to_those_who_have_none(lost, data_dir):
    before = counts(data_dir)
    assert before == [(24, 24, 24 * 8)]
    assert run("warehouse", "rebuild", "--data-dir", data_dir).exit_code == 0
    assert counts(data_dir) == before
    took(data_dir, marks_file(lost.parent / "c.csv", days=["2024-09-13"], pupils=ALL))
    assert counts(data_dir) == [(24, 24, 24 * 8 + 24 * 2)]


@pytest.mark.parametrize("command", ["import", "undo"])
def test_nothing_is_put_to_a_warehouse_whose_people_are_not_known(command, lost, data_dir):
    """Numbers that are taken there would be given again."""
    marks = marks_file(lost.parent / "c.csv", days=["2024-09-13"], pupils=[*ALL, "new"])
    asked = {"import": ["import", marks], "undo": ["loads", "undo", load_ids(data_dir)[-1]]}
    before = Handover(data_dir, data_dir).bytes_of()
    told = complaint(*asked[command], "--data-dir", data_dir)
    assert str(data_dir / people.FILE) in told and "warehouse rebuild" in told
    assert Handover(data_dir, data_dir).bytes_of() == before
    shutil.copy(lost, data_dir / people.FILE)
    assert run(*asked[command], "--data-dir", data_dir).exit_code == 0


def test_what_was_written_is_not_cut_from_its_person(lost, data_dir):
    key = write_of(data_dir, LATER[0])
    before = versions.current(data_dir)
    told = complaint("warehouse", "rebuild", "--data-dir", data_dir)
    assert "does not know 1 of the pupils that something was written about" in told
    assert str(data_dir / people.FILE) in told and "backup" in told
    assert versions.current(data_dir) == before
    register = data_dir / people.FILE
    shutil.copy(lost, register)
    assert run("warehouse", "rebuild", "--data-dir", data_dir).exit_code == 0
    assert ask(data_dir, f"select count(*) from people where person_key = '{key}'") == [(1,)]
    assert register.read_bytes() == lost.read_bytes()


def test_new_keys_are_given_when_there_is_no_copy_left(lost, data_dir):
    write_of(data_dir, LATER[0])
    before = counts(data_dir)
    assert run("warehouse", "rebuild", "--confirm", "--data-dir", data_dir).exit_code == 0
    assert counts(data_dir) == before


def test_what_is_written_about_those_who_are_known_stands_in_no_way(older, data_dir):
    write_of(data_dir, PUPILS[0])
    shutil.copy(older, data_dir / people.FILE)
    assert run("warehouse", "rebuild", "--data-dir", data_dir).exit_code == 0


def test_a_backup_put_back_without_its_people_says_so(older, data_dir, tmp_path):
    """Of a data folder into which the same files were imported anew, the keys are others."""
    write_of(data_dir, PUPILS[0])
    saved = tmp_path / "saved.sqlite"
    assert run("backup", saved, "--data-dir", data_dir).exit_code == 0
    told = run("restore", saved, "--data-dir", data_dir)
    assert told.exit_code == 0 and "not known here" not in told.stderr
    (data_dir / people.FILE).unlink()
    told = run("restore", saved, "--data-dir", data_dir)
    assert told.exit_code == 0
    assert "1 of the pupils that it is about are not known here" in " ".join(told.stderr.split())
    assert people.FILE in told.stderr and "warehouse rebuild" in told.stderr


def test_every_table_that_names_a_person_is_asked():
    named = {name for name, table in audit.METADATA.tables.items() if "person_key" in table.c}
    assert {table.name for table in about.TABLES} == named
