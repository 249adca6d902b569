"""What stands out in one school, of all that its page shows."""

import pandas as pd

from attendance.scope import CountyScope
from attendance.sentences import school, school_patterns

STANDING_OUT = {
    "weekly_gap": school.weekly_gap,
    "code_use": school_patterns.code_use,
    "weekdays": school_patterns.weekdays,
    "calendar": school_patterns.calendar,
    "spell_lengths": school_patterns.spell_lengths,
}
"""By query of queries/school: what its rows are told as."""


def standing_out(found: dict[str, pd.DataFrame], scope: CountyScope) -> list[str]:
    """The findings among those queries' rows that are unusual, a sentence each."""
    told = [STANDING_OUT[name](rows, scope) for name, rows in found.items()]
    unusual = [f"{message.title}." for message in told if message.is_news]
    return unusual or ["Nothing unusual in weeks, codes, weekdays and the length of absences."]
