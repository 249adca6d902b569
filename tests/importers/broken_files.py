"""Kinds of broken file: each is sound but for one thing, and what its refusal must tell."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZipFile

from tests.importers.release_files import WEEK_1, Release, release

ESSEX_PRIMARY = {"la_name": "Essex", "school_type": "Primary"}
LINE = "EES_ytd_data.csv, line 2: "


@dataclass(frozen=True)
class Broken:
    """A file, and fragments of what its reader must be told."""

    kind: str
    made: Callable[[], Release | bytes]
    told: tuple[str, ...]
    name: str = "EES_ytd_data.csv"


def put(column: str, value: str, kind: str = "ytd", **where: str) -> Callable[[], Release]:
    """A release in which one cell, or some, hold something else."""
    return lambda: release(kind).put(column, value, **(where or ESSEX_PRIMARY))


def text(changed: Callable[[str], str] = str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """A release whose text is changed."""
    return lambda: changed(release().text()).encode(encoding)


def renamed(column: str, name: str) -> Callable[[], bytes]:
    """A release in which a column has another name."""
    return text(lambda whole: whole.replace(f",{column},", f",{name},", 1))


def zipped(damage: Callable[[bytearray], bytes]) -> Callable[[], bytes]:
    """A zip with a release, damaged."""

    def made() -> bytes:
        out = io.BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            archive.writestr("data/EES_ytd_data.csv", release().text())
        return bytes(damage(bytearray(out.getvalue())))

    return made


def overwritten(content: bytearray) -> bytes:
    """The same bytes with some in the middle of the packed file destroyed."""
    content[90:130] = b"\xff" * 40
    return bytes(content)


def mixed(first: Release, second: Release) -> Release:
    """The lines of two releases in one file."""
    columns = [*first.columns, *(name for name in second.columns if name not in first.columns)]
    return Release(columns, [*first.rows, *second.rows])


NO_SUM = "do not add up to"
ENGLAND_MISSING = "there is no figure for England"

BROKEN = (
    Broken(
        "not a release",
        lambda: b"pupil,mark\n1,/\n",
        ("is not a file of DfE's pupil attendance release", "Its columns are pupil, mark"),
    ),
    Broken("empty", lambda: b"", ("is empty", "Download it again")),
    Broken("an empty line first", text(lambda whole: "\n" + whole), ("begins with an empty line",)),
    Broken("header only", text(lambda whole: whole.split("\n")[0]), ("column names but no rows",)),
    Broken(
        "cut off within a line",
        text(lambda whole: whole[: len(whole) // 2]),
        ("EES_ytd_data.csv, line ", "has too few cells: the file may be cut off"),
    ),
    Broken(
        "cut off before England",
        text(lambda whole: "".join(whole.splitlines(keepends=True)[:9])),
        (ENGLAND_MISSING, "Primary", "the file may be cut off", "Download it again"),
    ),
    Broken(
        "too many cells",
        text(lambda whole: whole.replace("Essex", "Essex,Essex", 1)),
        (LINE, "has too many cells"),
    ),
    Broken(
        "quotation mark not closed",
        text(lambda whole: whole.replace("Essex", '"Essex', 1)),
        (LINE, "has a quotation mark that is not closed"),
    ),
    Broken("UTF-16", text(encoding="utf-16"), ("UTF-16", "Save it again as CSV UTF-8")),
    Broken("UTF-16 unmarked", text(encoding="utf-16-le"), ("UTF-16",)),
    Broken(
        "saved in a Windows alphabet",
        text(lambda whole: whole.replace("Suffolk", "Südfolk"), "cp1252"),
        ("EES_ytd_data.csv, line 5: ", "not written in UTF-8", "saved by a spreadsheet"),
    ),
    Broken(
        "a web page",
        lambda: b"\r\n<!DOCTYPE html><title>Sign in</title>",
        ("is a web page, not a data file", "Download the CSV itself"),
    ),
    Broken(
        "semicolons",
        lambda: release().text(delimiter=";").encode(),
        ("separated by semicolons, not by commas", "use the file as downloaded"),
    ),
    Broken("tabs", lambda: release().text(delimiter="\t").encode(), ("separated by tabs",)),
    Broken(
        "a column is missing",
        renamed("possible_sessions", "sessions_that_could_be"),
        ("lacks the column possible_sessions", "as DfE publishes it"),
    ),
    Broken(
        "the phase is missing",
        renamed("school_type", "type"),
        ("lacks the column", "education_phase or school_type"),
    ),
    Broken(
        "a column stands twice",
        renamed("num_schools", "enrolments"),
        ("the column 'enrolments' stands twice",),
    ),
    Broken(
        "words for a number",
        put("possible_sessions", "many"),
        (LINE, "possible_sessions holds 'many'", "neither a number nor one of DfE's symbols"),
    ),
    Broken(
        "a comma in a number",
        put("reason_n_no_reason_yet", "1,234"),
        (LINE, "reason_n_no_reason_yet holds '1,234'"),
    ),
    Broken("an endless number", put("reason_n_no_reason_yet", "1e400"), (LINE, "holds '1e400'")),
    Broken(
        "a negative count",
        put("overall_absence", "-5"),
        (LINE, "overall_absence is -5; a count cannot be negative"),
    ),
    Broken(
        "a rate above 100",
        put("attendance_perc", "101"),
        (LINE, "attendance_perc is 101; a rate lies between 0 and 100"),
    ),
    Broken(
        "a rate as a fraction",
        put("attendance_perc", "0.8959"),
        (
            LINE
            + "Essex, Primary: attendance_perc does not match the sessions (0.90 printed, 89.59",
        ),
    ),
    Broken(
        "attendance and absence",
        put("possible_sessions", "5000"),
        (LINE + "Essex, Primary: attendance and absence " + NO_SUM, "3372 + 392 is not 5000"),
    ),
    Broken(
        "authorised and unauthorised",
        put("authorised_absence", "900"),
        (LINE + "Essex, Primary: authorised and unauthorised absence " + NO_SUM, "900 + 140"),
    ),
    Broken(
        "present and activity",
        put("approved_educational_activity", "900"),
        (LINE + "Essex, Primary: present sessions and approved educational activity " + NO_SUM,),
    ),
    Broken(
        "a total is missing",
        put("overall_absence", ""),
        (LINE + "Essex, Primary: some totals are missing", "absent no number"),
    ),
    Broken(
        "absence codes above their total",
        put("reason_i_authorised_illness", "9999"),
        (LINE + "Essex, Primary: the codes add up to more", "authorised absence: 10159 by code"),
    ),
    Broken(
        "present codes above their total",
        put("reason_present_am", "9999"),
        (LINE + "Essex, Primary: the codes add up to more", "present: "),
    ),
    Broken(
        "a line stands twice",
        text(lambda whole: whole + whole.splitlines(keepends=True)[1]),
        ("line 16: Essex, Primary stands twice (also on line 2)",),
    ),
    Broken(
        "an unknown phase",
        put("school_type", "Nursery"),
        (LINE + "education_phase is 'Nursery'; expected Primary, Secondary, Special or Total",),
    ),
    Broken(
        "an unknown level",
        put("geographic_level", "Ward"),
        (LINE + "geographic_level is 'Ward'; expected National, Regional or Local authority",),
    ),
    Broken("no area", put("la_name", ""), (LINE + "a Local authority row names no area",)),
    Broken(
        "an unknown period",
        put("time_identifier", "Half year"),
        (LINE + "the period '202425 Half year' is not understood; expected such as",),
    ),
    Broken(
        "a week that no year has",
        put("time_identifier", "Week 2000000000", "weekly", geographic_level="National"),
        ("line 12: the period '2024 Week 2000000000' is not understood",),
    ),
    Broken(
        "a year in words of its own",
        put("time_period", "2024/25"),
        (LINE + "the period '2024/25 Academic year' is not understood",),
    ),
    Broken(
        "a day outside its week",
        put("attendance_date", "2024-10-09", "daily"),
        (LINE + "attendance_date '2024-10-09' is not a day of the row's week",),
    ),
    Broken(
        "two kinds",
        lambda: mixed(release("weekly"), release("term")),
        ("line 16: the file mixes periods: week and autumn term",),
    ),
    Broken(
        "two years",
        lambda: mixed(release(), release().put("time_period", "202324")),
        ("line 16: the file mixes academic years: 2024/25 and 2023/24",),
    ),
    Broken(
        "a phase without England",
        lambda: release().without(geographic_level="National", school_type="Special"),
        (ENGLAND_MISSING, "Special"),
    ),
    Broken(
        "weeks without England",
        lambda: release("weekly", weeks=(WEEK_1,)).without(geographic_level="National"),
        (ENGLAND_MISSING,),
    ),
    Broken(
        "a phase missing altogether",
        lambda: release(phases=("Primary", "Secondary")),
        (ENGLAND_MISSING, "Special"),
    ),
    Broken(
        "a zip that is none",
        lambda: b"PK\x03\x04 nothing",
        ("EES.zip cannot be opened as a zip file", "download it again, or unpack it"),
        "EES.zip",
    ),
    Broken(
        "a zip cut off",
        zipped(lambda content: content[: len(content) // 2]),
        ("EES.zip cannot be opened as a zip file", "may be cut off"),
        "EES.zip",
    ),
    Broken(
        "a zip damaged inside",
        zipped(overwritten),
        ("EES.zip cannot be opened as a zip file", "download it again"),
        "EES.zip",
    ),
    Broken(
        "a workbook that is none",
        lambda: b"PK\x03\x04 nothing",
        ("EES.xlsx cannot be opened as an Excel workbook", "Save it again as .xlsx"),
        "EES.xlsx",
    ),
    Broken(
        "a Parquet file that is none",
        lambda: b"PAR1 nothing PAR1",
        ("EES.parquet cannot be opened as a Parquet file", "Download it again"),
        "EES.parquet",
    ),
)
