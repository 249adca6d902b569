"""The marks that lists of pupils are made of, one by one."""

from collections import defaultdict
from datetime import date
from functools import cache

import numpy as np

from attendance.warehouse import reader
from tests.oracle.registers import HALVES
from tests.oracle.rules import monday
from tests.oracle.spells import Sessions

COUNTED = "GNOU"


class Marks:
    """The marks that lists are made of, by school and pupil."""

    def __init__(self, version, registers) -> None:
        with reader.connection(version).cursor() as cursor:
            self.keys = dict(cursor.execute("select pupil_id, person_key from people").fetchall())
            born = dict(cursor.execute("select pupil_id, date_of_birth from people").fetchall())
            wanted = (
                "select school_id, pupil_id, session_date, session, code from marks "
                "where code in ('G', 'N', 'O', 'U', 'C2', 'I')"
            )
            self.of: dict[tuple[int, int], list[tuple]] = defaultdict(list)
            for school, pupil, day, half, code in cursor.execute(wanted).fetchall():
                self.of[school, pupil].append((day, half, code))
            many = [
                pupil
                for (_, pupil), marks in self.of.items()
                if sum(code in COUNTED for *_, code in marks) >= 10
                or sum(code == "I" for *_, code in marks) >= 30
            ]
            self.whole: dict[tuple[int, int], dict] = defaultdict(dict)
            for school, pupil, day, half, code in cursor.execute(
                "select school_id, pupil_id, session_date, session, code from marks "
                "where pupil_id in (select unnest($many))",
                {"many": many},
            ).fetchall():
                self.whole[school, pupil][day, half] = code
        for marks in self.of.values():
            marks.sort()
        self.registers, self.born = registers, born
        self.rolls: dict[tuple[int, int], list[dict]] = defaultdict(list)
        for row in registers.enrolments:
            self.rolls[row["school_id"], row["pupil_id"]].append(row)
        self.sessions = {
            school: Sessions(registers.days, registers.held(school))
            for school in registers.school_ids
        }
        self.by_pupil = defaultdict(list)
        for school, pupil in self.of:
            self.by_pupil[pupil].append(school)
        self._lines: dict[tuple[int, int], list[str | None]] = {}

    def on_roll(self, year: str, day: date, legal: bool = True, school_id: int | None = None):
        """Enrolments on roll on the day, for legal lists of compulsory school age."""
        for row in self.registers.enrolments:
            here = (row["entry_date"] or date.min) <= day <= (row["leaving_date"] or date.max)
            if (
                row["academic_year"] != year
                or not here
                or school_id not in (None, row["school_id"])
            ):
                continue
            born = self.born.get(row["pupil_id"])
            first, last = compulsory(int(year[:4]), born, row["year_group"])
            if not legal or first <= day <= last:
                yield row, first

    def line(self, school: int, pupil: int) -> list[str | None]:
        """By session of the school the pupil's code, "" for none though due, else None."""
        if (school, pupil) not in self._lines:
            self._lines[school, pupil] = self._whole_line(school, pupil)
        return self._lines[school, pupil]

    def _whole_line(self, school: int, pupil: int) -> list[str | None]:
        sessions, own = self.sessions[school], self.whole[school, pupil]
        marked = np.array(sorted({monday(each) for each, _ in own}), dtype="datetime64[D]")
        due = np.zeros(len(sessions.days), dtype=bool)
        for known in self.rolls[school, pupil]:
            due |= sessions.on_roll(known, marked)
        days = self.registers.days
        held = np.argwhere(sessions.held).tolist()
        return [
            own.get((days[number], HALVES[half]), "" if is_due else None)
            for (number, half), is_due in zip(held, due.tolist(), strict=True)
        ]


@cache
def compulsory(year: int, born: date | None, year_group: int | None) -> tuple[date, date]:
    """The first and last day of compulsory school age."""
    if born:
        turned = date(born.year + 5, born.month, min(born.day, 28))
        ends = [date(turned.year, 3, 31), date(turned.year, 8, 31), date(turned.year, 12, 31)]
        first = next(day for day in ends if (born.month, born.day) <= (day.month, day.day))
        summer = born.year + 16 + (born.month >= 9)
    elif year_group is None:
        return date.min, date.max
    else:
        first = date(year - year_group + 1, 8, 31)
        summer = year - year_group + 12
    last = max(date(summer, 6, day) for day in range(1, 31) if date(summer, 6, day).weekday() == 4)
    return first, last
