"""What is said of the need for a meeting, on rows made up for it."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from attendance import sentences

PARTS = {
    "severe": 25,
    "persistent": 15,
    "worsening": 15,
    "unauthorised": 15,
    "thresholds": 10,
    "meeting": 10,
    "overdue": 5,
    "reporting": 5,
}
WEIGHTS = [SimpleNamespace(part=part, part_name=part, weight=w) for part, w in PARTS.items()]


def school(number, **shares):
    parts = dict.fromkeys(PARTS, 0.0) | shares
    tenths = {part: round(10 * PARTS[part] * share) for part, share in parts.items()}
    return {
        "school_id": number,
        "school_name": f"School {number:02}",
        "severely_absent": 0,
        "need": sum(tenths.values()) / 10,
        **{f"{part}_part": share for part, share in parts.items()},
    }


def ranked(*schools):
    rows = pd.DataFrame(schools).sort_values(["need", "school_id"], ascending=[False, True])
    return rows.assign(place_by_need=range(1, len(rows) + 1))


def test_schools_far_ahead_in_every_part_stay_whatever_weighs():
    every = dict.fromkeys(PARTS, 1.0)
    rows = ranked(school(1, **every), school(2), school(3))
    assert sentences.weights_matter(rows, WEIGHTS) == [
        "All of the first by need stay there, whichever weight is halved or doubled."
    ]


def test_a_school_that_stands_by_one_weight_is_named_with_who_would_come():
    rows = ranked(school(1, severe=0.6), school(2, worsening=0.8), school(3))
    assert rows["need"].tolist() == [15.0, 12.0, 0.0]
    first, *others = sentences.weights_matter(rows, WEIGHTS)
    assert first.endswith("halved or doubled; School 01 by some weights alone.")
    assert others == [
        "School 01 drops out when “severe” weighs half or “worsening” weighs double.",
        "In its place would come School 02.",
    ]


def test_of_many_schools_twenty_are_the_first():
    rows = ranked(*(school(number, severe=1 - number / 100) for number in range(90)))
    [said] = sentences.weights_matter(rows, WEIGHTS)
    assert said.startswith("All of the first 20 by need stay there")


REASONS = {
    "severely_absent": 9,
    "off_line_points": 4.14,
    "change_points": 2.0,
    "phase_change_points": -0.5,
    "unauthorised_rate": 0.031,
    "phase_unauthorised_rate": 0.02,
    "pupils_over": 1,
    "last_met": date(2024, 7, 10),
    "days_since_meeting": 219,
    "actions_overdue": 1,
    "weeks_not_sent": 2,
}


def reasons(**scores):
    given = dict.fromkeys(PARTS, 0.0) | scores
    return sentences.reasons_for(REASONS | {f"{part}_score": each for part, each in given.items()})


def test_the_three_parts_with_most_points_are_the_reasons():
    assert reasons(severe=9, persistent=6, meeting=6, overdue=5.9) == (
        "9 pupils severely absent; PA 4.1 points above expected; no meeting for 7 months"
    )
    assert reasons() == ""


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("worsening", "absence up 2.5 points more than the phase’s"),
        ("unauthorised", "unauthorised absence 1.1 points above the phase"),
        ("thresholds", "1 pupil over a threshold"),
        ("overdue", "1 action overdue"),
        ("reporting", "2 weeks not sent"),
    ],
)
def test_each_part_is_a_reason_in_words(part, said):
    assert reasons(**{part: 1.0}) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "0 days"), (1, "1 day"), (60, "60 days"), (61, "2 months")]
)
def test_months_are_whole_ones_and_the_first_two_are_days(days, said):
    row = REASONS | {"days_since_meeting": days} | {f"{part}_score": 0 for part in PARTS}
    assert sentences.reasons_for(row | {"meeting_score": 1}) == f"no meeting for {said}"
