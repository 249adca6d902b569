"""Small counties drawn at random: a chain of two URNs, an academy with term dates of its own, and
pupils who move, leave, join, are too young or turn 16; marks in loads that correct one another.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from tests.queries.county import County

OLD, NEW, ACADEMY, LATE = 115001, 140001, 115002, 115003
"""A school that became an academy, an academy with a two-week half term, and one more."""
SCHOOLS = f"""
    urn       | establishment_number | phase_label | open_date  | close_date | district
    {OLD}     | 2001                 | Primary     |            | 2024-08-31 | Colchester
    {NEW}     | 2001                 | Primary     | 2024-09-01 |            | Colchester
    {ACADEMY} | 4002                 | Secondary   |            |            | Harlow
    {LATE}    | 2003                 | Primary     | 2024-11-04 |            | Basildon
"""
ACADEMY_TERMS = """
    half_term | first_day  | last_day
    1         | 2024-09-03 | 2024-10-18
    2         | 2024-11-04 | 2024-12-20
    3         | 2025-01-06 | 2025-02-14
    4         | 2025-02-24 | 2025-04-04
    5         | 2025-04-22 | 2025-05-23
    6         | 2025-06-03 | 2025-07-22
"""
TERMS_2026 = """
    half_term | first_day  | last_day
    1         | 2026-09-01 | 2026-10-23
    2         | 2026-11-02 | 2026-12-22
    3         | 2027-01-04 | 2027-02-12
"""
SPANS = (
    ("2024-05-13", 12),
    ("2024-07-08", 14),
    ("2024-09-02", 12),
    ("2024-10-07", 14),
    ("2025-05-05", 11),
    ("2025-07-07", 12),
    ("2026-11-30", 8),
)
"""First Mondays, and how many weeks are drawn from there: over the half terms of October and May,
from one year to the next, and over the week 53 of 2026."""
CORRECTIONS = (
    "1 | 2024-09-09 | 2024-11-05",
    "2 | 2024-10-24 | 2024-12-13",
    "5 | 2025-04-22 | 2025-05-30",
    "5 | 2025-04-01 | 2025-06-05",
    "6 | 2025-05-20 | 2025-07-18",
)
"""Half terms of 2024/25 that a later file gives again, some of them over another one's days."""
FAR_FROM_SCHOOL = {date(2024, 7, 29), date(2025, 7, 28)}
"""Weeks that two academic years share."""

CODES = (
    *["/"] * 9,
    *["I"] * 4,
    *["O", "G"] * 2,
    *["N", "U", "C", "L", "#"],
    *["X", "D", "Z", "Y", "Y4", "H", "J", "F", "C2", "B", "M", "V"],
)
AWAY = (
    *["O"] * 5,
    *["I"] * 5,
    *["N", "G", "U"] * 2,
    *["/"] * 2,
    *["C2", "X", "D", "Z", "Y", "#"],
)
"""Codes of pupils who are hardly ever there."""
GONE = (*["O"] * 8, *["N", "G"] * 2, "U", "Y", "X", "#", "/")
"""Codes of pupils who stay away without leave."""
UPNS = [f"A{number:012}" for number in range(100, 104)]
KINDS = (
    {"year_group": 7},
    {"year_group": 0},
    {"year_group": 11},
    {"date_of_birth": date(2009, 8, 31), "year_group": 10},
    {"date_of_birth": date(2009, 9, 1), "year_group": 11},
    {"date_of_birth": date(2019, 9, 1), "year_group": 1},
    {"year_group": 13},
    {"year_group": None},
)
answers = st.sampled_from([True, False, None])
months = st.integers(-20, 60)


@dataclass(frozen=True)
class Somebody:
    """A pupil: own id, UPN or none, URNs of the schools, and the rows of pupil files."""

    local_id: str
    upn: str | None
    urns: list[int]
    rows: list[dict]

    @property
    def names(self) -> list[str]:
        """What a marks file may say. Only a pupil file tells that an own id and a UPN are one."""
        if not self.upn:
            return [self.local_id]
        return [self.upn, self.local_id] if self.rows else [self.upn]


@dataclass(frozen=True)
class Drawn:
    """What a county is made of, for hypothesis to print and to shrink."""

    weeks: list[date]
    pupils: list["Somebody"]
    loads: list[list[dict]]
    has_own_terms: bool
    corrected: list[tuple[int | None, str]]
    rejected: list[dict]

    def county(self, data_dir: Path) -> County:
        """A data folder with it, loads of marks last."""
        county = County(data_dir)
        county.add_schools(SCHOOLS)
        if self.has_own_terms:
            county.add_term_dates(ACADEMY_TERMS, urn=ACADEMY)
            county.add_term_dates(TERMS_2026, "2026/27")
        for urn, half_term in self.corrected:
            county.add_term_dates(f"half_term | first_day | last_day\n{half_term}", urn=urn)
        county.add_pupil_rows([row for pupil in self.pupils for row in pupil.rows])
        for place, rows in enumerate(self.loads):
            county.add_mark_rows(rows, [] if place else self.rejected)
        return county


