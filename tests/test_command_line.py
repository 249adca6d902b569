"""python -m attendance: imports, the warehouse, the data folder, and the program itself."""

import shutil

import pytest

from attendance import config
from attendance.importers import imports
from attendance.warehouse import versions
from tests.command import as_program, complaint, printed, run

SAMPLE = config.SAMPLE / "dfe"


def test_an_import_takes_a_release_and_says_so(data_dir):
    outcome = run("import", SAMPLE / "2024-09-26")
    assert outcome.exit_code == 0
    assert "Taken:" in outcome.stderr and "2024/25" in outcome.stderr
    assert "In use is now warehouse-" in outcome.stderr
    assert not versions.current(data_dir).is_sample
    again = run("import", SAMPLE / "2024-09-26")
    assert "Unchanged:" in again.stderr and "Nothing changed." in again.stderr


def test_the_first_real_import_leaves_the_sample_behind(sample_copy):
    outcome = run("import", SAMPLE / "2024-09-26")
    assert "This is the first real data" in outcome.stderr
    assert len(versions.current(sample_copy).loads) == 1


def test_an_import_after_going_back_to_the_sample_says_what_no_longer_counts(sample_copy):
    sample = versions.current(sample_copy).name
    run("import", SAMPLE / "2024-09-26")
    real = versions.current(sample_copy).name
    run("warehouse", "rollback", sample)
    outcome = run("import", SAMPLE / "2024-10-10")
    assert "first real data" not in outcome.stderr
    assert "without the real figures loaded before" in outcome.stderr
    assert len(versions.current(sample_copy).loads) == 1
    run("warehouse", "rollback", real)
    again = run("import", SAMPLE / "2024-10-10")
    assert "started empty" not in again.stderr
    assert len(versions.current(sample_copy).loads) == 2


def test_a_file_that_is_refused_makes_exit_code_1(data_dir, tmp_path):
    (tmp_path / "marks.csv").write_text("pupil,mark\n1,/\n")
    outcome = run("import", tmp_path / "marks.csv")
    assert outcome.exit_code == 1
    assert "Refused:" in outcome.stderr and "marks.csv" in outcome.stderr
    assert versions.current(data_dir) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "/no/such/file.csv"], "There is no file or folder /no/such/file.csv"),
        (["import", SAMPLE, "--published", "2024-13-01"], "--published '2024-13-01' is not a date"),
        (["import", SAMPLE, "--data-to", "soon"], "--data-to 'soon' is not a date"),
        (["warehouse", "rollback"], "no earlier warehouse"),
        (["warehouse", "rollback", "nonsense"], "no warehouse version 'nonsense'"),
        (["warehouse", "rebuild"], "Import a release first"),
    ],
)
def test_what_cannot_be_done_in_an_empty_folder_says_why(arguments, said):
    assert said in complaint(*arguments)


def test_versions_are_listed_rolled_back_rebuilt_and_verified(data_dir, few_sample_files):
    first = imports.build_sample(data_dir).name
    run("warehouse", "rebuild")
    second = versions.current(data_dir).name
    assert second != first
    listed = printed("warehouse", "list").splitlines()
    assert [line[: len(first) + 2] for line in listed] == [f"* {second}", f"  {first}"]
    assert "3 files" in listed[0] and "sample" in listed[0]
    assert printed("warehouse", "verify").split() == [second, "sound", first, "sound"]
    assert f"In use is now {first}" in run("warehouse", "rollback").stderr
    assert printed("warehouse", "list").splitlines()[1].startswith(f"* {first}")
    assert second in run("warehouse", "rollback", second).stderr


def test_a_damaged_warehouse_is_found(sample_copy):
    with versions.current(sample_copy).path.open("ab") as file:
        file.write(b"x")
    assert "is not the file that was built" in complaint("warehouse", "verify")


@pytest.mark.parametrize("command", ["list", "verify"])
def test_an_empty_data_folder_is_told(command, data_dir):
    outcome = run("warehouse", command)
    assert outcome.exit_code == 0
    assert outcome.stderr.strip() == f"There is no warehouse in {data_dir} yet."


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_option_names_the_data_folder(place, sample_data_dir, monkeypatch, tmp_path):
    here = shutil.copytree(sample_data_dir, tmp_path / "here")
    monkeypatch.setenv(config.DATA_DIR_VARIABLE, str(tmp_path / "elsewhere"))
    option = ["--data-dir", here]
    arguments = [*option, "warehouse", "list"]
    if place == "after":
        arguments = ["warehouse", "list", *option]
    assert printed(*arguments).startswith(f"* {versions.current(here).name}")
    assert not (tmp_path / "elsewhere").exists()


def test_the_program_builds_the_sample_in_an_empty_folder_and_says_so(first_use):
    assert first_use.printed.startswith("published,data_to,education_phase,essex_attendance")
    assert "it was built from the sample: invented figures" in first_use.told
    assert versions.current(first_use.data_dir).is_sample


def test_the_program_ends_with_1_and_one_paragraph(sample_copy):
    environment = {config.DATA_DIR_VARIABLE: str(sample_copy)}
    outcome = as_program("bulletin", "--year", "1999/00", **environment)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("No release of 1999/00")
    assert outcome.stderr.count("\n") == 1


def test_the_program_reads_a_viewer_from_the_environment(sample_copy):
    environment = {
        config.DATA_DIR_VARIABLE: str(sample_copy),
        config.VIEWER_VARIABLE: "headteacher",
    }
    outcome = as_program("query", "essex_and_england/authorities", **environment)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "There is no role 'headteacher'" in outcome.stderr


def test_the_program_without_a_command_tells_what_it_can_do():
    outcome = as_program()
    assert "Usage: python -m attendance" in outcome.stdout + outcome.stderr
