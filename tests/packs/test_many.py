"""Rows asked once for all schools are those of each school."""

from datetime import date

import pandas as pd
import pytest

from attendance import access
from attendance.documents import pack_pdf
from attendance.packs import gather
from attendance.packs.asked import of_band
from attendance.papers.many import FIGURES, LISTS, OF_ALL_SCHOOLS, Many
from tests.packs.conftest import MADE, asking

SOME = (900005, 900007, 900014, 900017, 900019, 900022)


@pytest.fixture(scope="module")
def many(ask, phases):
    return Many(ask, phases)


def plain(rows):
    """The rows with None where there is nothing."""
    cells = rows.astype(object)
    return cells.where(cells.notna(), None)


def cells(rows):
    """The rows as tuples."""
    return list(plain(rows).itertuples(index=False, name=None))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_cut_to_a_school_is_the_schools_own(name, many, ask, scope_of):
    sizes = []
    for urn in SOME:
        scope = scope_of(urn).but(trend="worse")
        if name == "pupils/absent_pupils":
            scope = of_band(scope, ask("pupils/totals", scope), "severe")
        own = ask(name, scope).drop(columns=list(OF_ALL_SCHOOLS), errors="ignore")
        cut = many(name, scope)
        assert list(cut.columns) == list(own.columns)
        assert cells(cut) == cells(own)
        sizes.append(len(own))
    assert max(sizes) > 1, "a list of nobody would prove nothing"


@pytest.mark.parametrize("name", FIGURES)
def test_figures_cut_to_a_school_are_the_schools_own(name, many, ask, scope_of, schools):
    sizes = []
    for urn in schools:
        scope = scope_of(urn)
        own, cut = ask(name, scope), many(name, scope)
        pd.testing.assert_frame_equal(plain(cut), plain(own), rtol=1e-12)
        sizes.append(len(own))
    assert min(sizes) > 0


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_only_of_schools_that_the_viewer_sees(name, sample_version, scope_of, phases):
    rows = asking(sample_version, access.Viewer("x", "champion", (900005, 900017)))
    every = scope_of(900005).but(school_id=None, school_name=None)
    told = rows(name, every)
    of_one = rows(name, every.but(chosen_schools=(900005, 900007)))
    assert set(told[FIGURES[name]]) == {900005, 900017}
    assert set(of_one[FIGURES[name]]) == {900005}


def test_a_pack_of_many_is_the_pack_of_one(many, pack_of, scope_of):
    for urn in SOME:
        cut = gather.pack(many, scope_of(urn), "spring", MADE)
        assert pack_pdf.laid_out(cut) == pack_pdf.laid_out(pack_of(urn))


def test_each_list_is_asked_once_and_only_of_schools_that_the_viewer_sees(
    sample_version, scope_of, phases
):
    asked = []
    champion = access.Viewer("x", "champion", (900005,))
    rows = asking(sample_version, champion)

    def counted(name, scope):
        asked.append((name, scope.education_phase))
        return rows(name, scope)

    many = Many(counted, phases)
    own, other = scope_of(900005), scope_of(900017)
    assert len(many("pupils/triage", own)) > 0
    assert many("pupils/triage", other).empty
    assert asked == [("pupils/triage", None)]
    assert len(many("school/position", own)) > 0
    assert many("school/position", other).empty
    assert many("school/position", scope_of(900007)).empty
    asked_phases = [phase for name, phase in asked if name == "school/position"]
    assert sorted(asked_phases) == sorted({phases[900005], phases[900017], phases[900007]})


def test_who_can_come_back_is_not_known_where_what_is_to_come_is_not(ask, phases, scope_of):
    """As of one school alone, which gives no number then."""

    def without_terms(name, scope):
        rows = ask(name, scope)
        unknown = rows["school_id"] == 900017
        return rows.assign(sessions_to_come=rows["sessions_to_come"].mask(unknown))

    many = Many(without_terms, phases)
    known, unknown = (
        many("pupils/pivot_pupils", scope_of(school))["listed_back"] for school in (900005, 900017)
    )
    assert len(unknown) and unknown.isna().all()
    assert len(known) and known.notna().all()


def test_a_school_that_is_not_among_the_many_is_asked_for_alone(ask, phases, scope_of):
    few = Many(ask, {900005: phases[900005]})
    scope = scope_of(900017)
    assert cells(few("school/position", scope)) == cells(ask("school/position", scope))
    assert cells(few("pupils/triage", scope)) == cells(ask("pupils/triage", scope))


def test_what_a_query_does_not_take_is_no_reason_to_ask_it_again(sample_version, scope_of, phases):
    asked = []
    rows = asking(sample_version)

    def counted(name, scope):
        asked.append(name)
        return rows(name, scope)

    many = Many(counted, phases)
    for day in (date(2024, 10, 1), date(2024, 11, 5)):
        met = scope_of(900017).but(discussed_on=day, met_schools=(900017,), met_dates=(day,))
        many("school/similar_schools", met)
        many("pupils/triage", met)
    assert asked == ["school/similar_schools", "pupils/triage"]
    own = scope_of(900017).but(left_out=(900021,))
    left = many("school/similar_schools", own)
    assert left.loc[left["school_id"] == 900021, "is_left_out"].all()
    assert asked.count("school/similar_schools") == 2
