"""The authorities that can be chosen."""

from tests.queries import registers

QUERY = "essex_and_england/authorities"


def test_authorities_are_listed_by_name_without_regions_and_england():
    table = """
        published  | period | area            | phase   | possible | attended
        2024-09-26 | year   | Suffolk         | Primary | 1000     | 953
        2024-09-26 | year   | England         | Primary | 1000     | 953
        2024-09-26 | year   | East of England | Primary | 1000     | 953
        2024-09-26 | year   | Kent            | Primary | 1000     | 953
        2024-09-26 | year   | Kent            | Special | c        |
    """
    assert registers.answer(registers.warehouse(table), QUERY) == [
        {"area_id": "886", "area_name": "Kent", "region_name": "South East"},
        {"area_id": "935", "area_name": "Suffolk", "region_name": "East of England"},
    ]


def test_an_authority_bears_the_name_of_the_newest_release(monkeypatch):
    level, region, code = registers.AREAS["Suffolk"]
    monkeypatch.setitem(registers.AREAS, "Suffolk and Sea", (level, region, code))
    table = """
        published  | period | area            | phase   | possible | attended
        2024-10-10 | year   | Suffolk and Sea | Primary | 1000     | 953
        2024-09-26 | year   | Suffolk         | Primary | 1000     | 953
    """
    [row] = registers.answer(registers.warehouse(table), QUERY)
    assert row["area_name"] == "Suffolk and Sea"
