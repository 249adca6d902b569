"""What a reader chose to look at; it travels from the filters to queries, charts and words."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from attendance import rules, words

CHOSEN_WEEKS = "From week to week"
"""The period whose first and last week the reader chooses."""


@dataclass(frozen=True)
class Choices:
    """What a page's figures are of, and the name of the authority they are about."""

    home: str

    def but(self, **changes: object) -> Self:
        """The same with some choices changed."""
        return replace(self, **changes)

    def params(self, names) -> dict[str, object]:
        """Those of the query parameters named that there is a value for."""
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def for_a_file(self) -> str:
        """What of it stands in the name of a file: the school, if one, and the last day."""
        school, last_week = (getattr(self, name, None) for name in ("school_name", "last_week"))
        last_day = getattr(self, "as_of", None) or getattr(self, "data_to", None)
        if last_day is None and last_week is not None:
            last_day = last_week + timedelta(days=4)
        parts = [words.plain(school) if school else "", f"{last_day:%Y-%m-%d}" if last_day else ""]
        return "-".join(part for part in parts if part)


@dataclass(frozen=True)
class YearChoices(Choices):
    """What is chosen of an academic year."""

    academic_year: str

    @property
    def year_first_day(self) -> date:
        """The first day of the academic year."""
        return date(int(self.academic_year[:4]), 8, 1)


@dataclass(frozen=True)
class MarksScope(YearChoices):
    """An academic year of the county's own marks, to its last week; with a fault and a school
    where their entries are asked for."""

    last_week: date
    fault: str | None = None
    school_id: int | None = None


@dataclass(frozen=True)
class CountyScope(YearChoices):
    """School weeks of an academic year of the county's own marks, and which schools.

    `last_year_*` are the same school weeks a year before and `previous_week` the last week of the
    half term before, each None where no marks are loaded of them; a filter that is None leaves out
    no school, and `chosen_schools` are those that phase, quadrant, district and trust leave where
    rows of several are asked for. `is_named_span` says that the weeks have a name, for which what
    chance does is already worked out. `school_id` is set on pages of one school, with the similar
    schools `left_out` of a comparison; `place_kind` and `split` say by what a figure of the county
    is broken down; the targets are those that the school set itself, 0 to 1, and the two cohorts
    those that are crossed. What was written down of meetings stands in lists of one length: each
    school that was met, and the day of its last meeting; each school with actions overdue, and how
    many; and `discussed_people`, the pupils of the last meeting of the one school, on
    `discussed_on`.
    """

    period: str
    first_week: date
    last_week: date
    last_year_first_week: date | None = None
    last_year_last_week: date | None = None
    previous_week: date | None = None
    is_named_span: bool = False
    education_phase: str | None = None
    quadrant: str | None = None
    district: str | None = None
    trust: str | None = None
    school_id: int | None = None
    school_name: str | None = None
    left_out: tuple[int, ...] = ()
    place_kind: str = "quadrant"
    split: str = "quadrant"
    target_attendance: float | None = None
    target_persistently_absent: float | None = None
    first_cohort: str = "fsm"
    second_cohort: str = "sen"
    met_schools: tuple[int, ...] = ()
    met_dates: tuple[date, ...] = ()
    overdue_schools: tuple[int, ...] = ()
    overdue_counts: tuple[int, ...] = ()
    discussed_people: tuple[str, ...] = ()
    discussed_on: date | None = None
    chosen_schools: tuple[int, ...] | None = None

    @property
    def whole_year(self) -> Self:
        """The same to the end of the academic year, for what is drawn to its end."""
        return self.but(last_week=date(self.year_first_day.year + 1, 7, 31))

    def in_words(self) -> str:
        """What is chosen, for under the title."""
        who = [self.school_name] if self.school_name else self._schools()
        return f"{', '.join(who)}; {self.weeks_in_words()}"

    def weeks_in_words(self) -> str:
        """The weeks chosen, from the first one's Monday to the last one's Friday."""
        last_day = self.last_week + timedelta(days=4)
        period = "chosen weeks" if self.period == CHOSEN_WEEKS else self.period.lower()
        return f"{period}, {words.day(self.first_week)} to {words.day(last_day)}"

    def _schools(self) -> list[str]:
        who = "All" if self.education_phase is None else self.education_phase
        places = [place for place in (self.quadrant, self.district, self.trust) if place]
        return [f"{who} schools", *places]


@dataclass(frozen=True)
class NeedScope(CountyScope):
    """Schools by their need for a meeting, of the year so far to its last marked day.

    What a reader chose stands in lists of one length: parts of the need that weigh otherwise than
    the file says, and how much; schools that someone gave another place, and which.
    """

    as_of: date = date.min
    weighted_parts: tuple[str, ...] = ()
    part_weights: tuple[float, ...] = ()
    override_schools: tuple[int, ...] = ()
    override_ranks: tuple[int, ...] = ()


@dataclass(frozen=True)
class PupilScope(CountyScope):
    """Pupils of the county's own schools: those of one school, or of all in scope.

    A filter that is None leaves out nobody. `as_of` is the last marked day of the weeks and
    `earlier_week` the last week of the half term before that of `previous_week`. What was written
    down of pupils stands in lists of one length: each person with a step of support, the latest
    step, its day, and the day of its review or end; each penalty notice that stands, with its
    parent (A, B) and day; each person with a letter this year; each person with a part-time plan
    this year, and its review or end; each person with a choice of triage group; and
    `dealt_with`, what was marked as done ("person_key|item|state"). `list_filters` are those of one
    list alone, in words.
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
    notice_people: tuple[str, ...] = ()
    notice_parents: tuple[str, ...] = ()
    notice_dates: tuple[date, ...] = ()
    letter_people: tuple[str, ...] = ()
    plan_people: tuple[str, ...] = ()
    plan_reviews: tuple[date | None, ...] = ()
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
class DiaryScope(CountyScope):
    """Schools of the county, and in lists of one length the meetings that took place in the year:
    the school of each, its term, and how many pupils were discussed in it."""

    held_schools: tuple[int, ...] = ()
    held_terms: tuple[str, ...] = ()
    held_pupils: tuple[int, ...] = ()


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

    def weeks_in_words(self) -> str:
        """The weeks chosen, to the school's own last marked day."""
        last_day = min(self.last_week + timedelta(days=4), self.told_to)
        return f"{self.period.lower()}, {words.day(self.first_week)} to {words.day(last_day)}"


@dataclass(frozen=True)
class Scope(Choices):
    """One release, authority and phase; `compared_year` and `code` where a figure needs them."""

    home_authority: str
    academic_year: str
    published: date
    data_to: date
    data_to_source: str
    education_phase: str
    compared_year: str | None = None
    code: str | None = None
    reason: str | None = None
    measure: str = "attendance_rate"

    def in_words(self) -> str:
        """What is chosen, for under the title."""
        return (
            f"{words.phase(self.education_phase).capitalize()}, {self.academic_year} to "
            f"{words.day(self.data_to)}, published {words.day(self.published)}"
        )

    def who(self) -> str:
        """Whose figures they are, for a chart's subtitle."""
        return f"{self.home} and England, {words.phase(self.education_phase)}"
