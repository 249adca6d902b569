"""The register of persons: kept as it is unless a load names someone or something new."""

from datetime import date
from itertools import permutations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.warehouse import people
from tests.queries import county_rows
from tests.queries.county import County

LOCAL, UPN = "ann", "A123456789012"


@pytest.fixture
def county(tmp_path):
    """A school that knows one pupil by its own id and one by UPN, both registered."""
    drawn = County(tmp_path)
    drawn.add_pupils("school | pupil | year_group\n115001 | ann | 3\n115001 | A123456789012 | 4")
    drawn.register()
    return drawn


def known(county):
    """Who is known: by urn and identifier, the number and key."""
    rows = pq.read_table(county.data_dir / people.FILE).to_pylist()
    return {(row["urn"], row["identifier"]): (row["pupil_id"], row["person_key"]) for row in rows}


def marks_of(urn, pupil):
    return f"school | pupil | date | AM | PM\n{urn} | {pupil} | 2024-09-09 | / | I"


@pytest.mark.parametrize("pupil", [LOCAL, UPN])
def test_marks_of_known_pupils_leave_the_register_alone(county, pupil):
    before = (county.data_dir / people.FILE).stat()
    county.register([county.add_marks(marks_of(115001, pupil))])
    after = (county.data_dir / people.FILE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("urn", "pupil", "new"),
    [(115001, "bob", (115001, "bob")), (115002, LOCAL, (115002, LOCAL))],
    ids=["new pupil", "same id at another school"],
)
def test_marks_of_someone_new_add_a_person_and_keep_the_others(county, urn, pupil, new):
    before = known(county)
    county.register([county.add_marks(marks_of(urn, pupil))])
    after = known(county)
    assert after.keys() - before.keys() == {new}
    assert {name: after[name] for name in before} == before
    assert after[new] not in before.values()


BORN = date(2014, 2, 3)
OLD, NEW, NEWER = "A000000000001", "B000000000001", "A000000000000"


def row_of(upn, local_id, born=BORN, year="2024/25", urn=115001, **more):
    """A row of a pupil file."""
    said = {"surname": "Ward", "forename": "Ada", "year_group": 6} | more
    own = {"urn": urn, "upn": upn, "local_id": local_id, "academic_year": year}
    return own | {"date_of_birth": born} | said


def everyone(drawn, loads=None):
    """Who is enrolled: UPN and former ones. All tables are as plain Python has them."""
    with drawn.built(loads) as shop:
        county_rows.assert_equal_to_reference(shop, drawn, loads)
        people = shop.table("warehouse.people").filter(
            "pupil_id in (select pupil_id from warehouse.enrolments)"
        )
        return sorted(people.select("upn", "former_upns").fetchall(), key=str)


def keys(shop):
    """By UPN, the key of the person."""
    return dict(shop.table("warehouse.people").select("upn", "person_key").fetchall())


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param({}, {"born": date(2020, 12, 1), "surname": "New"}, id="another child"),
        pytest.param({}, {"born": date(2020, 12, 1)}, id="another birth date"),
        pytest.param({}, {"forename": "Eve"}, id="a twin"),
        pytest.param({}, {"surname": "Hill"}, id="adopted"),
        pytest.param({"born": None}, {"surname": None}, id="nothing to compare by"),
        pytest.param({"born": None}, {"born": None, "forename": None}, id="a surname alone"),
        pytest.param({}, {"local_id": "8"}, id="another own id"),
        pytest.param({"local_id": None}, {"local_id": None}, id="no own id"),
        pytest.param({}, {"urn": 115002}, id="another school"),
    ],
)
@pytest.mark.parametrize("year", ["2023/24", "2024/25"])
def test_two_upns_are_two_pupils(tmp_path, older, newer, year):
    drawn = County(tmp_path)
    drawn.add_pupil_rows([row_of(**{"upn": OLD, "local_id": "7", "year": year} | older)])
    drawn.add_pupil_rows([row_of(**{"upn": NEW, "local_id": "7"} | newer)])
    assert everyone(drawn) == [(OLD, None), (NEW, None)]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param({}, {}, id="all the same"),
        pytest.param({"surname": None, "forename": None}, {}, id="by birth date"),
        pytest.param({"born": None}, {}, id="by name"),
        pytest.param({"surname": " WARD"}, {}, id="a name in capitals"),
    ],
)
@pytest.mark.parametrize("year", ["2023/24", "2024/25"])
def test_a_corrected_upn_is_the_same_pupil(tmp_path, older, newer, year):
    drawn = County(tmp_path)
    drawn.add_pupil_rows([row_of(**{"upn": OLD, "local_id": "7", "year": year} | older)])
    drawn.add_pupil_rows([row_of(**{"upn": NEW, "local_id": "7"} | newer)])
    assert everyone(drawn) == [(NEW, [OLD])]


