"""A pack for a Targeting Support Meeting in Word, to edit before the meeting and write into."""

from attendance import words
from attendance.documents import pdf, word
from attendance.documents.pack_pdf import chart_data
from attendance.packs.agenda import Agenda
from attendance.packs.pack import Chart, Pack, Section, Table

EMPTY_ACTIONS, AGENDA_ACTIONS = 5, 3
ACTION_HEADINGS = ("What", "Who", "By when")


def as_docx(pack: Pack) -> bytes:
    """The pack as an editable document: page 1 first, then a section after the other."""
    document = word.new_document(
        pack.title,
        made_by=pack.made_by,
        made_at=pack.made_at_in_words,
        source=pack.source,
        is_sample=pack.is_sample,
    )
    document.add_paragraph(" ".join(_about(pack)))
    document.add_heading("At a glance", 1)
    word.add_lines(document, pack.front.sentences, "List Number")
    add_list(document, pack.front.to_agree)
    add_list(document, pack.front.overdue)
    for number, section in enumerate(pack.sections):
        _add_section(document, section, starts_page=number == 0)
    if pack.notes:
        document.add_heading("About these figures", 1)
        word.add_lines(document, pack.notes)
    return word.as_bytes(document)


def agenda_as_docx(agenda: Agenda) -> bytes:
    """The agenda to send before the meeting, with room for what is agreed."""
    document = word.new_document(
        agenda.title,
        made_by=agenda.made_by,
        made_at=agenda.made_at_in_words,
        source="agenda of the county, no data of pupils",
        is_sample=agenda.is_sample,
    )
    document.add_paragraph(f"{agenda.when}. {agenda.minutes} minutes.").runs[0].bold = True
    document.add_paragraph(f"{agenda.term.capitalize()} term: {agenda.theme}.")
    word.add_table(
        document,
        "What we talk about",
        ("Begins", "Minutes", "Item", "What it is about"),
        [(each.begins, str(each.minutes), each.item, each.detail) for each in agenda.items],
        right=(False, True),
        widths=(1.3, 0.9, 3, 5),
    )
    for heading, lines in (
        ("Questions of this term", agenda.questions),
        ("Who should come", agenda.who),
        ("What to bring", agenda.bring),
    ):
        if lines:
            document.add_heading(heading, 1)
            word.add_lines(document, lines)
    add_space_for_actions(document, AGENDA_ACTIONS)
    return word.as_bytes(document)


def add_list(document: word.Words, table: Table) -> None:
    """A list of a pack under its caption, cut as in every printed document."""
    if not table.rows:
        document.add_heading(table.caption, 2)
        document.add_paragraph(table.empty)
        return
    word.add_table(
        document,
        table.caption,
        [column.heading for column in table.printed_columns],
        table.printed_rows,
        right=[column.is_at_right for column in table.printed_columns],
        alt=table.note,
    )
    notes = [note for note in (table.rest, table.note) if note]
    if notes:
        word.add_quiet(document, " ".join(notes))


def add_space_for_actions(document: word.Words, rows: int = EMPTY_ACTIONS) -> None:
    """An empty table to be written into."""
    word.add_table(
        document,
        "Actions agreed",
        ACTION_HEADINGS,
        [["", "", ""]] * rows,
        widths=(5, 2, 1.5),
        height_mm=9,
        alt="Empty rows for what is agreed: what is done, by whom, by when.",
    )


def _about(pack: Pack) -> list[str]:
    """What the pack is of, and whether names are in it."""
    chosen = f"{pack.chosen[:1].upper()}{pack.chosen[1:]}." if pack.chosen else ""
    names = "" if pack.with_names else "Without names of pupils."
    return [
        part for part in (f"{pack.term.capitalize()} term: {pack.theme}.", chosen, names) if part
    ]


def _add_section(document: word.Words, section: Section, starts_page: bool) -> None:
    heading = document.add_heading(section.heading, 1)
    heading.paragraph_format.page_break_before = starts_page
    for sentence in section.sentences:
        document.add_paragraph(sentence)
    for chart in section.charts:
        _add_chart(document, chart)
    for table in section.tables:
        add_list(document, table)
    if section.questions:
        if not section.has_space_for_actions:
            document.add_heading("To ask", 2)
        for question in section.questions:
            line = document.add_paragraph(style="List Bullet")
            line.add_run(question.text).bold = True
            line.add_run(f" {words.sentence(question.raised_by)}.")
    if section.has_space_for_actions:
        add_space_for_actions(document)


def _add_chart(document: word.Words, chart: Chart) -> None:
    """A chart as the PDF has it, as a picture; what it shows in words for who cannot see it."""
    document.add_heading(chart.title, 2)
    if chart.subtitle:
        word.add_quiet(document, chart.subtitle, is_above=True)
    if chart.series or any(strip["weeks"] for strip in chart.strips):
        word.add_picture(document, pdf.as_png("picture", chart_data(chart)), chart.alt)
    else:
        document.add_paragraph(chart.alt)
