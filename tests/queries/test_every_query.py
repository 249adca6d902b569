"""What every query promises: its header is true, its filters count, its SQL is portable."""

import re
from functools import cache

import pytest
import sqlglot
from sqlglot import exp

from attendance import access, queries
from attendance.queries import ROW_KINDS

NAMES = queries.names()
every_query = pytest.mark.parametrize("name", NAMES)
every_portable_query = pytest.mark.parametrize(
    "name", [name for name in NAMES if not name.startswith(("landing/", "refresh/"))]
)
every_readers_query = pytest.mark.parametrize(
    "name", [name for name in NAMES if queries.load(name).rows != "build"]
)

TELLING = {
    "home_authority": ("881", "886"),
    "academic_year": ("2024/25", "2023/24"),
    "year_first_day": ("2024-08-01", "2025-08-01"),
    "published": ("2024-11-07", "2024-10-24"),
    "education_phase": ("Primary", "Secondary"),
    "compared_year": (None, "2023/24"),
    "code": ("I", "O"),
    "limit_factor": (2.66, 1.0),
    "moving_range_cut": (3.267, 1.0),
    "run_length": (7, 2),
    "first_school": (0, 999999),
    "last_school": (999999, 1),
    "reject_limit": (0.01, 1.0),
    "schools_beside": ([115001, 115002, 115003, 115006], []),
    "visible_schools": ([115001, 115002, 115003, 115006], []),
    "urns": (None, [115001]),
    "fault": ("N not resolved", "mark missing"),
    "school_id": (115002, 115001),
    "days_to_explain": (0, 99),
    "smallest_share_of_roll": (1.5, 0.0),
    "unusual_factor": (3.0, 100.0),
    "unusual_points": (0.5, 99.0),
    "smallest_group": (1, 99),
    "first_week": ("2024-09-02", "2024-11-04"),
    "from_week": (None, "2030-01-07"),
    "last_week": ("2025-01-06", "2024-09-09"),
    "last_year_first_week": ("2023-09-04", "2023-09-18"),
    "last_year_last_week": ("2023-09-11", "2023-09-04"),
    "previous_week": ("2024-09-09", None),
    "is_named_span": (False, True),
    "quadrant": (None, "South"),
    "district": (None, "Basildon"),
    "trust": (None, "Oak"),
    "chance_limit": (0.0, 9.9),
    "sure_limit": (0.0, 9.9),
    "smallest_share_sent": (0.0, 1.5),
    "spell_bands": ([1, 3], [1, 21]),
    "absence_bands": ([0.0, 0.1], [0.0, 0.5]),
    "home": ("Essex", "Kent"),
    "place_kind": ("quadrant", "district"),
    "smallest_coverage": (0.0, 2.0),
    "split": ("quadrant", "year group"),
    "fewest_pace_weeks": (3, 1),
    "first_cohort": ("fsm", "year group"),
    "second_cohort": ("sex", "year group"),
    "target_attendance": (0.95, 0.5),
    "target_persistently_absent": (0.5, 1.0),
    "left_out": (None, [115006]),
    "most_similar": (20, 1),
    "smallest_pool": (1, 9),
    "smallest_known_share": (0.0, 2.0),
    "smallest_share_pooled": (0.0, 1.5),
    "marks_at_once": (100, 1),
    "person_keys": (None, []),
    "as_of": ("2025-01-10", "2024-09-01"),
    "at_risk_share": (0.05, 0.09),
    "below_share": (None, 0.5),
    "chosen_schools": (None, [115001]),
    "class_name": (None, "9Z"),
    "clear_change_sessions": (0, 99),
    "cohort": ("fsm", "sex"),
    "cohort_value": ("yes", "no"),
    "earlier_week": (None, "2024-09-09"),
    "fewest_change_sessions": (1, 99),
    "least_share": (0.1, 0.9),
    "listed_at_once": (200, 0),
    "listed_from": (0, 1),
    "reason": (None, "E"),
    "settled_sessions": (60, 5),
    "show_names": (True, False),
    "support": (None, "none"),
    "support_dates": (["2024-10-01"], ["2024-10-02"]),
    "support_people": (["lee"], []),
    "support_reviews": (["2024-12-01"], [None]),
    "support_due": (["letter, review"], ["early help, end"]),
    "support_steps": (["letter"], ["early help"]),
    "trend": (None, "better"),
    "year_group": (None, "Year 7"),
    "person_key": ("A123456789012", "ann"),
    "search": ("a1", "zz"),
    "search_words": (["abel"], ["zz"]),
    "celebrated_rate": (0.5, 1.1),
    "improved_points": (-99.0, 99.0),
    "improved_to_rate": (0.0, 1.1),
    "celebrated_class_rate": (0.5, 1.1),
    "improved_class_points": (-99.0, 99.0),
    "short_spell_sessions": (2, 0),
    "spells_for_a_day": (1, 6),
    "long_spell_sessions": (10, 1),
    "triage_people": (["lee"], []),
    "triage_groups": (["complex"], ["specific issue"]),
    "first_day": ("2024-09-01", "2025-06-01"),
    "weekday_spell_sessions": (99, 0),
    "enquiry_coming_days": (1, 99),
    "enquiry_days": (6, 99),
    "illness_close_days": (2, 99),
    "illness_days": (4, 1),
    "illness_likely_days": (1, 99),
    "letter_level": (0.95, 0.05),
    "letter_people": ([], ["lee"]),
    "notice_dates": (["2024-11-06", "2024-11-06"], ["2024-11-07", "2024-11-07"]),
    "notice_parents": (["A", "A"], ["B", "B"]),
    "notice_people": (["pip", "A123456789012"], []),
    "part_time_weeks": (0, 99),
    "penalty_close_sessions": (6, 99),
    "notices_counted_from": ("2020-01-01", "2030-01-01"),
    "penalty_sessions": (10, 6),
    "plan_people": (["lee"], []),
    "plan_reviews": (["2024-12-01"], [None]),
    "plan_ends": (["2025-03-14"], [None]),
    "run_coming_days": (1, 99),
    "run_days": (6, 99),
    "since": ("2025-01-06", "2025-01-09"),
    "told_codes": (["N", "O"], ["O"]),
    "weeks_back": (40, 4),
    "dealt_with": ([], ["max|Unexplained absence, day 1|from 2025-01-09"]),
    "since_week": ("2024-10-21", "2024-12-02"),
    "unexplained_steps": ([1, 3], [99]),
    "weeks_offered": (13, 1),
    "discussed_on": ("2024-11-06", "2024-12-04"),
    "discussed_people": (["lee"], []),
    "since_meeting_points": (2.0, 99.0),
    "register_people": (["lee"], []),
    "register_from": ("2024-09-01", "2025-06-01"),
    "fewest_for_intake": (99, 1),
    "met_dates": (["2024-10-01"], ["2024-10-02"]),
    "met_schools": ([115001], [115003]),
    "held_pupils": ([4], [5]),
    "held_schools": ([115001], [115003]),
    "held_terms": (["autumn"], ["spring"]),
    "overdue_counts": ([1], [2]),
    "overdue_schools": ([115001], [115003]),
    "override_ranks": ([1], [2]),
    "override_schools": ([115001], [115003]),
    "part_weights": ([50.0], [10.0]),
    "weighted_parts": (["severe"], ["meeting"]),
}
"""By parameter, the value that a query is run with, and another that must change its answer."""