def test_upns_that_a_year_has_side_by_side_are_two_pupils(tmp_path):
    drawn = County(tmp_path)
    drawn.add_pupil_rows([row_of(OLD, "7")])
    drawn.add_pupil_rows([row_of(NEW, "7"), row_of(OLD, "9")])
    assert everyone(drawn) == [(OLD, None), (NEW, None)]
    drawn.add_pupil_rows([row_of(NEW, "7")])
    assert everyone(drawn) == [(NEW, [OLD])]


def test_a_upn_corrected_twice_is_one_pupil(tmp_path):
    """The own id changed between, so that only the second UPN ties the others."""
    drawn = County(tmp_path)
    drawn.add_pupil_rows([row_of(OLD, "7", year="2022/23")])
    drawn.add_pupil_rows([row_of(NEW, "7", year="2023/24"), row_of(NEW, "9", year="2024/25")])
    drawn.add_pupil_rows([row_of(NEWER, "9", year="2025/26")])
    assert everyone(drawn) == [(NEWER, [OLD, NEW])]


def test_the_newest_upn_is_that_of_the_newest_year(tmp_path):
    """Whatever the order of the files."""
    drawn = County(tmp_path)
    drawn.add_pupil_rows([row_of(NEW, "7")])
    drawn.add_pupil_rows([row_of(OLD, "7", year="2023/24")])
    assert everyone(drawn) == [(NEW, [OLD])]


def marks_with(pupil, day="2024-09-09"):
    return f"school | pupil | date | AM | PM\n115001 | {pupil} | {day} | O | O"


CORRECTED = {
    "pupils": lambda drawn: drawn.add_pupil_rows([row_of(OLD, "7")]),
    "corrected": lambda drawn: drawn.add_pupil_rows([row_of(NEW, "7")]),
    "new marks": lambda drawn: drawn.add_marks(marks_with(NEW, "2024-09-10")),
    "own marks": lambda drawn: drawn.add_marks(marks_with("7", "2024-09-11")),
}


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    "order",
    [
        order
        for order in permutations(CORRECTED)
        if order.index("corrected") > order.index("pupils")
    ],
)
def test_files_in_any_order_make_one_pupil_of_a_corrected_upn(tmp_path, order, at_once):
    drawn = County(tmp_path)
    for name in order:
        CORRECTED[name](drawn)
        if not at_once:
            drawn.register(drawn.loads[-1:])
    with drawn.built() as shop:
        [(upn, former, number)] = (
            shop.table("warehouse.people").select("upn", "former_upns", "pupil_id").fetchall()
        )
        assert (upn, former) == (NEW, [OLD])
        marks = shop.table("warehouse.marks").select("pupil_id").fetchall()
    assert marks == [(number,)] * 4


def test_undoing_the_correction_makes_two_pupils_of_them_again(tmp_path):
    drawn = County(tmp_path)
    first = drawn.add_pupil_rows([row_of(OLD, "7")])
    with drawn.built() as shop:
        [before] = keys(shop).values()
    correction = drawn.add_pupil_rows([row_of(NEW, "7")])
    drawn.add_marks(marks_with(NEW))
    with drawn.built() as shop:
        assert keys(shop) == {NEW: before}
    left = [load for load in drawn.loads if load != correction]
    assert everyone(drawn, left) == [(OLD, None), (NEW, None)]
    with drawn.built(left) as shop:
        assert keys(shop)[OLD] == before
    with drawn.built([first]) as shop:
        [enrolled] = shop.table("warehouse.person_schools").select("person_key").fetchall()
    assert enrolled == (before,)


RENUMBERED = """
    school | pupil | date       | AM | PM
    115001 | 7     | {}         | O  | O
"""


@pytest.mark.parametrize(
    ("day", "upn"),
    [("2023-09-11", OLD), ("2024-09-09", NEW), ("2022-09-12", OLD), ("2025-09-08", NEW)],
)
@pytest.mark.parametrize("first", ["marks", "pupils"])
def test_marks_by_own_id_are_of_whoever_has_it_in_the_nearest_year(tmp_path, day, upn, first):
    drawn = County(tmp_path)
    if first == "marks":
        drawn.add_marks(RENUMBERED.format(day))
        drawn.register()
    drawn.add_pupil_rows([row_of(OLD, "7", year="2023/24")])
    drawn.add_pupil_rows([row_of(OLD, "7")])
    drawn.add_pupil_rows([row_of(OLD, "9"), row_of(NEW, "7", born=date(2020, 12, 1))])
    if first == "pupils":
        drawn.add_marks(RENUMBERED.format(day))
    with drawn.built() as shop:
        county_rows.assert_equal_to_reference(shop, drawn)
        numbers = dict(shop.table("warehouse.people").select("upn", "pupil_id").fetchall())
        assert shop.table("warehouse.marks").select("pupil_id").distinct().fetchall() == [
            (numbers[upn],)
        ]


