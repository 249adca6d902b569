"""Who may read what, and that nobody's scope can be widened."""

from dataclasses import replace
from types import SimpleNamespace

import duckdb
import pytest

from attendance import access, queries, rules
from attendance.access import Viewer, viewer_from
from attendance.errors import AccessError, QueryError, WarehouseError
from tests.queries import registers

SCHOOLS = """-- Pupils of the schools in sight.
--
-- grain: one row per school_id
-- rows: {rows}
-- params:
--   visible_schools  integer[]  schools that the viewer may see
--   run_length       integer    a threshold, to see that it is filled in
-- returns:
--   school_id   integer  URN
--   run_length  integer  the threshold

select
    school_id,
    cast($run_length as integer) as run_length
from (values (115000), (115001), (115002)) as schools (school_id)
where list_contains(cast($visible_schools as integer[]), school_id)
order by school_id
"""


@pytest.fixture
def version(tmp_path, monkeypatch):
    """A warehouse of three schools on disk, and queries over schools beside it."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table schools as from (values (115000, 115000), (115001, 115001), "
            "(115002, 115002), (145002, 115002)) as schools (urn, school_id)"
        )
    folder = tmp_path / "queries"
    folder.mkdir()
    for rows in ("school", "pupil", "county", "build"):
        (folder / f"{rows}s.sql").write_text(SCHOOLS.format(rows=rows))
    load = queries.load
    roots = {"data/visible_schools": {}}
    monkeypatch.setattr(
        queries, "load", lambda name: load(name, **roots.get(name, {"root": folder}))
    )
    return SimpleNamespace(path=path, has_marks=True)


BESIDE = """-- One school, and how many others are seen.
--
-- grain: one row per school_id
-- rows: school
-- params:
--   school_id        integer    the school, or null for all
--   schools_beside   integer[]  other schools that the viewer may see
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id  integer  URN
--   seen       bigint   schools seen

select
    school_id,
    len(cast($schools_beside as integer[])) as seen
