"""What is chosen of the county's own marks and schools."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from attendance import words
from attendance.scope.choices import YearChoices

CHOSEN_WEEKS = "From week to week"
"""The period whose first and last week the reader chooses."""


@dataclass(frozen=True)
class MarksScope(YearChoices):
    """An academic year of the county's own marks, to its last week; with a fault and a school
    where their entries are asked for."""

    last_week: date
    fault: str | None = None
    school_id: int | None = None

    @property
    def told_to(self) -> date:
        """The last Friday."""
        return self.last_week + timedelta(days=4)


@dataclass(frozen=True)
class CountyScope(YearChoices):
    """School weeks of an academic year of the county's own marks, and which schools.

    `last_day` is the last one with marks; the last Friday is meant where it is None. `last_year_*`
    are the same school weeks a year before and `previous_week` the last week of the half term
    before, each None where no marks are loaded of them; a filter that is None leaves out no school,
    and `chosen_schools` are those that phase, quadrant, district and trust leave where rows of
    several are asked for. `is_named_span` says that the weeks have a name, for which what
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
    last_day: date | None = None
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

    @property
    def told_to(self) -> date:
        """The last day that the figures are of."""
        return self.last_day or self.last_week + timedelta(days=4)

    def weeks_in_words(self) -> str:
        """The weeks chosen, from the first one's Monday to the last marked day."""
        period = "chosen weeks" if self.period == CHOSEN_WEEKS else self.period.lower()
        return f"{period}, {words.day(self.first_week)} to {words.day(self.told_to)}"

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
class DiaryScope(CountyScope):
    """Schools of the county, and in lists of one length the meetings that took place in the year:
    the school of each, its term, and how many pupils were discussed in it."""

    held_schools: tuple[int, ...] = ()
    held_terms: tuple[str, ...] = ()
    held_pupils: tuple[int, ...] = ()
