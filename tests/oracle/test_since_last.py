"""Pupils discussed and similar ones, then and now, counted in plain Python."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.oracle.people import People
from tests.oracle.rules import (
    PERSISTENT,
    SEVERE,
    friday,
    monday,
    points,
    rate,
    year_group,
    year_of,
)

FEWEST, MARGIN, SETTLED = 20, 2, 60
BANDS = (0, 5, 10, 20, 50)
MEETINGS = {"2024/25": date(2024, 11, 27), "2023/24": date(2024, 4, 24)}


@dataclass
class Pupil:
    """An enrolment with what it missed, and could, before and after, and in the years so far."""

    number: int
    known: dict
    before: tuple[int, int]
    after: tuple[int, int]
    then: tuple[int, int]
    now: tuple[int, int]

    @property
    def is_compared(self) -> bool:
        return min(self.before[1], self.after[1]) >= FEWEST

    @property
    def change(self) -> str | None:
        if not self.is_compared:
            return None
        moved = 100 * (Fraction(*self.after) - Fraction(*self.before))
        return "less" if moved <= -MARGIN else "more" if moved >= MARGIN else "no clear change"

    @property
    def cell(self) -> tuple[int, int]:
        """Its key stage and band of what it missed before."""
        year = self.known["year_group"]
        stage = -1 if year is None else next(n for n, last in STAGES.items() if year <= last)
        return stage, max(b for b in BANDS if 100 * self.before[0] >= b * self.before[1])


STAGES = {0: 0, 1: 2, 2: 6, 3: 9, 4: 11, 5: 99}


def standing(absent: int, possible: int) -> str | None:
    if not possible:
        return None
    share = 100 * absent
    found = (
        "SA"
        if share >= SEVERE * possible
        else "PA"
        if share >= PERSISTENT * possible
        else "neither"
    )
    return found if possible >= SETTLED else f"{found} so far"


@pytest.fixture
def meeting(weeks):
    return min(MEETINGS[weeks.academic_year], weeks.last_week - timedelta(days=12))


def sides_of(calendar, weeks, meeting, school_id):
    """The school's sent weeks before and after the week of the meeting, as many of each."""
    sent = [
        week
        for week in calendar.open_weeks(
            school_id, monday(meeting - timedelta(days=360)), weeks.last_week
        )
        if calendar.is_reported(school_id, week)
    ]
    after = [week for week in sent if week > meeting]
    before = [week for week in sent if week < monday(meeting)]
    number = min(len(before), len(after))
    return before[len(before) - number :], after[len(after) - number :]


def pupils_of(registers, weeks, school_id, before, after):
    """Every enrolment of a school in the year."""
    numbers = registers.all_enrolled(weeks.academic_year, school_id=school_id)
    earlier = {
        registers.enrolments[number]["pupil_id"]: number
        for number in range(len(registers.enrolments))
        if registers.enrolments[number]["school_id"] == school_id
        and registers.enrolments[number]["academic_year"] < weeks.academic_year
    }

    def missed(number, of_weeks):
        """Of the enrolment, or of the pupil's own of the year that the week lies in."""
        own = {weeks.academic_year: number}
        before_now = earlier.get(registers.enrolments[number]["pupil_id"])
        if before_now is not None:
            own[registers.enrolments[before_now]["academic_year"]] = before_now
        found = [0, 0]
        for week in of_weeks:
            enrolled = own.get(year_of(friday(week)))
            if enrolled is not None:
                counted = registers.whole_sessions([enrolled], week, week)
                found[0] += counted.absent
                found[1] += counted.possible
        return tuple(found)

    def so_far(number, last):
        """The year so far of the year that the week lies in."""
        if last is None:
            return 0, 0
        year = year_of(friday(last))
        enrolled = number
        if year != weeks.academic_year:
            enrolled = earlier.get(registers.enrolments[number]["pupil_id"])
        if enrolled is None or registers.enrolments[enrolled]["academic_year"] != year:
            return 0, 0
        absent, possible = registers.each([enrolled], date.min, last, whole=True)
        return int(absent[0]), int(possible[0])

    return [
        Pupil(
            int(number),
            registers.enrolments[number],
            missed(number, before),
            missed(number, after),
            so_far(number, before[-1] if before else None),
            so_far(number, weeks.last_week),
        )
        for number in numbers
    ]


