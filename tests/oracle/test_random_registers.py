"""Lists of random registers: what the SQL lists is what plain Python counts. The registers hold
movers, leavers, pupils too young or turned 16, two-week half terms, days off at one school only,
sessions that cannot be attended, and corrections.
"""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.oracle import test_thresholds
from tests.oracle.asking import Asked, Weeks
from tests.oracle.calendar import Calendar
from tests.oracle.registers import Registers
from tests.oracle.rules import friday, year_of
from tests.queries.drawn_counties import ACADEMY, ACADEMY_TERMS, AWAY, GONE, TERMS_2026, counties
from tests.queries.registers import drawn as rows_drawn

AWAY_OR_GONE = st.one_of([counties(largest=10, most_days=5, codes=codes) for codes in (AWAY, GONE)])
some = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    database=None,
)


def published(drawn, folder):
    """The county as pages read it, its registers counted, and its calendar."""
    assume(any(drawn.loads))
    for pupil in drawn.pupils:
        for row in pupil.rows:
            row["date_of_birth"] = pupil.rows[0].get("date_of_birth")
    version = SimpleNamespace(path=drawn.county(folder).published_path())
    registers = Registers(version)
    dated = ((ACADEMY_TERMS, "2024/25", str(ACADEMY)), (TERMS_2026, "2026/27", ""))
    terms = [
        row | {"academic_year": year, "urn": urn}
        for table, year, urn in dated
        for row in rows_drawn(table)
        if drawn.has_own_terms
    ]
    return version, registers, Calendar(registers, terms)


def weeks_of(registers):
    """The newest week, and one in the midst of what was drawn."""
    for week in {registers.weeks[-1], registers.weeks[len(registers.weeks) // 2]}:
        yield Weeks(year_of(friday(week)), week - timedelta(days=14), week)


def test_thresholds_of_random_registers(tmp_path_factory):
    listed = Counter()

    @some
    @given(drawn=AWAY_OR_GONE)
    def every_list(drawn):
        version, registers, calendar = published(drawn, tmp_path_factory.mktemp("county"))
        asked = Asked(version, list(registers.schools))
        marks = test_thresholds.Marks(version, registers)
        for weeks in weeks_of(registers):
            for name, codes, least, coming in test_thresholds.RUNS:
                test_thresholds.test_runs_without_leave(
                    asked, marks, calendar, weeks, name, codes, least, coming
                )
            test_thresholds.test_penalty_notices(asked, marks, calendar, weeks)
            test_thresholds.test_days_of_illness(asked, marks, calendar, weeks)
            test_thresholds.test_part_time_timetables(asked, marks, calendar, weeks)
            test_thresholds.test_unexplained_absence(asked, marks, weeks)
            test_thresholds.test_pupils_with_a_social_worker(asked, marks, weeks)
            test_thresholds.test_pupils_below_the_letter_level(asked, marks, registers, weeks)
            test_thresholds.test_entries_and_leavers(asked, marks, calendar, weeks)
            test_thresholds.test_pupils_on_roll(asked, marks, weeks)
            for name in test_thresholds.LISTS:
                listed[name] += len(test_thresholds.ask(asked, name, weeks))

    every_list()
    assert min(listed[name] for name in test_thresholds.LISTS), listed
