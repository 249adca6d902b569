"""python -m attendance pack tsm: packs of many schools, made once, listed, logged, by role."""

import csv
import errno
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from attendance import access, config
from attendance.access import local_viewer
from attendance.casework import audit, store
from attendance.papers import batch
from attendance.papers.made import LIST
from attendance.warehouse import versions
from tests.command import complaint, run

FEW = ("--urn", 900022, "--urn", 900024)
SPRING = ("--term", "spring")


@pytest.fixture
def output(tmp_path) -> Path:
    return tmp_path / "packs"


def listed(output):
    text = (output / LIST).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def files(output):
    return sorted(path.name for path in output.iterdir() if path.name != LIST)


def made(output, *arguments, code=0):
    one = () if "--workers" in arguments else ("--workers", 1)
    outcome = run("pack", "tsm", "--output", output, *arguments, *one)
    assert outcome.exit_code == code, outcome.output
    return outcome.stderr


def test_each_school_gets_a_file_of_each_format_and_a_line(sample_copy, output):
    formats = ("--format", "pdf", "--format", "word", "--format", "excel")
    said = made(output, *FEW, *SPRING, *formats, "--workers", 2)
    assert "6 files made in " in said
    assert files(output) == [
        f"{school}-spring.{ending}"
        for school in ("900022-tinderwick-school", "900024-whistlemere-school")
        for ending in ("docx", "pdf", "xlsx")
    ]
    lines = listed(output)
    assert sorted(line["file"] for line in lines) == files(output)
    for line in lines:
        assert int(line["size"]) == (output / line["file"]).stat().st_size
        assert line["data"] == versions.current(sample_copy).name
        assert (line["term"], line["names"]) == ("spring", "with names")


def test_what_is_there_is_not_made_again(sample_copy, output):
    arguments = (*FEW, *SPRING, "--format", "excel")
    made(output, *arguments)
    first, second = files(output)
    before = (output / second).stat().st_mtime_ns
    assert "0 files made" in made(output, *arguments)
    (output / first).unlink()
    said = made(output, *arguments)
    assert "1 file made" in said and "1 was there already" in said
    assert (output / second).stat().st_mtime_ns == before
    assert len(listed(output)) == 2
    (output / second).write_bytes(b"cut")
    assert "1 file made" in made(output, *arguments)
    with (output / LIST).open("a", encoding="utf-8") as file:
        file.write("900024-whistlemere-school-spr")
    assert "0 files made" in made(output, *arguments)
    assert "2 files made" in made(output, *FEW, "--term", "autumn", "--format", "excel")


def test_without_names_no_name_is_in_the_file(sample_copy, output):
    made(
        output, "--urn", 900024, *SPRING, "--format", "word", "--format", "excel", "--without-names"
    )
    docx, xlsx = files(output)
    assert docx == "900024-whistlemere-school-spring-without-names.docx"
    version = versions.current(sample_copy)
    with zipfile.ZipFile(output / docx) as parts:
        text = parts.read("word/document.xml").decode()
    book = openpyxl.load_workbook(output / xlsx)
    text += " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    pupils = access.rows(
        local_viewer(),
        version,
        "data/people_names",
        person_keys=None,
        show_names=True,
    )
    assert "Pupil " in text
    assert not [name for name in pupils["pupil"] if name in text]


def test_a_trusts_pack_comes_before_those_of_its_schools(sample_copy, output):
    trust = ("--trust", "Three Otters Academy Trust")
    made(output, *trust, *SPRING, "--format", "word")
    assert files(output) == [
        "900014-gingermarsh-primary-school-spring.docx",
        "900020-rumblecombe-academy-spring.docx",
        "900023-velvetfold-school-spring.docx",
        "trust-three-otters-academy-trust-spring.docx",
    ]
    assert listed(output)[0]["name"] == "Three Otters Academy Trust"


def test_the_log_says_who_took_which_packs(sample_copy, output):
    made(output, "--urn", 900022, "--format", "excel", "--without-names")
    engine = store.open_store(config.data_dir())
    [entry] = [each for each in audit.entries(engine) if each["subject"] == "packs for meetings"]
    engine.dispose()
    assert (entry["action"], entry["role"], entry["rows"]) == ("export", "ast_lead", 1)
    detail = entry["detail"]
    assert detail["schools"] == [900022] and detail["names"] == "without names"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "one of --urn, --trust, --quadrant or --all"),
        (("--all", "--urn", 900022), "one of --urn, --trust, --quadrant or --all"),
        (("--urn", 900099), "No school with the URN 900099"),
        (("--quadrant", "Nowhere"), "There are Mid, North East, South and West"),
        (("--trust", "Nobody"), "Copper Kite Trust"),
        (("--all", "--as", "governor:900022"), "A governor does not get packs"),
        (("--all", "--as", "data_officer"), "A data officer does not get packs"),
        (("--urn", 900024, "--as", "champion:900022"), "No school with the URN 900024"),
        (("--quadrant", "South", "--as", "champion:900022"), "There are Mid."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(sample_copy, output, arguments, reason):
    assert reason in complaint("pack", "tsm", "--output", output, *arguments)
    assert not output.exists()


def test_a_champion_gets_the_packs_of_own_schools_alone(sample_copy, output):
    own = ("--all", "--as", "champion:900022")
    made(output, *own, "--format", "excel")
    assert [line["urn"] for line in listed(output)] == ["900022"]


def test_a_full_disk_is_told_and_leaves_what_is_whole(sample_copy, output, monkeypatch):
    arguments = (*FEW, *SPRING, "--format", "excel", "--workers", 1)
    write = Path.write_bytes

    def full(path, content):
        if "900024" in path.name:
            write(path, content[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "No space left on device" in complaint("pack", "tsm", "--output", output, *arguments)
    assert [line["urn"] for line in listed(output)] == ["900022"]
    monkeypatch.undo()


def test_a_folder_with_another_list_is_left_alone(sample_copy, output):
    output.mkdir()
    (output / LIST).write_text("name,age\nann,3\n", encoding="utf-8")
    said = complaint("pack", "tsm", "--output", output, "--urn", 900022)
    assert "is not a list of packs" in said
    assert (output / LIST).read_text(encoding="utf-8") == "name,age\nann,3\n"


def test_a_school_without_what_a_pack_needs_stops_no_other(sample_copy, output, monkeypatch):
    build = batch.Desk.school_pack

    def refuse(desk, school, *more):
        if school.urn == 900022:
            raise batch.DocumentError("No marks of Tinderwick School are loaded of these weeks.")
        return build(desk, school, *more)

    monkeypatch.setattr(batch.Desk, "school_pack", refuse)
    said = made(output, *FEW, *SPRING, "--format", "excel", code=1)
    assert "1 file made" in said
    assert "Not made: Tinderwick School: No marks of Tinderwick School are loaded" in said
