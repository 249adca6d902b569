"""The need of every school for a meeting, added up once more in plain Python."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from math import floor, sqrt

import numpy as np
import pytest

from tests.oracle.asking import RANGES
from tests.oracle.chance import Chance
from tests.oracle.rules import PHASES, points, rate, reference
from tests.oracle.test_thresholds import NOBODY, illness, penalty
from tests.oracle.test_thresholds import WEEKS as LISTED

WEEKS = RANGES["year to date"]
DAY = date(2025, 2, 14)
CHANCE, SURE, SMALLEST_SHARE_SENT, FEWEST_FOR_INTAKE = 1.96, 3.09, Fraction(9, 10), 10
WEIGHTS = {row["part"]: float(row["weight"]) for row in reference("need_weights")}
FULL_AT = {row["part"]: float(row["full_at"]) for row in reference("need_weights")}
NOTHING_GIVEN = dict.fromkeys(
    (
        "weighted_parts",
        "part_weights",
        "met_schools",
        "met_dates",
        "overdue_schools",
        "overdue_counts",
        "override_schools",
        "override_ranks",
    ),
    (),
) | {"education_phase": None, "quadrant": None, "as_of": DAY}


class School:
    """What is counted of one school this year, and the same weeks last year."""

    def __init__(self, registers, calendar, school_id):
        self.row = registers.schools[school_id]
        numbers = registers.enrolled(WEEKS.academic_year, school_id=school_id)
        before = registers.enrolled(WEEKS.last_year, school_id=school_id)
        self.now = registers.sessions(numbers, *WEEKS.now)
        self.then = registers.sessions(before, *WEEKS.then)
        self.so_far = registers.so_far(numbers, WEEKS.last_week)
        marks, _ = registers.by_session([school_id], *WEEKS.now)
        late = registers.chosen_codes("is_late") & ~registers.chosen_codes("is_attending")
        self.late = int(marks[:, :, late].sum())
        due = calendar.open_weeks(school_id, *WEEKS.now)
        due_then = calendar.open_weeks(school_id, *WEEKS.then)
        self.due = len(due)
        self.sent = sum(calendar.is_reported(school_id, week) for week in due)
        sent_then = sum(calendar.is_reported(school_id, week) for week in due_then)
        self.is_judged = self.due > 0 and self.sent >= SMALLEST_SHARE_SENT * self.due
        self.is_judged_then = (
            self.is_judged
            and len(due_then) > 0
            and sent_then >= SMALLEST_SHARE_SENT * len(due_then)
            and self.then.possible > 0
        )
        self.over: dict[str, set[int]] = {"sessions": set(), "illness": set()}


@pytest.fixture(scope="module")
def schools(registers, calendar, marks):
    """By id, with the pupils over thresholds."""
    found = {each: School(registers, calendar, each) for each in registers.school_ids}
    numbers = {key: pupil for pupil, key in marks.keys.items()}
    lists = {
        "sessions": penalty(marks, calendar, WEEKS),
        "illness": illness(marks, calendar, WEEKS),
    }
    for threshold, told in lists.items():
        for (key, school_id), row in told.items():
            if row["state"] == "reached":
                found[school_id].over[threshold].add(numbers[key])
    return found


def line(schools, phase):
    """By school what its PA is above the line of its phase, the spread about it, and whether
    intake counts; least squares solved by NumPy."""
    judged = {
        each: school
        for each, school in schools.items()
        if school.row["education_phase"] == phase and school.is_judged
    }
    with_intake = len(judged) >= FEWEST_FOR_INTAKE
    pupils = np.array([school.so_far.enrolments for school in judged.values()])
    columns = [np.ones(len(judged)), [s.now.attended / s.now.possible for s in judged.values()]]
    if with_intake:
        columns.append([school.row["fsm_share"] for school in judged.values()])
    wanted = np.array([s.so_far.persistent / s.so_far.enrolments for s in judged.values()])
    given = np.column_stack(columns)
    root = np.sqrt(pupils)
    found, *_ = np.linalg.lstsq(given * root[:, None], wanted * root, rcond=None)
    off = wanted - given @ found
    spread = sqrt((pupils * off**2).sum() / (len(judged) - given.shape[1]))
    return dict(zip(judged, off.tolist(), strict=True)), spread, with_intake


def spread_of_unauthorised(registers, phase):
    """The spread of pupils' sessions without leave about the mean of their own school."""
    squares, pupils, schools = 0.0, 0, 0
    for school_id in registers.of_phase(phase):
        numbers = registers.all_enrolled(WEEKS.academic_year, school_id=school_id)
        _, possible = registers.each(numbers, date.min, WEEKS.last_week, whole=True)
        own = numbers[possible > 0]
        missed = np.array(
            [registers.whole_sessions([each], *WEEKS.now).unauthorised for each in own]
        )
        squares += (missed**2).sum() - missed.sum() ** 2 / len(own)
        pupils += len(own)
        schools += 1
    return sqrt(squares / (pupils - schools))


