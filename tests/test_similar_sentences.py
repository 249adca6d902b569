"""What is said of similar schools: alike, different, not known; chance; who is not counted."""

from datetime import date

import pandas as pd
import pytest

from attendance import sentences
from attendance.scope import CountyScope

SCOPE = CountyScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2024, 12, 2),
    education_phase="Secondary",
    school_id=1,
    school_name="Own School",
)
OWN = {
    "school_id": 1,
    "school_name": "Own School",
    "similar_rank": 0,
    "distance": 0.0,
    "known_share": 1.0,
    "district": "Harlow",
    "pupils": 1000,
    "fsm_share": 0.2,
    "admissions": "selective",
    "pupils_part": 0.0,
    "fsm_part": 0.0,
    "admissions_part": 0.0,
    "is_left_out": False,
    "is_pooled": None,
    "weeks_sent_share": 1.0,
    "enrolments": 1010,
    "attendance_rate": 0.9,
    "persistently_absent": 202,
    "persistent_absence_rate": 0.2,
    "pooled_schools": 2,
    "pooled_attendance_rate": 0.92,
    "pooled_lowest_rate": 0.915,
    "pooled_highest_rate": 0.93,
    "pooled_persistent_rate": 0.15,
    "attendance_points": -2.0,
    "attendance_reach_points": 1.5,
    "persistent_points": 5.0,
    "persistent_reach_points": 5.5,
}
OTHER = OWN | {
    "school_id": 2,
    "school_name": "Other School",
    "similar_rank": 1,
    "distance": 0.5,
    "is_pooled": True,
}
WEIGHTS = pd.DataFrame(
    {
        "factor": ["admissions", "fsm", "pupils"],
        "factor_name": ["Selective or not", "Free school meals", "Size"],
        "weight": [5.0, 3.0, 2.0],
        "weight_share": [0.5, 0.3, 0.2],
    }
)


def rows(own=None, *others):
    """The school with these changes, and other schools with theirs."""
    made = [OWN | (own or {}), *(OTHER | other for other in others or ({},))]
    return pd.DataFrame(made).astype({"is_pooled": "boolean"})


def comparison(own=None, *others):
    return sentences.similar_comparison(rows(own, *others), SCOPE)


def why(**other):
    (said,) = sentences.why_similar(rows(None, other), WEIGHTS, SCOPE)
    return said


def test_a_difference_beyond_its_reach_is_unlikely_to_be_chance():
    assert comparison()[0] == (
        "Attendance so far: 90.0%, the 2 similar schools together 92.0% (from 91.5% to 93.0%); "
        "2.0 points below, range −3.5 to −0.5 (unlikely to be chance)."
    )
    title = sentences.similar_schools(rows(), SCOPE).title
    assert title == "2.0 points below similar schools, unlikely to be chance"


def test_a_difference_within_its_reach_could_be_chance():
    assert comparison()[1].endswith("5.0 points above, range −0.5 to +10.5 (could be chance).")
    title = sentences.similar_schools(rows({"attendance_reach_points": 2.1}), SCOPE).title
    assert title == "No clear difference from similar schools in attendance"


def test_a_range_that_ends_at_nought_says_so():
    assert "range −4.0 to 0.0 (could be chance)" in comparison({"attendance_reach_points": 2.0})[0]


def test_alike_within_a_quarter_of_a_step_and_different_from_three_quarters_on():
    """A part is weight share times steps: 0.2 of 0.25 steps, 0.3 of 0.75."""
    said = why(pupils=1100, pupils_part=0.05, fsm_share=0.3, fsm_part=0.225)
    assert said == (
        "Other School (Harlow): alike in admissions (selective) and size (1,100, here 1,000); "
        "differs in FSM (30%, here 20%)."
    )
    said = why(pupils_part=0.051, fsm_part=0.224)
    assert said.endswith("alike in admissions (selective); no large difference.")


def test_what_differs_most_in_the_distance_comes_first():
    said = why(
        pupils=1900, pupils_part=0.6, admissions="not selective", admissions_part=0.5, fsm_part=0.1
    )
    assert said.endswith(
        "not close in anything compared; differs in size (1,900, here 1,000) and admissions (not "
        "selective, here selective)."
    )


def test_a_factor_not_known_of_both_is_said():
    """Without FSM the rest, 0.7 of the weights, is the whole: 0.25 steps of size are 0.05 / 0.7."""
    said = why(fsm_share=None, fsm_part=None, known_share=0.7, pupils_part=0.05 / 0.7 - 1e-9)
    assert said.endswith(
        "alike in admissions (selective) and size (1,000); no large difference; not known of "
        "both, so not compared: Free school meals."
    )


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ({"weeks_sent_share": 0.5}, {}, "Marks of 50% of the weeks due are here"),
        ({}, {"is_pooled": None}, "Fewer than 5 similar schools have enough marks"),
        ({}, {"is_pooled": False, "is_left_out": True}, "No similar school with enough marks"),
    ],
)
def test_why_there_is_no_comparison_is_said(own, other, said):
    nothing = {name: None for name in OWN if name.startswith("pooled_") or "_points" in name}
    found = comparison(nothing | own, other)
    assert found[0].startswith(said)
    title = sentences.similar_schools(rows(nothing | own, other), SCOPE).title
    assert title == "Not set beside the similar schools"


def test_a_school_without_others_says_so():
    alone = pd.DataFrame([OWN]).astype({"is_pooled": "boolean"})
    (said,) = sentences.similar_comparison(alone, SCOPE)
    assert said.startswith("No other school of its phase")
    assert sentences.similar_schools(alone, SCOPE).title == "No similar school has marks"
    assert sentences.why_similar(alone, WEIGHTS, SCOPE) == []


def test_a_school_that_nothing_is_known_of_says_so():
    (said,) = sentences.similar_comparison(rows().iloc[:0], SCOPE)
    assert said == "Nothing is known by which schools like Own School can be found."


def test_only_with_fewer_than_twenty_is_that_said():
    few = [{"school_name": f"School {place}", "similar_rank": place} for place in range(1, 20)]
    assert any("Only 19 other schools" in said for said in comparison(None, *few))
    enough = [*few, {"school_name": "School 20", "similar_rank": 20}]
    assert not any("Only" in said for said in comparison(None, *enough))


def test_the_table_has_no_columns_of_marks_that_are_not_told():
    assert "attendance_rate" in sentences.columns_of_similar(rows())
    hidden = sentences.columns_of_similar(rows(None, {"attendance_rate": None}))
    assert not {"attendance_rate", "enrolments", "is_pooled"} & set(hidden)


def test_what_weighs_most_is_named():
    assert sentences.similar_school_weights(WEIGHTS, SCOPE).title == (
        "What weighs most: Selective or not"
    )
    empty = sentences.similar_school_weights(WEIGHTS.iloc[:0], SCOPE)
    assert empty.title == "No weights are set for this phase"
