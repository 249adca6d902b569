"""A pack for a Targeting Support Meeting as PDF: the words and numbers of a Pack, laid out by the
template, which draws the charts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from attendance import words
from attendance.documents import pdf
from attendance.packs.pack import Chart, Pack, Section, Table

NARROWEST, WIDEST, WIDEST_OF_FEW, FEW_COLUMNS = 5, 30, 60, 4
ROOM, BOLD, LINE, KEPT = 2, 1.1, 128, 14
"""In letters: a cell's margins, one in bold, those of a line; a text up to which is not broken."""
MOST_ROWS_BEFORE_CHARTS = 5
MOST_ROWS_OF_PAGE = 50
EMPTY_ACTIONS = 5
ACTION_HEADINGS = ("What", "Who", "By when")


def as_pdf(pack: Pack) -> bytes:
    """The pack as a tagged PDF (PDF/UA-1): page 1 first, then a section after the other."""
    return pdf.as_pdf("pack", laid_out(pack))


def laid_out(pack: Pack) -> dict[str, Any]:
    """What the template is given: all cells in words, columns with their widths."""
    names = "With names of pupils" if pack.with_names else "Without names of pupils"
    return {
        "title": pack.title,
        "made_by": pack.made_by,
        "at": pack.made_at_in_words,
        "source": pack.source,
        "is_sample": pack.is_sample,
        "theme": f"{pack.term.capitalize()} term: {pack.theme}. {names}.",
        "chosen": f"{pack.chosen}." if pack.chosen else "",
        "sentences": pack.front.sentences,
        "to_agree": _fitted(pack.front.to_agree),
        "overdue": _table(pack.front.overdue),
        "sections": [_section(section) for section in pack.sections],
        "notes": pack.notes,
    }


def _section(section: Section) -> dict[str, Any]:
    """A short table goes before the charts, which leave a part of a page empty where they do not
    fit."""
    short = [table for table in section.tables if len(table.rows) <= MOST_ROWS_BEFORE_CHARTS]
    first = short if len(short) == len(section.tables) else []
    return {
        "heading": section.heading,
        "sentences": section.sentences,
        "charts": [chart_data(chart) for chart in section.charts],
        "first_tables": [_table(table) for table in first],
        "tables": [_table(table) for table in section.tables if table not in first],
        "questions": [
            {"text": question.text, "why": words.sentence(question.raised_by)}
            for question in section.questions
        ],
        "actions": _empty_actions() if section.has_space_for_actions else None,
    }


def _table(table: Table) -> dict[str, Any]:
    headings = [column.heading for column in table.printed_columns]
    rows = table.printed_rows
    notes = [note for note in (table.rest, table.note) if note]
    return {
        "caption": table.caption,
        "headings": headings,
        "rows": rows,
        "widths": _widths(headings, rows),
        "right": [column.is_at_right for column in table.printed_columns],
        "note": " ".join(notes),
        "empty": table.empty,
    }


def _fitted(table: Table) -> dict[str, Any]:
    """A list of which page 1 has as many rows as it has room for: those that could be, the order in
    which they are let in, and what is said of the others by how many are let in."""
    if table.most is None:
        return _table(table)
    let_in = table.places_let_in[:MOST_ROWS_OF_PAGE]
    kept = sorted(let_in)
    could_be = replace(table, rows=tuple(table.rows[place] for place in kept), let_in=())
    return {
        **_table(replace(could_be, most=None)),
        "let_in": [kept.index(place) for place in let_in],
        "rests": [replace(table, most=number).rest for number in range(len(kept) + 1)],
        "note": table.note,
    }


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """A column's share of the page, by its longest text; where the line is too short for all, each
    has what may not be broken, and of the rest by what it lacks."""
    widest = WIDEST_OF_FEW if len(headings) <= FEW_COLUMNS else WIDEST
    least, wanted = [], []
    for place, heading in enumerate(headings):
        texts = [row[place] for row in rows]
        whole = [part for text in texts for part in ([text] if len(text) <= KEPT else text.split())]
        floor = max(
            NARROWEST,
            *(round(BOLD * len(word)) for word in heading.split()),
            *(len(part) for part in whole),
        )
        least.append(ROOM + floor)
        wanted.append(ROOM + max(floor, min(widest, max(map(len, texts), default=0))))
    lacking, left = sum(wanted) - sum(least), max(0, LINE - sum(least))
    share = min(1, left / lacking) if lacking else 0
    return [round(own + share * (full - own)) for own, full in zip(least, wanted, strict=True)]


def _empty_actions() -> dict[str, Any]:
    return {"headings": ACTION_HEADINGS, "rows": EMPTY_ACTIONS}


def chart_data(chart: Chart) -> dict[str, Any]:
    """What a template draws a chart by."""
    return {
        "kind": chart.kind,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "alt": chart.alt,
        "labels": chart.labels,
        "unit": chart.unit,
        "series": [vars(series) for series in chart.series],
        "strips": chart.strips,
    }