def score(part, share):
    """Weight times part in tenths, halves up."""
    return floor(round(10 * WEIGHTS[part] * share, 6) + 0.5)


def beyond(difference, limit):
    return "unlikely to be chance" if difference > limit else "could be chance"


@pytest.fixture(scope="module")
def expected(registers, schools):
    """Every number of every school, met and overdue left out."""
    found = {}
    for phase in PHASES:
        own = {k: s for k, s in schools.items() if s.row["education_phase"] == phase}
        off, spread, with_intake = line(schools, phase)
        chance = Chance(registers, own, WEEKS.academic_year, *WEEKS.now)
        before = Chance(registers, own, WEEKS.last_year, *WEEKS.then)
        unauthorised_spread = spread_of_unauthorised(registers, phase) / chance.mean_possible
        possible = sum(s.now.possible for s in own.values())
        both = [s for s in own.values() if s.is_judged_then]
        phase_change = rate(
            sum(s.now.absent for s in both), sum(s.now.possible for s in both)
        ) - rate(sum(s.then.absent for s in both), sum(s.then.possible for s in both))
        phase_unauthorised = sum(s.now.unauthorised for s in own.values()) / possible
        most = max(s.so_far.severe for s in own.values())
        most_over = max(len(s.over["sessions"] | s.over["illness"]) for s in own.values())
        for school_id, school in own.items():
            now, then, so_far = school.now, school.then, school.so_far
            over = len(school.over["sessions"] | school.over["illness"])
            change = now.absence_rate - then.absence_rate
            error = sqrt(
                chance.spread**2 * chance.mean_possible / now.possible
                + before.spread**2 * before.mean_possible / then.possible
            )
            more = now.unauthorised / now.possible - phase_unauthorised
            error_more = unauthorised_spread / sqrt(now.possible / chance.mean_possible)
            standings = {
                "persistent_standing": "not judged"
                if not school.is_judged
                else "more than expected"
                if off[school_id] > CHANCE * spread / sqrt(so_far.enrolments)
                else "as expected",
                "worsening_standing": beyond(change - phase_change, SURE * error)
                if school.is_judged_then
                else "not judged",
                "unauthorised_standing": beyond(more, SURE * error_more)
                if school.is_judged
                else "not judged",
            }
            parts = {
                "severe": so_far.severe / max(most, FULL_AT["severe"]),
                "persistent": min(100 * off[school_id] / FULL_AT["persistent"], 1)
                if standings["persistent_standing"] == "more than expected"
                else 0,
                "worsening": min(100 * (change - phase_change) / FULL_AT["worsening"], 1)
                if standings["worsening_standing"] == "unlikely to be chance"
                else 0,
                "unauthorised": min(100 * more / FULL_AT["unauthorised"], 1)
                if standings["unauthorised_standing"] == "unlikely to be chance"
                else 0,
                "thresholds": over / max(most_over, FULL_AT["thresholds"]),
                "meeting": 1.0,
                "overdue": 0.0,
                "reporting": min((school.due - school.sent) / FULL_AT["reporting"], 1),
            }
            tenths = {part: score(part, share) for part, share in parts.items()}
            persistent = so_far.persistent / so_far.enrolments
            found[school_id] = {
                "need": sum(tenths.values()) / 10,
                "enrolments": so_far.enrolments,
                "severely_absent": so_far.severe,
                "severe_most": most,
                "persistently_absent": so_far.persistent,
                "persistent_absence_rate": persistent,
                "expected_rate": persistent - off[school_id] if school.is_judged else None,
                "off_line_points": 100 * off[school_id] if school.is_judged else None,
                "is_intake_counted": with_intake,
                "absence_rate": now.absence_rate,
                "last_year_absence_rate": then.absence_rate,
                "change_points": points(now.absence_rate, then.absence_rate),
                "phase_change_points": 100 * phase_change,
                "unauthorised_rate": now.unauthorised / now.possible,
                "phase_unauthorised_rate": phase_unauthorised,
                "late_rate": school.late / now.possible,
                "phase_late_rate": sum(s.late for s in own.values()) / possible,
                "pupils_over": over,
                "pupils_over_sessions": len(school.over["sessions"]),
                "pupils_over_illness": len(school.over["illness"]),
                "most_over": most_over,
                "days_since_meeting": None,
                "actions_overdue": 0,
                "weeks_due": school.due,
                "weeks_not_sent": school.due - school.sent,
                **standings,
                **{f"{part}_part": share for part, share in parts.items()},
                **{f"{part}_score": each / 10 for part, each in tenths.items()},
            }
    order = sorted(
        found,
        key=lambda each: (
            -found[each]["need"],
            -found[each]["severely_absent"],
            schools[each].row["school_name"].encode(),
        ),
    )
    for place, school_id in enumerate(order, start=1):
        found[school_id] |= {"place": place, "place_by_need": place}
    return found


