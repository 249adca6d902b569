"""Publications as zip files, as Explore Education Statistics offers them."""

import csv
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import chain
from math import isnan
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attendance.sample.areas import AUTHORITIES, CONFIDENTIAL, ENGLAND, ESSEX, REGIONS, Area
from attendance.sample.figures import Source, figures_by_phase, source
from attendance.sample.layouts import columns
from attendance.sample.school_weeks import YEARS, SchoolYear, Week
from attendance.sample.sessions import OPEN_IN_HALF_TERM, sessions
from attendance.sample.sizes import headcounts

SEED = 2024
ZIP_NAME = "pupil-attendance-in-schools.zip"
GUIDANCE = """\
SYNTHETIC DATA: every figure in these files is invented.

The files have the layout of the Department for Education's release "Pupil attendance in schools",
but were made by `python -m attendance.sample`. They say nothing about any real school, authority,
region or country and must not be quoted. Only the names and codes of areas, and the names of
columns, are real. The year-to-date attendance of Essex and England in autumn 2024 was made to round
to the Essex attendance bulletin of January 2025; the sessions behind it are invented all the same.
"""
CONFIDENTIAL_PHASE = "Primary"
MASK = "c"

AREAS = (ENGLAND, *REGIONS, *AUTHORITIES)
# Few authorities of other regions have weekly rows, which keeps the sample small.
WEEKLY_AREAS = (
    ENGLAND,
    *REGIONS,
    *(
        area
        for area in AUTHORITIES
        if area.region_code == ESSEX.region_code or area.name in OPEN_IN_HALF_TERM
    ),
)

Row = dict[str, str]


def write(target: Path, seed: int = SEED) -> None:
    """Rewrite the publications in `target`, a folder each; the same seed gives the same bytes."""
    for stale in target.glob(f"*/{ZIP_NAME}"):
        shutil.rmtree(stale.parent)
    on_roll = headcounts(seed)
    for year in YEARS:
        origin = source(year, sessions(year, on_roll, seed), on_roll, seed)
        for publication in year.published:
            folder = target / publication.isoformat()
            folder.mkdir(parents=True)
            _write_zip(folder / ZIP_NAME, publication, _members(origin, publication))


def _members(origin: Source, publication: date) -> Iterator[tuple[str, str]]:
    """File names and texts of one publication."""
    year = origin.year
    weeks = year.weeks_to(publication)
    figures = origin.layout.figures(publication >= year.first_with_persistent_absence)
    so_far = _rows(origin, _span(year, "Academic year"), AREAS, weeks, figures)
    yield _data_file("ytd", so_far, columns("ytd", figures))
    if publication == year.published[-1]:
        weekly = origin.layout.figures(has_persistent_absence=False)
        week_by_week = chain.from_iterable(
            _rows(origin, _one_week(week), WEEKLY_AREAS, [week], weekly) for week in weeks
        )
        yield _data_file("weekly", week_by_week, columns("weekly", weekly))
        for term, short_name in year.terms_in_last_release.items():
            of_term = [week for week in weeks if week.term == term]
            span = _span(year, f"{term.capitalize()} term")
            rows = _rows(origin, span, AREAS, of_term, figures)
            yield _data_file(short_name, rows, columns("term", figures))
    yield "data-guidance/data-guidance.txt", GUIDANCE


def _span(year: SchoolYear, time_identifier: str) -> Row:
    return {
        "academic_year": year.label,
        "time_period": year.label,
        "time_identifier": time_identifier,
    }


def _one_week(week: Week) -> Row:
    iso_year, number, _ = week.monday.isocalendar()
    return {"time_period": str(iso_year), "time_identifier": f"Week {number}"}


def _rows(
    origin: Source,
    time: Row,
    areas: Iterable[Area],
    weeks: Sequence[Week],
    names: Sequence[str],
) -> Iterator[Row]:
    for area in areas:
        for phase, figures in figures_by_phase(origin, area, weeks).items():
            texts = {name: _text(figures[name]) for name in names}
            yield time | _place(area) | {"school_type": phase} | texts
    if not all(week.is_half_term for week in weeks):
        masked = dict.fromkeys(names, MASK) | {"num_schools": "1"}
        yield time | _place(CONFIDENTIAL) | {"school_type": CONFIDENTIAL_PHASE} | masked


def _place(area: Area) -> Row:
    is_authority = area.level == "Local authority"
    return {
        "geographic_level": area.level,
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": area.region_code,
        "region_name": area.region_name,
        "new_la_code": area.gss_code,
        "la_name": area.name if is_authority else "",
        "old_la_code": area.old_code,
    }


def _text(figure: float) -> str:
    if isinstance(figure, int):
        return str(figure)
    return "NaN" if isnan(figure) else f"{figure:.15g}"


def _data_file(short_name: str, rows: Iterable[Row], header: Sequence[str]) -> tuple[str, str]:
    text = StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return f"data/EES_{short_name}_data.csv", text.getvalue()


def _write_zip(path: Path, published: date, members: Iterable[tuple[str, str]]) -> None:
    with ZipFile(path, "w") as archive:
        for name, text in members:
            info = ZipInfo(name, (published.year, published.month, published.day, 9, 30, 0))
            info.create_system = 3  # else Windows writes other bytes
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode(), ZIP_DEFLATED, compresslevel=9)
