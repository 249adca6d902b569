"""What page 1 of a pack says of the severely absent, by rows drawn here."""

from types import SimpleNamespace

import pandas as pd
import pytest

from attendance.packs import front


def severe(*pupils):
    """Rows of the list: whether DfE counts the pupil, the latest step, whether they left."""
    listed = pd.DataFrame(pupils, columns=["in_dfe_figure", "support_step", "left_on"])
    return SimpleNamespace(severe=(listed, None))


HERE = (True, "letter", None)
ALONE = (True, "none", None)
RECEPTION = (False, "none", None)
GONE = (True, "none", "2024-11-04")


@pytest.mark.parametrize(
    ("pupils", "told"),
    [
        ((), "No pupil on roll is severely absent."),
        ((GONE,), "No pupil on roll is severely absent."),
        ((ALONE,), "Of 1 severely absent pupil on roll, 1 has no support recorded."),
        ((HERE, ALONE, GONE), "Of 2 severely absent pupils on roll, 1 has no support recorded."),
        ((HERE, HERE), "Of 2 severely absent pupils on roll, 0 have no support recorded."),
        (
            (RECEPTION,),
            "Of 1 severely absent pupil on roll (1 in no rate), 1 has no support recorded.",
        ),
    ],
)
def test_all_severely_absent_on_roll_are_told_of(pupils, told):
    assert front._severe(severe(*pupils)) == told
