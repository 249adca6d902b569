"""A small drawn school whose year has term dates of a few weeks, to ask where it is heading."""

from datetime import date, timedelta

from tests.queries.county import County
from tests.queries.school_county import asked, on_roll

TERMS = """
    half_term | first_day  | last_day
    1         | 2024-09-02 | 2024-09-13
    2         | 2024-09-23 | 2024-10-11
"""
"""Two weeks, a week of holiday, then three weeks: 50 sessions."""

LAST = date(2024, 9, 23)
CHOSEN = {"last_week": LAST, "fewest_pace_weeks": 1, "visible_schools": [115001]}


def target_county(folder, terms: str = TERMS) -> County:
    """A primary school with these term dates."""
    county = County(folder)
    county.forget_shipped_terms()
    county.add_schools(
        """
        urn    | establishment_number | school_name | phase_label
        115001 | 2001                 | Alpha       | Primary
        """
    )
    county.add_term_dates(terms)
    return county


def add(county, mondays, **codes):
    """Marks of whole weeks: a pupil and the sessions missed in each, the first ones; or a code
    for every session."""
    lines = ["pupil | date | AM | PM"]
    for place, monday in enumerate(mondays):
        for pupil, missed in codes.items():
            week = missed[place]
            marks = [week] * 10 if isinstance(week, str) else ["I"] * week + ["/"] * (10 - week)
            for day in range(5):
                pair = marks[2 * day : 2 * day + 2]
                lines.append(f"{pupil} | {monday + timedelta(days=day)} | {pair[0]} | {pair[1]}")
    county.add_marks("\n".join(lines))


WEEKS = [date(2024, 9, 2), date(2024, 9, 9), date(2024, 9, 23), date(2024, 9, 30)]


def three_weeks(county):
    """To 23 September: ann missed 1, 1 and 1 of 10, bob none, cat 0, 0 and 4, dan all."""
    on_roll(county, "ann", "bob", "cat", "dan")
    add(county, WEEKS[:3], ann=[1, 1, 1], bob=[0, 0, 0], cat=[0, 0, 4], dan=[10, 10, 10])
    return county


def outlook(county, **params):
    """The outlook by pace."""
    return {row["pace"]: row for row in asked(county, "target_outlook", **CHOSEN | params)}


def recovery(county, **params):
    """The one row of recovery."""
    (row,) = asked(county, "target_recovery", **CHOSEN | params)
    return row


NO_TARGET = {"target_attendance": None, "target_persistently_absent": None}