from unnest(cast($visible_schools as integer[])) as schools (school_id)
where cast($school_id as integer) is null or true
order by school_id
"""


def schools(viewer, version, name="schools", **params):
    return access.rows(viewer, version, name, **params)["school_id"].tolist()


CHAMPION = Viewer("local", "champion", (115000, 115002))


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (
            "ast_lead",
            {"published", "county", "school", "planning", "record", "class", "pupil"},
        ),
        ("data_officer", {"published", "county", "school", "record"}),
        ("champion", {"published", "county", "school", "record", "class", "pupil"}),
        ("governor", {"published", "county", "school"}),
    ],
)
def test_a_role_reads_these_kinds_of_rows_and_no_others(role, kinds):
    viewer = Viewer("local", role)
    assert {kind for kind in queries.ROW_KINDS if access.may_read(viewer, kind)} == kinds


def test_every_role_is_in_the_table_and_has_a_name():
    assert set(access.MAY_READ) == set(access.ROLE_NAMES)
    assert {viewer_from(f"{role}:115000").role_name for role in access.SCHOOL_ROLES} == {
        "Champion",
        "Governor",
    }


def test_nobody_reads_the_rows_of_the_build(version):
    for role in access.MAY_READ:
        with pytest.raises(AccessError, match="does not see build rows"):
            access.rows(Viewer("local", role), version, "builds")


@pytest.mark.parametrize(
    ("text", "viewer"),
    [
        ("ast_lead", Viewer("local", "ast_lead")),
        (" data_officer ", Viewer("local", "data_officer")),
        ("champion:115000", Viewer("local", "champion", (115000,))),
        ("governor:115000,115001", Viewer("local", "governor", (115000, 115001))),
    ],
)
def test_a_viewer_is_written_as_a_role_with_schools(text, viewer):
    assert viewer_from(text) == viewer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no role ''"),
        ("head", "There is no role 'head'"),
        ("AST_LEAD", "There is no role 'AST_LEAD'"),
        ("ast_lead:115000", "sees every school; leave out ':115000'"),
        ("champion", "names no school"),
        ("champion:", "names no school"),
        ("governor:11500", "names no school"),
        ("governor:115000,", "names no school"),
        ("governor:115000, 115001", "names no school"),
        ("champion:everyx", "names no school"),
        ("champion:*", "names no school"),
    ],
)
def test_anything_else_names_what_is_wrong(text, said):
    with pytest.raises(AccessError) as refused:
        viewer_from(text)
    assert said in str(refused.value)


def test_a_champions_schools_reach_the_query_and_nothing_else(version):
    assert schools(CHAMPION, version) == [115000, 115002]
    assert schools(CHAMPION, version, "pupils") == [115000, 115002]


def test_a_viewer_of_no_schools_sees_none(version):
    assert schools(Viewer("local", "governor", ()), version) == []
    assert schools(Viewer("local", "champion", ()), version, "pupils") == []


@pytest.mark.parametrize("role", ["ast_lead", "data_officer"])
def test_a_role_of_the_county_sees_every_school(version, role):
    assert schools(Viewer("local", role), version) == [115000, 115001, 115002]


@pytest.mark.parametrize("urn", [115002, 145002])
def test_a_school_is_seen_by_its_old_and_its_new_urn(version, urn):
    assert schools(Viewer("local", "champion", (urn,)), version, "pupils") == [115002]


def test_schools_without_any_marks_loaded_are_told_how_to_load_them(tmp_path):
    path = tmp_path / "releases.duckdb"
    duckdb.connect(str(path)).close()
    empty = SimpleNamespace(path=path, has_marks=False)
    with pytest.raises(WarehouseError, match="No marks are loaded yet"):
        access.rows(CHAMPION, empty, "data/schools")


def test_a_warehouse_older_than_the_query_is_to_be_built_again(version):
    text = SCHOOLS.format(rows="school").replace(
        "(values (115000), (115001), (115002)) as schools (school_id)", "newer_schools"
    )
    (version.path.parent / "queries" / "newer.sql").write_text(text)
    with pytest.raises(WarehouseError, match="warehouse rebuild"):
        access.rows(CHAMPION, version, "newer")


def test_a_school_that_is_not_there_adds_nothing(version):
    assert schools(Viewer("local", "champion", (999999,)), version) == []


@pytest.mark.parametrize("wish", [None, [], [115001], [115000, 115001]])
@pytest.mark.parametrize("viewer", [CHAMPION, access.local_viewer()], ids=["champion", "lead"])
def test_a_caller_cannot_choose_the_schools(version, viewer, wish):
    with pytest.raises(AccessError, match="come from the viewer"):
        access.rows(viewer, version, "schools", visible_schools=wish)


@pytest.mark.parametrize(
    ("school_id", "found"),
    [(115000, [115000]), (115001, []), (None, [115000, 115002])],
    ids=["own", "of another", "all"],
)
def test_a_query_of_one_school_is_given_no_other(version, school_id, found):
    (version.path.parent / "queries" / "beside.sql").write_text(BESIDE)
    rows = access.rows(CHAMPION, version, "beside", school_id=school_id)
    assert rows["school_id"].tolist() == found
    assert set(rows["seen"]) <= {2}


@pytest.mark.parametrize(
    ("rows", "school_id", "beside"), [("pupil", 115000, 1), ("pupil", None, 0), ("school", None, 3)]
)
def test_who_does_not_look_beside_a_school_is_told_of_its_pupils_there_alone(
    version, rows, school_id, beside
):
    of_kind = BESIDE.replace("rows: school", f"rows: {rows}")
    (version.path.parent / "queries" / "beside.sql").write_text(of_kind)
    lead = access.local_viewer()
    found = access.rows(replace(lead, looks_beside=False), version, "beside", school_id=school_id)
    assert set(found["seen"]) == {beside}
    assert set(access.rows(lead, version, "beside", school_id=school_id)["seen"]) == {3}


def test_a_caller_cannot_choose_the_schools_beside(version):
    with pytest.raises(AccessError, match="come from the viewer"):
        access.rows(CHAMPION, version, "schools", schools_beside=[115001])


@pytest.mark.parametrize("role", ["governor", "data_officer"])
def test_a_role_that_may_not_read_pupils_is_refused_before_any_row(version, role):
    with pytest.raises(AccessError, match="does not see pupil rows"):
        access.rows(Viewer("local", role, (115000,)), version, "pupils")


def test_a_query_of_the_county_that_asks_for_schools_is_not_given_any(version):
    with pytest.raises(QueryError, match="visible_schools"):
        access.rows(access.local_viewer(), version, "countys")


def test_published_thresholds_are_filled_in_unless_given(version):
    assert set(access.rows(CHAMPION, version, "schools")["run_length"]) == {7}
    given = access.rows(CHAMPION, version, "schools", run_length=5)
    assert set(given["run_length"]) == {5}


@pytest.mark.parametrize("viewer", [CHAMPION, access.local_viewer()], ids=["champion", "lead"])
@pytest.mark.parametrize("name", rules.FIXED)
def test_what_is_the_same_for_everybody_cannot_be_given(version, viewer, name):
    with pytest.raises(AccessError, match=f"same for everybody: {name}"):
        access.rows(viewer, version, "schools", **{name: 1})


def test_other_parameters_than_those_of_the_query_are_refused(version):
    with pytest.raises(QueryError, match="it was given"):
        access.rows(CHAMPION, version, "schools", school="115001")


def test_published_figures_are_everybodys(tmp_path):
    table = """
        published  | period | area    | phase   | possible | attended
        2024-09-26 | year   | Kent    | Primary | 1000     | 953
    """
    path = tmp_path / "published.duckdb"
    registers.warehouse(table, name=str(path)).close()
    governor = Viewer("local", "governor", ())
    found = access.rows(governor, SimpleNamespace(path=path), "essex_and_england/authorities")
    assert found["area_name"].tolist() == ["Kent"]
