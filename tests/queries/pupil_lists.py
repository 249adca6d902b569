"""A way to ask the lists of pupils on a drawn county."""

from datetime import date, timedelta

from attendance import queries, rules

EVERYBODY = rules.PARAMETERS | {
    "academic_year": "2024/25",
    "year_first_day": date(2024, 8, 1),
    "school_id": 115001,
    "chosen_schools": None,
    "first_week": date(2024, 9, 2),
    "last_week": date(2024, 9, 23),
    "previous_week": None,
    "earlier_week": None,
    "year_group": None,
    "class_name": None,
    "cohort": None,
    "cohort_value": None,
    "at_risk_share": 0.0,
    "settled_sessions": 1,
    "fewest_pace_weeks": 1,
    "fewest_change_sessions": 10,
    "show_names": True,
    "support_people": [],
    "support_steps": [],
    "triage_people": [],
    "triage_groups": [],
    "listed_from": 0,
    "listed_at_once": 1000,
    "smallest_group": 1,
    "visible_schools": [115001],
}


def listed(county, name, **params):
    """The rows of a list in its order, as dictionaries."""
    query = queries.load(name if "/" in name else f"pupils/{name}")
    given = EVERYBODY | params
    given |= {"schools_beside": given["visible_schools"]}
    given = {"as_of": given["last_week"] + timedelta(days=4)} | given
    given = {key: value for key, value in given.items() if key in query.params}
    with county.published() as warehouse:
        rows = warehouse.execute(query.statement, given)
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def by_pupil(county, name, **params):
    """The rows of a list by pupil."""
    return {row["pupil"]: row for row in listed(county, name, **params)}
