"""With how many decimals a table shows numbers, which Excel takes over."""

import pandas as pd
import pytest

from attendance.ui import columns


@pytest.mark.parametrize(
    ("query", "column", "shown"),
    [
        ("thresholds/illness_days", "days_by_pace", "%.0f"),
        ("pupils/changed_pupils", "change_points", "%+.2f"),
        ("school/weekdays", "pupils_away", "%+.1f"),
    ],
)
def test_numbers_are_shown_with_few_decimals(query, column, shown):
    rows = pd.DataFrame({column: [36.19047619]})
    assert columns.settings(query, rows, "Essex")[column]["type_config"]["format"] == shown
