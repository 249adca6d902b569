"""What lists of pupils say first."""

from typing import cast

import pandas as pd
import pytest

from attendance.scope import PupilScope
from attendance.sentences import pupils

SCOPE = cast(PupilScope, None)


def totals(so_far):
    band = {
        "in_figure": 75,
        "enrolments": 514,
        "band_rate": 75 / 514,
        "on_roll": 75,
        "left_school": 0,
        "without_support": 75,
        "so_far": so_far,
    }
    return pd.DataFrame([{"band": name} | band for name in ("severe", "persistent", "at risk")])


@pytest.mark.parametrize(
    ("so_far", "said"),
    [
        (0, "persistently absent (PA); none"),
        (75, "persistently absent (PA) so far, 75 of those listed with under 60 possible sessions"),
        (None, "persistently absent (PA) so far, some of those listed with under 60 possible"),
    ],
)
def test_the_answer_says_so_far_until_pupils_have_sixty_sessions(so_far, said):
    assert said in pupils.pupils_answer(totals(so_far), SCOPE)


@pytest.mark.parametrize(("so_far", "ends"), [(0, "(PA)"), (3, "(PA) so far"), (None, "so far")])
def test_the_figures_say_so_far_too(so_far, ends):
    names = [name for name, _, _ in pupils.pupils_figures(totals(so_far), SCOPE)]
    assert names[1].endswith(ends)