def test_an_own_id_given_again_leaves_its_first_pupil_the_key(tmp_path):
    """The first was known by own id alone when the key was given."""
    drawn = County(tmp_path)
    drawn.add_marks(marks_with("7"))
    drawn.register()
    [(_, key)] = known(drawn).values()
    drawn.add_pupil_rows([row_of(OLD, "7")])
    drawn.add_pupil_rows([row_of(OLD, "9"), row_of(NEW, "7", born=date(2020, 12, 1))])
    with drawn.built() as shop:
        found = keys(shop)
    assert found[OLD] == key != found[NEW]


@pytest.mark.parametrize(
    ("unnamed", "expected"),
    [
        ({}, [(NEW, None)]),
        ({"born": None}, [(NEW, None)]),
        ({"born": None, "surname": None, "forename": None}, [(NEW, None)]),
        ({"surname": "Hill"}, [(NEW, None)]),
        ({"born": date(2020, 12, 1)}, [(NEW, None), (None, None)]),
        ({"born": None, "surname": "Hill"}, [(NEW, None), (None, None)]),
    ],
)
@pytest.mark.parametrize("year", ["2023/24", "2024/25"])
def test_a_row_without_upn_is_of_the_pupil_with_the_own_id(tmp_path, unnamed, expected, year):
    """Unless birth dates differ, or names where a date is missing."""
    drawn = County(tmp_path)
    drawn.add_pupil_rows([row_of(**{"upn": None, "local_id": "7", "year": year} | unnamed)])
    drawn.add_pupil_rows([row_of(NEW, "7")])
    assert everyone(drawn) == expected


some_rows = st.builds(
    row_of,
    upn=st.sampled_from([OLD, NEW, NEWER, None]),
    local_id=st.sampled_from(["7", "8"]),
    born=st.sampled_from([BORN, BORN, date(2020, 12, 1), None]),
    year=st.sampled_from(["2023/24", "2024/25", "2025/26"]),
    urn=st.sampled_from([115001, 115001, 115002]),
    surname=st.sampled_from(["Ward", "ward", "Hill", None]),
)
some_marks = st.lists(
    st.tuples(
        st.sampled_from([OLD, NEW, "7", "8"]),
        st.sampled_from(["2023-09-11", "2024-09-09", "2025-09-08"]),
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(files=st.lists(st.lists(some_rows, min_size=1, max_size=4), max_size=4), marks=some_marks)
def test_who_is_who_is_what_plain_python_says(files, marks, tmp_path_factory):
    drawn = County(tmp_path_factory.mktemp("county"))
    for rows in files:
        drawn.add_pupil_rows(rows)
    for pupil, day in marks:
        drawn.add_marks(marks_with(pupil, day))
    with drawn.built() as shop:
        county_rows.assert_equal_to_reference(shop, drawn)


def test_a_known_upn_at_another_school_is_the_same_person(county):
    before = known(county)
    county.register([county.add_marks(marks_of(115002, UPN))])
    assert known(county) == before


def test_every_upn_and_own_id_has_a_number_and_key_of_its_own(county):
    numbers, keys = zip(*known(county).values(), strict=True)
    assert sorted(numbers) == [1, 2] and len(set(keys)) == 2


def test_a_register_in_which_names_shared_a_number_is_read_apart(county):
    """As earlier versions wrote it; the UPN keeps the number, and each reading gives the same."""
    path = county.data_dir / people.FILE
    rows = pq.read_table(path).to_pylist()
    for row in rows:
        row |= {"pupil_id": 7, "person_key": "shared"}
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(people.COLUMNS.items())), path)
    with duckdb.connect() as connection:
        first, again = (people.known(connection, county.data_dir).fetchall() for _ in range(2))
    found = {name: (number, key) for _, name, number, key in first}
    assert sorted(first, key=str) == sorted(again, key=str)
    assert found[UPN] == (7, "shared")
    assert found[LOCAL][0] == 8 and len(found[LOCAL][1]) == 16


@pytest.mark.parametrize("first", [LOCAL, UPN])
def test_a_person_keeps_the_key_that_was_known_first(tmp_path, first):
    """Marks name a pupil; a pupil file then tells UPN and own id."""
    drawn = County(tmp_path)
    drawn.add_marks(marks_of(115001, first))
    drawn.register()
    [(_, key)] = known(drawn).values()
    drawn.add_pupil_rows([row_of(UPN, LOCAL)])
    assert everyone(drawn) == [(UPN, None)]
    with drawn.built() as shop:
        assert key in keys(shop).values()