CLOCKS = {
    "current_date",
    "current_time",
    "current_timestamp",
    "get_current_timestamp",
    "localtime",
    "localtimestamp",
    "now",
    "today",
    "transaction_timestamp",
}

NOT_PORTABLE = {
    "dayofweek": "gives another day number on Spark",
    "isodow": "gives another day number on Spark",
    "weekday": "gives another day number on Spark",
    "percentile_cont": "becomes an approximation on Spark",
    "percentile_disc": "becomes an approximation on Spark",
    "pivot": "does not parse on Spark",
    "unpivot": "does not parse on Spark",
    "quantile": "is not known to Spark",
    "quantile_cont": "takes other arguments on Spark",
    "quantile_disc": "is not known to Spark",
    "strftime": "keeps DuckDB's format on Spark",
    "strptime": "keeps DuckDB's format on Spark",
    "asof": "does not parse on Spark",
    "positional": "does not parse on Spark",
    "read_csv": "reads a file",
    "read_parquet": "reads a file",
}


def base(name: str) -> dict[str, object]:
    return {param: TELLING[param][0] for param in queries.load(name).params if param in TELLING}


def rows_of(connection, name, params):
    with connection.cursor() as cursor:
        return cursor.execute(queries.load(name).sql, params or None).fetchall()


@cache
def tree_of(name: str) -> exp.Expression:
    """The one statement of the file as a tree, which is only read."""
    [tree] = sqlglot.parse(queries.load(name).sql, read="duckdb")
    return tree


def type_of(connection, named: str) -> str:
    """The type that DuckDB means by a name, such as an enum that the build creates."""
    with connection.cursor() as cursor:
        return str(cursor.execute(f"select cast(null as {named})").description[0][1])


