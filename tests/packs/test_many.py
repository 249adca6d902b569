"""Lists asked once for all schools are those of each school."""

import pytest

from attendance import access
from attendance.documents import pack_pdf
from attendance.packs import gather
from attendance.packs.asked import of_band
from attendance.packs.many import LISTS, OF_ALL_SCHOOLS, Many
from tests.packs.conftest import MADE, asking


@pytest.fixture(scope="module")
def many(ask):
    return Many(ask)


def cells(rows):
    """The rows as tuples, None where there is nothing."""
    plain = rows.astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_cut_to_a_school_is_the_schools_own(name, many, ask, scope_of):
    sizes = []
    for urn in (900005, 900007, 900014, 900017, 900019, 900022):
        scope = scope_of(urn).but(trend="worse")
        if name == "pupils/absent_pupils":
            scope = of_band(scope, ask("pupils/totals", scope), "severe")
        own = ask(name, scope).drop(columns=list(OF_ALL_SCHOOLS), errors="ignore")
        cut = many(name, scope)
        assert list(cut.columns) == list(own.columns)
        assert cells(cut) == cells(own)
        sizes.append(len(own))
    assert max(sizes) > 1, "a list of nobody would prove nothing"


def test_a_pack_of_many_is_the_pack_of_one(many, pack_of, scope_of):
    for urn in (900005, 900017):
        cut = gather.pack(many, scope_of(urn), "spring", MADE)
        assert pack_pdf.laid_out(cut) == pack_pdf.laid_out(pack_of(urn))


def test_each_list_is_asked_once_and_only_of_schools_that_the_viewer_sees(sample_version, scope_of):
    asked = []
    champion = access.Viewer("x", "champion", (900005,))
    rows = asking(sample_version, champion)

    def counted(name, scope):
        asked.append(name)
        return rows(name, scope)

    many = Many(counted)
    own, other = scope_of(900005), scope_of(900017)
    assert len(many("pupils/triage", own)) > 0
    assert many("pupils/triage", other).empty
    assert asked == ["pupils/triage"]
    assert many("school/position", other).empty
