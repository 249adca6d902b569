"""A pack says what the screens say, of one school, from the same queries and sentences."""

import re
from dataclasses import replace
from datetime import date

import pytest

from attendance import sentences
from attendance.errors import DocumentError
from attendance.packs import gather, scopes
from attendance.packs.pack import Question
from attendance.papers.many import Many
from tests.packs.conftest import MADE

FRIDAYS, C2, SEVERE, LATE_N = 900019, 900018, 900017, 900010
PRIMARY = 900005


def section(pack, name):
    return next(each for each in pack.sections if each.name == name)


def said(pack):
    """All the text of a pack."""
    parts = [pack.title, pack.chosen, *pack.notes, *pack.front.sentences]
    for each in pack.sections:
        parts += [each.heading, *each.sentences]
        parts += [text for q in each.questions for text in (q.text, q.raised_by)]
        parts += [
            text for chart in each.charts for text in (chart.title, chart.subtitle, chart.alt)
        ]
    for table in pack.tables:
        parts += [table.caption, table.note]
        parts += [
            column.printed(cell)
            for row in table.rows
            for column, cell in zip(table.columns, row, strict=True)
        ]
    return "\n".join(parts)


def test_every_school_of_the_sample_has_a_pack(ask, phases, scope_of, schools):
    """Made as a batch makes many; test_many.py holds such packs against those of one school."""
    many = Many(ask, phases)
    for urn in schools:
        pack = gather.pack(many, scope_of(urn), "spring", MADE)
        assert 4 <= len(pack.front.sentences) <= 5
        has_year_11 = schools[urn].education_phase != "Primary"
        assert pack.theme.endswith("Year 11" if has_year_11 else "winter illness")
        assert ("Year 11" in said(pack)) is has_year_11
        names = [each.name for each in pack.sections]
        assert names[:2] == ["trends", "comparison"] and names[-1] == "questions"
        assert not re.search(r"\b(nan|NaT|None|null)\b", said(pack))


def test_the_term_sets_sections_and_headings(pack_of):
    names = {
        term: [each.name for each in pack_of(PRIMARY, term).sections]
        for term in ("autumn", "spring", "summer")
    }
    assert names["autumn"].index("early") == 2
    assert "early" not in names["spring"]
    assert section(pack_of(PRIMARY, "summer"), "trends").heading.startswith("What improved")


def test_a_term_without_theme_is_refused(ask, scope_of):
    with pytest.raises(DocumentError, match="autumn, spring and summer"):
        gather.pack(ask, scope_of(PRIMARY), "winter", MADE)


def test_a_school_without_marks_is_told_in_words(ask, scope_of):
    before = scope_of(PRIMARY).but(school_id=0, school_name="No such school")
    with pytest.raises(DocumentError, match=r"No marks of No such school.*Load them with"):
        gather.pack(ask, before, "spring", MADE)


def test_where_no_marks_are_loaded_it_is_told_how_to_load_them(ask, scope_of):
    def nothing(name, scope):
        return ask(name, scope_of(PRIMARY)).iloc[:0]

    with pytest.raises(DocumentError, match=r"No marks are loaded yet\. Load .* import PATH"):
        scopes.year_so_far(nothing, "Essex")


def test_page_one_has_the_answer_of_the_screen_and_who_to_agree_on(ask, pack_of, scope_of):
    scope, front = scope_of(SEVERE), pack_of(SEVERE).front
    answer = sentences.school_answer(
        ask("school/position", scope), ask("schools/every_school", scope), scope
    )
    assert front.sentences[0] == answer
    assert sentences.pupils_answer(ask("pupils/totals", scope), scope) in front.sentences[-1]
    names = [column.name for column in front.to_agree.columns]
    standing = [row[names.index("standing")] for row in front.to_agree.rows]
    assert standing[:6] == ["SA"] * 6
    assert standing == sorted(standing, reverse=True), "the severely absent come first"
    assert {row[names.index("lead")] for row in front.to_agree.rows} == {"to be agreed"}


def test_who_has_a_plan_comes_after_those_with_complex_needs(ask, pack_of, scope_of):
    severe = ask("pupils/absent_pupils", scope_of(SEVERE, band="severe"))
    planned = severe.iloc[0]
    scope = scope_of(SEVERE).but(
        support_people=(planned["person_key"],),
        support_steps=("Letter",),
        support_dates=(date(2025, 2, 3),),
        support_reviews=(None,),
    )
    listed = gather.pack(ask, scope, "spring", MADE).front.to_agree
    assert [row[2] for row in listed.rows] == ["SA"] * 13 + ["PA", "SA"]
    assert listed.rows[-1][0] == planned["pupil"]
    without = pack_of(SEVERE).front.to_agree
    assert [row[2] for row in without.rows] == ["SA"] * 14 + ["PA"]
    few = replace(without, most=6)
    assert [row[2] for row in few.printed_rows] == ["SA"] * 5 + ["PA"]
    assert few.rest == "And 9 more in the Excel file."


def test_every_severely_absent_pupil_has_a_register_of_ten_weeks(pack_of):
    charts = section(pack_of(SEVERE), "severe").charts
    assert len(charts) >= 6
    for chart in charts:
        assert chart.kind == "strip" and len(chart.strips[0]["weeks"]) == 10
        assert re.search(r"missed \d+ of \d+ sessions \(\d+\.\d%\)", chart.title)
        assert "Lead practitioner: to be agreed." in chart.subtitle


@pytest.mark.parametrize(
    ("urn", "start", "raised_by"),
    [
        (FRIDAYS, "What is different on a Friday", r"Fridays: [\d.]+ points more absence"),
        (C2, "Why is C2 used so much more", r"C2 on [\d.]+% of marks"),
        (LATE_N, "Why are these absences still without a reason", r"\d+ pupils have N older"),
        (SEVERE, "Who is the lead practitioner", r"of \d+ severely absent pupils on roll"),
    ],
)
def test_planted_findings_raise_their_question(pack_of, urn, start, raised_by):
    asked = section(pack_of(urn), "questions").questions
    [found] = [each for each in asked if each.text.startswith(start)]
    assert re.search(raised_by, found.raised_by)


def test_a_question_is_asked_from_its_size_on_alone(ask, scope_of):
    def sized(name, scope):
        rows = ask(name, scope)
        return rows.assign(at_least=1e9) if name == "data/tsm_questions" else rows

    pack = gather.pack(sized, scope_of(SEVERE), "spring", MADE)
    asked = section(pack, "questions").questions
    assert asked and all("asked of every school" in each.raised_by for each in asked)
    assert all(isinstance(each, Question) for each in asked)


@pytest.mark.parametrize("urn", [PRIMARY, SEVERE])
def test_without_names_nobody_can_be_told(pack_of, ask, scope_of, urn):
    named, nameless = said(pack_of(urn)), said(pack_of(urn, show_names=False))
    scope = scope_of(urn).but(least_share=0.0)
    people = ask("pupils/absent_pupils", scope)["pupil"]
    assert any(name in named for name in people)
    assert not [name for name in people if name in nameless]
    assert not re.search(r"\b[A-Z]\d{12}\b|\b[A-Z]\d{11}[A-Z]\b", nameless)
    assert re.search(r"Pupil [0-9A-F]{6}", nameless)
