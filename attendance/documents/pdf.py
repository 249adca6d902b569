"""PDF reports: a template of documents/templates and its data in, a tagged PDF (PDF/UA-1) out.

Data goes in as JSON and is never part of the source, so that no name or note can be run. Each
template begins with house.typ, which needs `title`, `made_by`, `at` and `source`, all in words,
and `is_sample`.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from attendance.errors import DocumentError

TEMPLATES = Path(__file__).with_name("templates")
NEEDED = ("title", "made_by", "at", "source", "is_sample")
WITHOUT_A_FONT = "could not be displayed with font"
"""Typst's words for a letter of no font of this machine, such as Thai, or of an emoji of several
parts, which PDF/UA-1 does not allow."""

EMPTY, EMPTY_AFTER_EACH = "empty", 7
"""Typst keeps what it worked out until it was of no use in the ten documents made since. What a
document shares with the next, such as its template, must last; the rest of some documents more
takes a hundred megabytes for nothing. Empty ones in between let it go in time."""


def as_pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The document of that template, such as "consultation", with this data.

    Numbers and dates come in words, as they are to be read. With letters that no font of the
    machine has, which print as boxes, it is a tagged PDF but not PDF/UA-1. DocumentError if there
    is no such template, if the data lacks what every page's head says, or if the template refuses
    it.
    """
    if missing := [name for name in NEEDED if name not in data]:
        raise DocumentError(f"A document cannot be made without {', '.join(missing)}.")
    given = json.dumps(data, allow_nan=False)
    compiler, lock = _compiler(template)
    try:
        with lock:
            try:
                made = compiler.compile(
                    format="pdf", pdf_standards="ua-1", sys_inputs={"data": given}
                )
            except typst.TypstError as error:
                if WITHOUT_A_FONT not in str(error):
                    raise
                made = compiler.compile(format="pdf", sys_inputs={"data": given})
        _let_go()
    except typst.TypstError as error:
        raise DocumentError(f"The document “{template}” could not be made: {error}") from error
    assert isinstance(made, bytes)
    return made


def as_png(template: str, data: Mapping[str, object], dots_an_inch: int = 144) -> bytes:
    """The first page of that template as a picture, for documents that are no PDF."""
    given = json.dumps(data, allow_nan=False)
    compiler, lock = _compiler(template)
    try:
        with lock:
            made = compiler.compile(format="png", ppi=dots_an_inch, sys_inputs={"data": given})
    except typst.TypstError as error:
        raise DocumentError(f"The picture “{template}” could not be made: {error}") from error
    page = made[0] if isinstance(made, list) else made
    assert isinstance(page, bytes)
    return page


def _let_go() -> None:
    compiler, lock = _compiler(EMPTY)
    with lock:
        for _ in range(EMPTY_AFTER_EACH):
            compiler.compile(format="pdf")


@cache
def _compiler(template: str) -> tuple[typst.Compiler, Lock]:
    """One compiler for each template, which reads its fonts once, and one user of it at a time."""
    path = TEMPLATES / f"{template}.typ"
    if not template.isidentifier() or not path.is_file():
        raise DocumentError(f"There is no template {template!r} among the documents.")
    return typst.Compiler(path, root=TEMPLATES), Lock()
