"""Lists of random registers: what the SQL lists is what plain Python counts. The registers hold
movers, leavers, pupils too young or turned 16, two-week half terms, days off at one school only,
sessions that cannot be attended, and corrections.
"""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.oracle import test_pupil_lists, test_thresholds
from tests.oracle.asking import Asked, Weeks
from tests.oracle.calendar import Calendar
from tests.oracle.marks import Marks
from tests.oracle.registers import Registers
from tests.oracle.rules import friday, year_of
from tests.queries.drawn_counties import (
    ACADEMY,
    ACADEMY_TERMS,
    AWAY,
    CODES,
    GONE,
    TERMS_2026,
    counties,
)
from tests.queries.registers import drawn as rows_drawn

AWAY_OR_GONE = st.one_of(
    [counties(largest=9, loads=5, most_days=5, codes=codes) for codes in (AWAY, GONE, CODES)]
)
TWO_HALF_TERMS = (("2024-09-30", 14), ("2025-04-28", 12))
OVER_HALF_TERMS = st.one_of(
    [
        counties(largest=9, loads=6, most_days=5, codes=codes, spans=TWO_HALF_TERMS, fewest_weeks=9)
        for codes in (AWAY, CODES)
    ]
)
OVER_THE_SUMMER = counties(
    largest=9, spans=(("2024-07-01", 12), ("2025-06-30", 12)), fewest_weeks=8
)
some = settings(
    max_examples=9,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    database=None,
)


def published(drawn, folder):
    """The county as pages read it, its registers counted, and its calendar, whose half terms are
    those first given: how corrections count is held elsewhere."""
    assume(any(drawn.loads))
    drawn.corrected.clear()
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
        marks = Marks(version, registers)
        for weeks in weeks_of(registers):
            for name, codes, least, coming in test_thresholds.RUNS:
                test_thresholds.test_runs_without_leave(
                    asked, marks, calendar, weeks, name, codes, least, coming
                )
            test_thresholds.test_penalty_notices(asked, marks, calendar, weeks)
            test_thresholds.test_sessions_of_schools_out_of_sight_are_told_by_number_alone(
                asked, marks, calendar, weeks
            )
            test_thresholds.test_days_of_illness(asked, marks, calendar, weeks)
            test_thresholds.test_weeks_ill_at_schools_out_of_sight_are_not_told(
                asked, marks, calendar, weeks
            )
            test_thresholds.test_part_time_timetables(asked, marks, calendar, weeks)
            test_thresholds.test_unexplained_absence(asked, marks, weeks)
            test_thresholds.test_pupils_with_a_social_worker(asked, marks, weeks)
            test_thresholds.test_pupils_below_the_letter_level(asked, marks, registers, weeks)
            test_thresholds.test_entries_and_leavers(asked, marks, calendar, weeks)
            test_thresholds.test_pupils_on_roll(asked, marks, calendar, weeks)
            for name in test_thresholds.LISTS:
                listed[name] += len(test_thresholds.ask(asked, name, weeks))

    every_list()
    assert min(listed[name] for name in test_thresholds.LISTS), listed


def test_entries_and_leavers_of_random_registers_over_the_summer(tmp_path_factory):
    """In the first weeks of a year the weeks looked back on lie in the year before, too."""
    changes = Counter()

    @some
    @given(drawn=OVER_THE_SUMMER)
    def every_september(drawn):
        version, registers, calendar = published(drawn, tmp_path_factory.mktemp("county"))
        asked, marks = Asked(version, list(registers.schools)), Marks(version, registers)
        for week in registers.weeks:
            weeks = Weeks(year_of(friday(week)), week, week)
            test_thresholds.test_entries_and_leavers(asked, marks, calendar, weeks)
            params = test_thresholds.NOBODY | {"as_of": friday(week)}
            for row in asked("thresholds/entries_and_leavers", weeks, **params):
                changes[row["change"], row["changed_on"] < weeks.year_first_day] += 1

    every_september()
    assert {(change, at) for change in ("joined", "left") for at in (True, False)} <= changes.keys()


def half_terms_of(calendar, registers):
    """The last week of each half term that has another before it, and that one's last week."""
    years = {year_of(friday(week)) for week in registers.weeks}
    for year in sorted(years):
        ends = {calendar.commonest_half_term(week): week for week in calendar.school_weeks(year)}
        for (_, before), (_, last) in pairwise(sorted(ends.items())):
            yield Weeks(year, before, last, previous_week=before)


def test_pupils_of_random_registers(tmp_path_factory, monkeypatch):
    """A change of more than one session is told here: these registers are short."""
    listed = Counter()
    monkeypatch.setattr(test_pupil_lists, "CLEAR", 1)

    @some
    @given(drawn=OVER_HALF_TERMS)
    def every_list(drawn):
        version, registers, calendar = published(drawn, tmp_path_factory.mktemp("county"))
        asked = Asked(version, list(registers.schools))
        people, missed = test_pupil_lists.people_of(asked), test_pupil_lists.missed_of(asked)
        schools = dict.fromkeys(registers.school_ids)
        for weeks in half_terms_of(calendar, registers):
            pupils = test_pupil_lists.pupils_of(registers, calendar, weeks, people, missed)
            chosen = test_pupil_lists.choices(registers, calendar, weeks)
            chosen |= {"clear_change_sessions": 1}
            for band in test_pupil_lists.BANDS:
                test_pupil_lists.test_absent_pupils(band, weeks, asked, pupils, chosen)
            for trend in ("worse", "better"):
                test_pupil_lists.test_changed_pupils(trend, weeks, asked, pupils, chosen)
            test_pupil_lists.test_totals(weeks, asked, pupils, chosen, schools)
            listed.update(pupil.trend for pupil in pupils)
            listed.update(pupil.standing for pupil in pupils)

    every_list()
    assert listed.keys() & {"worse", "better"} and listed[None], listed
    assert listed.keys() & {"SA", "PA"} and listed.keys() & {"SA so far", "PA so far"}, listed