def test_every_number_of_every_school(asked, expected):
    assert len(expected) == 24
    asked.agrees(
        "tsm/need",
        WEEKS,
        "school_id",
        {(school_id,): row for school_id, row in expected.items()},
        **NOTHING_GIVEN,
    )


@pytest.mark.parametrize("when", LISTED.values(), ids=LISTED)
def test_pupils_over_thresholds_are_those_of_the_lists(asked, when):
    day = when.last_week + timedelta(days=4)
    told = asked("tsm/need", when, **NOTHING_GIVEN | {"as_of": day})
    columns = {"penalty_notice": "pupils_over_sessions", "illness_days": "pupils_over_illness"}
    for name, column in columns.items():
        rows = asked(f"thresholds/{name}", when, **NOBODY | {"as_of": day})
        reached = Counter(row["school_id"] for row in rows if row["state"] == "reached")
        assert reached and {row["school_id"]: row[column] for row in told} == {
            row["school_id"]: reached[row["school_id"]] for row in told
        }


def test_meetings_and_actions_overdue_count_too(asked, expected):
    given = {
        "met_schools": [900017, 900013, 900005],
        "met_dates": [date(2025, 2, 14), date(2024, 11, 14), date(2023, 11, 1)],
        "overdue_schools": [900013, 900017],
        "overdue_counts": [2, 9],
    }
    rows = {r["school_id"]: r for r in asked("tsm/need", WEEKS, **(NOTHING_GIVEN | given))}
    told = {
        school_id: (row["days_since_meeting"], row["meeting_score"], row["overdue_score"])
        for school_id, row in rows.items()
        if school_id in given["met_schools"]
    }
    assert told == {900017: (0, 0.0, 5.0), 900013: (92, 2.5, 2.0), 900005: (471, 10.0, 0.0)}
    for school_id, row in rows.items():
        own = expected[school_id]
        moved = row["meeting_score"] - own["meeting_score"] + row["overdue_score"]
        assert round(own["need"] + moved, 1) == row["need"]


def test_the_scores_add_up_to_the_need_exactly_whatever_they_weigh(asked):
    given = {"weighted_parts": list(WEIGHTS), "part_weights": [7.3, 1.1, 99, 0, 3, 4.7, 2, 0.6]}
    for weights in ({}, given):
        for row in asked("tsm/need", WEEKS, **(NOTHING_GIVEN | weights)):
            assert sum(round(10 * row[f"{part}_score"]) for part in WEIGHTS) == 10 * row["need"]


def test_weights_that_a_reader_gives_count(asked, expected):
    given = {"weighted_parts": ["severe", "reporting"], "part_weights": [0.0, 50.0]}
    rows = asked("tsm/need", WEEKS, **(NOTHING_GIVEN | given))
    assert rows[0]["school_name"] == "Gingermarsh Primary School"
    for row in rows:
        own = expected[row["school_id"]]
        assert row["severe_score"] == 0 and row["thresholds_score"] == own["thresholds_score"]
        assert row["reporting_score"] == floor(500 * own["reporting_part"] + 0.5) / 10


def test_the_weights_are_those_of_the_file(asked):
    given = {"weighted_parts": ["meeting"], "part_weights": [1.5]}
    rows = asked("data/need_weights", WEEKS, **given)
    assert {row["part"]: row["own_weight"] for row in rows} == WEIGHTS
    assert {row["part"]: row["weight"] for row in rows} == WEIGHTS | {"meeting": 1.5}
    assert {row["part"]: row["full_at"] for row in rows} == FULL_AT
    assert sum(WEIGHTS.values()) == 100


def test_planted_schools_stand_on_top_for_what_is_planted(asked):
    """See "Patterns to find" in data/sample/README.md."""
    rows = {row["school_name"]: row for row in asked("tsm/need", WEEKS, **NOTHING_GIVEN)}

    def first_by(part):
        most = max(row[f"{part}_score"] for row in rows.values())
        return {name for name, row in rows.items() if row[f"{part}_score"] == most > 0}

    assert next(iter(rows)) == "Mumblehaven High School"
    assert "Mumblehaven High School" in first_by("severe")
    assert first_by("unauthorised") == {"Featherdown Primary School"}
    assert first_by("reporting") == {"Gingermarsh Primary School"}
    reported = {name for name, row in rows.items() if row["reporting_score"]}
    assert reported == {"Gingermarsh Primary School", "Copperstow Primary School"}
    small = rows["Wanderness Primary School"]
    differences = ("persistent", "worsening", "unauthorised")
    assert all(small[f"{part}_score"] == 0 for part in differences)
    assert rows["Saffronholme High School"]["worsening_score"] == 0
