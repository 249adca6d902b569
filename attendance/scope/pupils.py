"""What is chosen of pupils, for lists, thresholds and packs."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from attendance import rules, words
from attendance.scope.county import CountyScope


@dataclass(frozen=True)
class PupilScope(CountyScope):
    """Pupils of the county's own schools: those of one school, or of all in scope.

    A filter that is None leaves out nobody. `as_of` is the last marked day of the weeks and
    `earlier_week` the last week of the half term before that of `previous_week`. What was written
    down of pupils stands in lists of one length: each person with a step of support, the latest
    step, its day, the day of the next review or end, and whose it is in words; each penalty
    notice that stands, with its parent (A, B) and day; each person with a letter this year; each
    person with a part-time plan this year, its review or end still open, and its end; each person
    with a choice of triage group; and `dealt_with`, what was marked as done
    ("person_key|item|state"). `list_filters` are those of one list alone, in words.
    """

    as_of: date = date.min
    earlier_week: date | None = None
    year_group: str | None = None
    class_name: str | None = None
    cohort: str | None = None
    cohort_value: str | None = None
    show_names: bool = True
    person_key: str | None = None
    support_people: tuple[str, ...] = ()
    support_steps: tuple[str, ...] = ()
    support_dates: tuple[date, ...] = ()
    support_reviews: tuple[date | None, ...] = ()
    support_due: tuple[str | None, ...] = ()
    notice_people: tuple[str, ...] = ()
    notice_parents: tuple[str, ...] = ()
    notice_dates: tuple[date, ...] = ()
    letter_people: tuple[str, ...] = ()
    plan_people: tuple[str, ...] = ()
    plan_reviews: tuple[date | None, ...] = ()
    plan_ends: tuple[date | None, ...] = ()
    triage_people: tuple[str, ...] = ()
    triage_groups: tuple[str, ...] = ()
    dealt_with: tuple[str, ...] = ()
    band: str = "persistent"
    at_risk_share: float = rules.AT_RISK_SHARE
    least_share: float = 0.0
    below_share: float | None = None
    reason: str | None = None
    trend: str | None = None
    support: str | None = None
    list_filters: tuple[tuple[str, str], ...] = ()
    listed_from: int = 0
    listed_at_once: int = rules.PUPILS_LISTED_AT_ONCE

    @property
    def whole_list(self) -> Self:
        """The same with every row of the list, for a download."""
        return self.but(listed_from=0, listed_at_once=rules.MOST_PUPILS_DOWNLOADED)

    def for_a_file(self) -> str:
        """Besides school and day which pupils, so that no list has the name of another."""
        band = self.band if self.least_share else None
        risk = None if (share := self.at_risk_share) == rules.AT_RISK_SHARE else f"from {share:.0%}"
        cohort = f"{self.cohort} {self.cohort_value}" if self.cohort else None
        places = (self.education_phase, self.quadrant, self.district, self.trust)
        chosen = (band, risk, self.trend, *dict(self.list_filters).values(), self.year_group)
        whose = (self.class_name, cohort, *(() if self.school_name else places))
        told = dict.fromkeys(map(words.plain, filter(None, (*chosen, *whose))))
        return "-".join([*told, super().for_a_file()])

    def filters_in_words(self) -> str:
        """The list's own filters that are on: "Trend: worse; Main reason: Illness (I)"."""
        return "; ".join(f"{name}: {choice}" for name, choice in self.list_filters)

    def in_words(self) -> str:
        """What is chosen, for under the title."""
        pupils = [part for part in (self.year_group, self.class_name) if part]
        if self.cohort:
            pupils.append(words.cohort_value(self.cohort, self.cohort_value))
        who = [self.school_name] if self.school_name else self._schools()
        filters = f"; {self.filters_in_words()}" if self.list_filters else ""
        return f"{', '.join([*who, *pupils])}; year so far to {words.day(self.as_of)}{filters}"


@dataclass(frozen=True)
class MondayScope(PupilScope):
    """Pupils of one school at its newest marked week, compared with the end of an earlier one:
    its Monday and last marked day, which is None where no earlier week has marks."""

    since_week: date = date.min
    since: date | None = None


@dataclass(frozen=True)
class ThresholdScope(PupilScope):
    """Pupils at thresholds, with what a school sets itself: the level of its letters, how many
    weeks of a part-time timetable are long, and how far back to look."""

    letter_level: float = rules.LETTER_LEVEL
    part_time_weeks: int = rules.PART_TIME_WEEKS
    weeks_back: int = rules.WEEKS_BACK
    since: date = date.min

    def for_a_file(self) -> str:
        """Besides which pupils what the school set otherwise than usual."""
        usual = (date.min, self.as_of - timedelta(days=rules.DAYS_SINCE - 1))
        level, weeks = words.plain(f"{100 * self.letter_level:g}"), self.part_time_weeks
        told = (
            f"below-{level}" if self.letter_level != rules.LETTER_LEVEL else "",
            f"over-{weeks}-weeks" if weeks != rules.PART_TIME_WEEKS else "",
            f"{self.weeks_back}-weeks-back" if self.weeks_back != rules.WEEKS_BACK else "",
            f"since-{self.since}" if self.since not in usual else "",
        )
        return "-".join([*filter(None, told), super().for_a_file()])


@dataclass(frozen=True)
class PackScope(ThresholdScope):
    """What the pack of one school is of; `register_people` are those whose registers it prints,
    from the week of `register_from` on. `school_day` is the school's own last marked day, which
    words tell and no query takes, or None."""

    register_people: tuple[str, ...] = ()
    register_from: date = date.min
    school_day: date | None = None

    @property
    def told_to(self) -> date:
        """The last day that the school's own figures are of."""
        return self.as_of if self.school_day is None else self.school_day

    def in_words(self) -> str:
        """What is chosen, to the school's own last marked day."""
        return PupilScope.in_words(self.but(as_of=self.told_to))