def code_of(sql: str) -> str:
    """The SQL without comments and texts in quotation marks."""
    return re.sub(r"--.*|'[^']*'", " ", sql).lower()


def words_of(sql: str) -> set[str]:
    return set(re.findall(r"\w+", code_of(sql)))


@every_query
def test_the_header_says_what_a_row_is_and_whose(name):
    query = queries.load(name)
    assert query.purpose.endswith(".")
    assert query.grain.startswith("one row")
    assert query.rows in ROW_KINDS
    assert all(field.meaning for field in (query.columns | query.params).values())


@every_readers_query
def test_the_header_names_the_source_and_the_denominator_of_rates(name):
    query = queries.load(name)
    assert query.source
    has_rate = any(re.search(r"_(rate|share|points)$", column) for column in query.columns)
    assert not has_rate or query.denominator


@every_query
def test_the_header_names_the_columns_and_types_that_duckdb_returns(name, rich):
    query = queries.load(name)
    with rich.cursor() as cursor:
        result = cursor.execute(query.sql, base(name) or None).description
    found = {column[0]: str(column[1]) for column in result}
    promised = {column: type_of(rich, field.type) for column, field in query.columns.items()}
    assert found == promised
    assert list(found) == list(query.columns)


@every_query
def test_each_parameter_stands_only_in_a_cast_to_the_type_of_the_header(name):
    query = queries.load(name)
    found = {}
    for parameter in tree_of(name).find_all(exp.Parameter, exp.Placeholder):
        cast = parameter.parent
        assert type(cast) is exp.Cast, f"${parameter.name} stands without a cast"
        found.setdefault(parameter.name, set()).add(cast.to)
    promised = {
        param: {exp.DataType.build(field.type, dialect="duckdb")}
        for param, field in query.params.items()
    }
    assert found == promised


@every_query
def test_every_parameter_changes_the_answer(name, rich):
    query = queries.load(name)
    filters = query.params.keys() - {"visible_schools"}
    assert not filters - TELLING.keys(), "a parameter without a telling value"
    usual = rows_of(rich, name, base(name))
    assert usual or not filters
    for param in filters:
        changed = rows_of(rich, name, base(name) | {param: TELLING[param][1]})
        assert changed != usual, f"${param} changes nothing"


@every_query
def test_rows_of_schools_are_scoped_and_nobody_elses_are(name):
    query = queries.load(name)
    scoped = query.rows in access.SCOPED
    assert ("visible_schools" in query.params) == scoped
    if scoped:
        assert query.params["visible_schools"].type == "integer[]"


@every_query
@pytest.mark.parametrize("nobody", [None, []], ids=["null", "empty"])
def test_a_scope_of_no_schools_gives_no_rows(name, nobody, rich):
    if "visible_schools" in queries.load(name).params:
        assert rows_of(rich, name, base(name) | {"visible_schools": nobody}) == []


@every_query
def test_a_query_of_one_school_asks_for_that_one_alone(name, rich):
    given = base(name)
    if given.get("school_id") is not None and "visible_schools" in given:
        one = given | {"visible_schools": [given["school_id"]]}
        assert rows_of(rich, name, one) == rows_of(rich, name, given)


@every_readers_query
def test_rows_are_one_for_each_of_what_the_grain_names(name, rich):
    query = queries.load(name)
    keys = [word for word in re.findall(r"\w+", query.grain) if word in query.columns]
    rows = rows_of(rich, name, base(name))
    places = [list(query.columns).index(key) for key in keys]
    found = [tuple(row[place] for place in places) for row in rows]
    assert not keys or len(set(found)) == len(found)


@every_query
def test_no_query_reads_the_clock(name):
    assert not words_of(queries.load(name).sql) & CLOCKS


@every_portable_query
def test_the_sql_turns_into_that_of_spark(name):
    spark = tree_of(name).sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    sqlglot.parse_one(spark, read="spark")


@every_portable_query
def test_nothing_is_used_that_means_something_else_on_spark(name):
    used = words_of(queries.load(name).sql) & NOT_PORTABLE.keys()
    assert not used, {word: NOT_PORTABLE[word] for word in used}


@every_portable_query
def test_a_date_moved_by_an_interval_is_made_a_date_again(name):
    """DuckDB makes a timestamp of it, Spark keeps the date."""
    for interval in tree_of(name).find_all(exp.Interval):
        around = interval.find_ancestor(exp.Cast, exp.Predicate)
        assert around is not None, interval.parent.sql()


@every_query
def test_a_file_holds_one_select(name):
    assert isinstance(tree_of(name), exp.Query)