SCHOOLS = (900007, 900012, 900019, 900024)


def chosen(pupils):
    """Those who missed most before the meeting, and one of whom nothing is known."""
    ranked = sorted(pupils, key=lambda each: (-(rate(*each.before) or 0), each.number))
    unknown = [each for each in ranked if not each.is_compared]
    return ranked[:9:2] + unknown[:1]


@pytest.mark.parametrize("school_id", SCHOOLS)
def test_since_the_last_meeting(school_id, asked, registers, calendar, weeks, meeting):
    people = People(asked, registers)
    before, after = sides_of(calendar, weeks, meeting, school_id)
    everyone = pupils_of(registers, weeks, school_id, before, after)
    discussed = {each.number: each for each in chosen(everyone)}
    span = {
        "school_weeks": len(after),
        "before_first_week": before[0] if before else None,
        "before_last_week": before[-1] if before else None,
        "after_first_week": after[0] if after else None,
        "after_last_week": after[-1] if after else None,
    }
    given = {
        "school_id": school_id,
        "discussed_on": meeting,
        "discussed_people": [people.keys[each.known["pupil_id"]] for each in discussed.values()],
        "show_names": True,
    }
    told = {key: row | span for key, row in then_and_now(people, discussed.values()).items()}
    asked.agrees("tsm/discussed_pupils", weeks, "person_key", told, **given)

    rows = {} if not after else beside_similar(everyone, discussed)
    rows = {who: row | span for who, row in rows.items()}
    asked.agrees("tsm/since_last", weeks, "who", rows, **given)
    assert not after or rows["discussed",]["compared"] > 1


def then_and_now(people, discussed) -> dict:
    """By person, what each pupil discussed missed before and after the meeting."""
    return {
        (people.keys[each.known["pupil_id"]],): {
            "pupil": people.name(each.known),
            "year_group": year_group(each.known),
            "class": each.known["class"],
            "before_absent_sessions": each.before[0],
            "before_possible_sessions": each.before[1],
            "before_absence_rate": rate(*each.before),
            "after_absent_sessions": each.after[0],
            "after_possible_sessions": each.after[1],
            "after_absence_rate": rate(*each.after),
            "change_points": points(rate(*each.after), rate(*each.before))
            if each.is_compared
            else None,
            "change": each.change,
            "standing_then": standing(*each.then),
            "standing_now": standing(*each.now),
        }
        for each in discussed
    }


def beside_similar(everyone, discussed) -> dict:
    """The pupils discussed (by number of enrolment) together, and similar ones who were not."""
    compared = [each for each in everyone if each.is_compared]
    cells = defaultdict(lambda: ([], []))
    for each in compared:
        cells[each.cell][each.number in discussed].append(each)
    both = [cell for cell in cells.values() if cell[1]]
    groups = {
        "discussed": [each for _, own in both for each in own],
        "similar": [each for others, _ in both for each in others],
    }
    matched = [(others, own) for others, own in both if others]
    expected = [
        len(own) * rate(sum(each.change == "less" for each in others), len(others))
        for others, own in matched
    ]
    more = {
        "discussed": {
            "pupils": len(discussed),
            "matched": sum(len(own) for _, own in matched),
            "expected_less": float(sum(expected)) if matched else None,
        },
        "similar": {"pupils": len(groups["similar"]), "matched": None, "expected_less": None},
    }
    return {(who,): counted(group) | more[who] for who, group in groups.items()}


def counted(group: list[Pupil]) -> dict:
    absent, possible = (
        [
            sum(each[n] for each in side)
            for side in zip(*((one.before, one.after) for one in group), strict=True)
        ]
        if group
        else [0, 0]
        for n in (0, 1)
    )
    shares = [rate(*pair) for pair in zip(absent, possible, strict=True)]
    changes = [each.change for each in group]
    return {
        "compared": len(group),
        "miss_less": changes.count("less"),
        "no_clear_change": changes.count("no clear change"),
        "miss_more": changes.count("more"),
        "before_absent_sessions": absent[0],
        "before_possible_sessions": possible[0],
        "before_absence_rate": shares[0],
        "after_absent_sessions": absent[1],
        "after_possible_sessions": possible[1],
        "after_absence_rate": shares[1],
        "change_points": points(shares[1], shares[0]),
    }
