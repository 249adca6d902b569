"""What is said of the pupils discussed, and what is not claimed of few."""

from datetime import date

import pandas as pd
import pytest

from attendance import sentences
from attendance.scope import PupilScope

SCOPE = PupilScope(
    home="Essex",
    academic_year="2024/25",
    period="Year to date",
    first_week=date(2024, 9, 2),
    last_week=date(2025, 2, 10),
    as_of=date(2025, 2, 14),
    discussed_on=date(2024, 11, 13),
    discussed_people=tuple("abcdefghi"),
)
WEEKS = {"school_weeks": 11, "before_last_week": date(2024, 11, 4)} | {
    "after_last_week": date(2025, 2, 10)
}


def rows(discussed=(9, 5), similar=(31, 14), matched=9, expected=4.1):
    """Both groups: how many are compared, and how many miss less."""
    shares = {"before_absence_rate": 0.4, "after_absence_rate": 0.35}
    told = {"who": "discussed", "matched": matched, "expected_less": expected}
    others = {"who": "similar", "matched": None, "expected_less": None}
    return pd.DataFrame(
        [
            group | shares | WEEKS | {"compared": counts[0], "miss_less": counts[1]}
            for group, counts in ((told, discussed), (others, similar))
        ]
    )


def test_both_counts_stand_in_one_sentence():
    found = sentences.since_last_findings(rows(), SCOPE)
    assert found[0] == (
        "Of 9 pupils discussed on 13 November 2024, 5 miss less; of 31 similar pupils not "
        "discussed, 14 do: some would have improved anyway."
    )
    assert found[1].endswith("about 4 of 9 would miss less.")
    assert found[2] == "The difference between the two could be chance."
    assert found[3] == (
        "Those discussed missed 40.0% in the 11 school weeks to the week of 4 November and 35.0% "
        "in as many since then, to the week of 10 February; similar pupils 40.0% and 35.0%."
    )
    assert len(found) == 4
    assert sentences.since_last(rows(), SCOPE).title == "Of 9 pupils discussed, 5 miss less"


def test_one_and_none_are_told_as_such():
    found = sentences.since_last_findings(rows((9, 1), (31, 0)), SCOPE)
    assert "1 misses less; of 31 similar pupils not discussed, none do." in found[0]
    assert "9 pupils discussed, none miss less" in sentences.since_last(rows((9, 0)), SCOPE).title


def test_few_tell_nothing():
    few = sentences.since_last_findings(rows((4, 3)), SCOPE)
    assert few[0].endswith("3 miss less; so few tell nothing about the meeting.")
    assert not any("similar" in sentence or "chance" in sentence for sentence in few)
    alone = sentences.since_last_findings(rows(similar=(4, 2)), SCOPE)
    assert "only 4 similar pupils were not discussed, so nothing tells" in alone[0]
    assert not any("chance" in sentence for sentence in alone)
    nobody = sentences.since_last_findings(rows(similar=(0, 0)), SCOPE)
    assert nobody[0].endswith(
        "nobody in the school is like them, to tell what would have been anyway."
    )


def test_a_difference_beyond_chance_is_still_no_proof():
    told = sentences.since_last_findings(rows((40, 38), (40, 8)), SCOPE)
    [said] = [sentence for sentence in told if "chance" in sentence]
    assert said.startswith("The difference between the two is unlikely to be chance; but")


def test_those_not_compared_are_counted():
    told = sentences.since_last_findings(rows((7, 5)), SCOPE)
    assert told[-1].startswith("2 more were discussed and are not compared")


@pytest.mark.parametrize("changes", [{"discussed_on": None}, {"discussed_people": ()}])
def test_without_a_meeting_nothing_is_compared(changes):
    found = sentences.since_last_findings(rows(), SCOPE.but(**changes))
    assert found == [sentences.NO_MEETING]


def test_before_any_week_has_come_in_it_says_so():
    [said] = sentences.since_last_findings(pd.DataFrame(), SCOPE)
    assert "13 November 2024" in said and "still to come" in said


def test_the_rule_says_the_margin_the_bands_and_why():
    rule = sentences.since_last_rule()
    for part in ("2 points or more", "10 to under 20%", "50% and over", "whatever is done"):
        assert part in rule