@st.composite
def counties(
    draw, largest=8, loads=3, most_days=2, codes=CODES, spans=SPANS, fewest_weeks=3
) -> Drawn:
    """Three to `largest` pupils and two to `loads` loads of marks, on up to so many days a week."""
    first, count = draw(st.sampled_from(spans))
    mondays = [date.fromisoformat(first) + timedelta(weeks=place) for place in range(count)]
    weeks = sorted(draw(st.sets(st.sampled_from(mondays), min_size=fewest_weeks, max_size=count)))
    weeks = [week for week in weeks if week not in FAR_FROM_SCHOOL]
    numbers = range(draw(st.integers(3, largest)))
    pupils = [draw(pupils_of(number, weeks)) for number in numbers]
    rows = [
        draw(marks_of(pupils, weeks, most_days, codes)) for _ in range(draw(st.integers(2, loads)))
    ]
    has_own_terms = draw(st.booleans())
    whose = st.sampled_from([None, ACADEMY] if has_own_terms else [None])
    corrected = draw(st.lists(st.tuples(whose, st.sampled_from(CORRECTIONS)), max_size=2))
    return Drawn(weeks, pupils, rows, has_own_terms, corrected, draw(rejected_of(pupils, weeks)))


@st.composite
def pupils_of(draw, number: int, weeks: list[date]) -> Somebody:
    upn = UPNS[number] if number < len(UPNS) else None
    urns = draw(st.sampled_from([[OLD], [NEW], [ACADEMY], [LATE], [ACADEMY, NEW], [OLD, ACADEMY]]))
    if upn is None:
        urns = urns[:1]
    years = draw(st.sampled_from([[], ["2023/24"], ["2024/25"], ["2023/24", "2024/25"]]))
    local_id = f"p{number}"
    rows = [draw(rows_of_files(urn, year, upn, local_id, weeks)) for urn in urns for year in years]
    return Somebody(local_id, upn, urns, rows)


@st.composite
def rows_of_files(draw, urn, year, upn, local_id, weeks):
    kind = draw(st.sampled_from(KINDS))
    return kind | {
        "urn": urn,
        "academic_year": year,
        "upn": upn,
        "local_id": local_id,
        "surname": draw(st.sampled_from(["Hill", "Wood"])),
        "household": draw(st.sampled_from([None, "H1", "H2"])),
        "sex": draw(st.sampled_from(["F", "M", None])),
        "sen": draw(st.sampled_from(["N", "K", None])),
        "fsm": draw(answers),
        "child_in_need": draw(answers),
        "child_protection_plan": draw(answers),
        "entry_date": draw(st.none() | st.builds(_days_after, st.just(weeks[0]), months)),
        "leaving_date": draw(st.none() | st.builds(_days_after, st.just(weeks[0]), months)),
    }


@st.composite
def marks_of(draw, pupils, weeks, most_days, codes) -> list[dict]:
    """A load: some weeks, some days of them, some pupils."""
    first = draw(st.integers(0, len(weeks) - 1))
    last = draw(st.integers(first, len(weeks) - 1))
    days = draw(
        st.lists(st.integers(0, 4), min_size=(most_days + 1) // 2, max_size=most_days, unique=True)
    )
    habits = draw(st.lists(st.sampled_from(codes), min_size=4, max_size=12))
    found = {}
    for pupil in pupils:
        if not draw(st.integers(0, 4)):
            continue
        urns = draw(st.sampled_from([*([urn] for urn in pupil.urns), pupil.urns]))
        name = draw(st.sampled_from(pupil.names))
        start, missing = draw(st.integers(0, 11)), draw(st.integers(3, 23))
        for place, (week, day, session) in enumerate(_sessions(weeks[first : last + 1], days)):
            if place % missing != missing - 1:
                keys = [(urn, name, week + timedelta(days=day), session) for urn in urns]
                found |= dict.fromkeys(keys, habits[(start + place) % len(habits)])
    names = ("urn", "pupil", "session_date", "session")
    return [
        dict(zip(names, key, strict=True))
        | {"code": code, "minutes_late": 9 if code in "LU" else None}
        for key, code in found.items()
    ]


@st.composite
def rejected_of(draw, pupils, weeks) -> list[dict]:
    """Marks set aside, one of them of a pupil that nobody knows."""
    reasons = st.sampled_from(["code not known", "twice", "in the future", "not readable"])
    return [
        {
            "line": 2 + place,
            "urn": draw(st.sampled_from([OLD, NEW, ACADEMY])),
            "pupil": draw(st.sampled_from(["nobody", *(pupil.local_id for pupil in pupils)])),
            "session_date": weeks[0],
            "session": "AM",
            "code": "?",
            "reason": draw(reasons),
        }
        for place in range(draw(st.integers(0, 3)))
    ]


def _days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _sessions(weeks: list[date], days: list[int]):
    return [
        (week, day, session) for week in weeks for day in sorted(days) for session in ("AM", "PM")
    ]
