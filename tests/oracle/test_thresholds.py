"""Every list of thresholds counted once more in plain Python, all schools at once."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import pytest

from attendance import queries
from tests.oracle.asking import Weeks
from tests.oracle.marks import COUNTED, compulsory
from tests.oracle.rules import monday, year_before, year_of

WEEKS = {
    "newest": Weeks("2024/25", date(2024, 9, 2), date(2025, 2, 10)),
    "in July, Year 11 gone": Weeks("2023/24", date(2023, 9, 4), date(2024, 7, 1)),
    "autumn, over the summer": Weeks("2024/25", date(2024, 9, 2), date(2024, 9, 30)),
}
LISTS = [
    name
    for name in queries.names()
    if name.startswith("thresholds/") and "listed_from" in queries.load(name).params
]
ENQUIRED, TOLD = "GNO", "NO"
GONE_ON = re.compile(r"A[A\-M]*")
NOBODY = {
    "school_id": None,
    "chosen_schools": None,
    "show_names": True,
    "listed_from": 0,
    "listed_at_once": 100_000,
    "notice_people": [],
    "notice_dates": [],
    "notice_parents": [],
    "letter_people": [],
    "plan_people": [],
    "plan_reviews": [],
    "plan_ends": [],
    "part_time_weeks": 6,
    "weeks_back": 4,
    "letter_level": 0.95,
}


@pytest.fixture(params=WEEKS.values(), ids=WEEKS)
def when(request):
    return request.param


def day_of(weeks: Weeks) -> date:
    return weeks.last_week + timedelta(days=4)


def ask(asked, name: str, weeks: Weeks, **more) -> dict[tuple[str, int], dict]:
    given = NOBODY | {"as_of": day_of(weeks), "since": day_of(weeks) - timedelta(days=6)} | more
    rows = asked(name, weeks, **given)
    found = {(row["person_key"], row["school_id"]): row for row in rows}
    assert len(found) == len(rows) and {row.get("listed") for row in rows} <= {len(rows), None}
    return found


def same(found: dict, expected: dict, *columns: str) -> None:
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    for key, row in found.items():
        got = {column: row[column] for column in columns}
        assert got == {column: expected[key][column] for column in columns}, key


@cache
def school_weeks(calendar, school: int, weeks: Weeks) -> tuple[list[date], list[date]]:
    """Up to the last week: weeks of term before anyone's first marks, as far as they matter, and
    those from then on in which the school was, or should have been, open."""
    held = [week for week in calendar.weeks if calendar.is_open(school, week)]
    before = {
        week
        for year in (year_before(weeks.academic_year), weeks.academic_year)
        for week in calendar.weeks_of_term(school, year)
        if week < calendar.weeks[0]
    }
    return sorted(before), [week for week in held if week <= weeks.last_week]


# ---- penalty notices


def penalty(marks, calendar, weeks, notices=None, school_id=None, seen=None) -> dict:
    """By person and school what stands in the newest ten school weeks; the day of schools that are
    seen, or of all."""
    day, found = day_of(weeks), {}
    for row, first in marks.on_roll(weeks.academic_year, day, school_id=school_id):
        school, pupil = row["school_id"], row["pupil_id"]
        before, held = school_weeks(calendar, school, weeks)
        if not held:
            continue
        end = min(day, held[-1] + timedelta(days=6))
        has_all_weeks = len(held) >= 10 and all(
            calendar.is_reported(school, week) for week in held[-10:]
        )
        held = before + held
        covered_to = (notices or {}).get(marks.keys[pupil], date.min)
        all_sessions = [
            each for each in sessions_missed(marks, pupil, school) if first <= each[0] <= end
        ]
        start = held[-11] + timedelta(days=7) if len(held) > 10 else held[0]
        inside = [each for each in all_sessions if each[0] >= start]
        if len(inside) < 6:
            continue
        own = [each for each in inside if each[0] > covered_to]
        covered = len(inside) - len(own)
        if len(own) < 6 and not covered:
            continue
        state = (
            "reached"
            if len(own) >= 10
            else "covered by a notice"
            if len(own) < 6
            else "close"
            if has_all_weeks
            else "incomplete"
        )
        told = sessions_seen(marks, pupil, seen) if seen else {at[:2] for at in all_sessions}
        found[marks.keys[pupil], school] = {
            "state": state,
            "penalty_sessions": len(own),
            "unexplained_sessions": sum(set(codes) == {"N"} for *_, codes in own),
            "other_school_sessions": sum(elsewhere for _, _, elsewhere, _ in own),
            "covered_sessions": covered,
            "first_crossed": crossed(all_sessions, held, covered_to, weeks.year_first_day, told)
            if state == "reached"
            else None,
            "sessions": own,
            "covered": [each for each in inside if each[0] <= covered_to],
        }
    return found


def sessions_missed(marks, pupil: int, school: int) -> list[tuple[date, str, bool, str]]:
    """The sessions that count, each once, in order: day, half, whether missed elsewhere alone,
    and the codes of all schools, this one's first."""
    codes: dict[tuple, dict[int, str]] = {}
    for place in sorted(marks.by_pupil[pupil], key=lambda place: (place != school, place)):
        for when, half, code in marks.of[place, pupil]:
            if code in COUNTED:
                codes.setdefault((when, half), {})[place] = code
    return sorted((*at, school not in own, "".join(own.values())) for at, own in codes.items())


def sessions_seen(marks, pupil: int, seen: set[int]) -> set[tuple[date, str]]:
    """Day and half of the sessions that a school which is seen counts."""
    places = seen & set(marks.by_pupil[pupil])
    return {
        (day, half)
        for place in places
        for day, half, code in marks.of[place, pupil]
        if code in COUNTED
    }


def crossed(sessions, held, covered_to, since, told) -> date | None:
    """The first day since then on which ten sessions of ten school weeks were missed, if one of
    those that make it ten is told."""
    placed, first = [], date.max
    for day, half, *_ in sessions:
        if day <= covered_to or day > first:
            continue
        week = monday(day)
        number = bisect_right(held, week) - (1 if week in held else 0)
        placed.append(number)
        if day >= since and sum(each > number - 10 for each in placed) >= 10:
            first = day
            if (day, half) in told:
                return day
    return None


PENALTY = ("state", "penalty_sessions", "unexplained_sessions", "other_school_sessions")
PENALTY += ("covered_sessions", "first_crossed")


def test_penalty_notices(asked, marks, calendar, when):
    found, expected = ask(asked, "thresholds/penalty_notice", when), penalty(marks, calendar, when)
    same(found, expected, *PENALTY)
    for key, row in found.items():
        told = [each.rpartition(" ")[2] for each in row["sessions_missed"].split("; ")]
        assert told == [codes[0] for *_, codes in expected[key]["sessions"]]


def test_notices_cover_what_was_missed_up_to_their_day(asked, marks, calendar):
    """Of every third pupil with a notice, sent four weeks before."""
    weeks = WEEKS["newest"]
    people = sorted({person for person, _ in penalty(marks, calendar, weeks)})[::3]
    sent = day_of(weeks) - timedelta(days=28)
    given = {
        "notice_people": people,
        "notice_dates": [sent] * len(people),
        "notice_parents": ["A"] * len(people),
    }
    found = ask(asked, "thresholds/penalty_notice", weeks, **given)
    expected = penalty(marks, calendar, weeks, dict.fromkeys(people, sent))
    same(found, expected, *PENALTY)
    assert {row["state"] for row in found.values()} >= {"reached", "covered by a notice"}


def in_words(marks, pupil: int, school: int, sessions: list, seen: set[int]) -> str | None:
    """The sessions that a school which is seen counts too, with its code; this school's first."""
    told, places = [], sorted(seen & set(marks.by_pupil[pupil]), key=lambda at: (at != school, at))
    for when, half, *_ in sessions:
        codes = [
            code
            for place in places
            for *at, code in marks.of[place, pupil]
            if at == [when, half] and code in COUNTED
        ]
        told += [f"{when:%a} {when.day} {when:%b} {half} {code}" for code in codes[:1]]
    return "; ".join(told) or None


def every_second(asked) -> dict[str, list[int]]:
    """What a viewer of every second school is given to see."""
    seen = sorted(asked.known["visible_schools"])[::2]
    return {"visible_schools": seen, "schools_beside": seen}


def test_sessions_of_schools_out_of_sight_are_told_by_number_alone(asked, marks, calendar, when):
    """Of a viewer of every second school; every third pupil has a notice."""
    viewer, numbers = every_second(asked), {key: pupil for pupil, key in marks.keys.items()}
    seen = set(viewer["visible_schools"])
    people = sorted({person for person, _ in penalty(marks, calendar, when)})[::3]
    sent = day_of(when) - timedelta(days=28)
    given = {
        "notice_people": people,
        "notice_dates": [sent] * len(people),
        "notice_parents": ["A"] * len(people),
    }
    found = ask(asked, "thresholds/penalty_notice", when, **given, **viewer)
    notices = dict.fromkeys(people, sent)
    expected = {
        key: row
        for key, row in penalty(marks, calendar, when, notices, seen=seen).items()
        if key[1] in seen
    }
    same(found, expected, *PENALTY)
    for (person, school), row in found.items():
        own, covered = (expected[person, school][name] for name in ("sessions", "covered"))
        whose = marks, numbers[person], school
        assert row["sessions_missed"] == in_words(*whose, own, seen)
        assert row["covered_list"] == in_words(*whose, covered, seen)


# ---- runs


def runs(marks, calendar, weeks, codes: str, least: int, coming: int, school_id=None) -> dict:
    """By person and school the run without leave that has reached so many days and goes on, else
    the longest of the year."""
    day, found, now = day_of(weeks), {}, {}
    for row, first in marks.on_roll(weeks.academic_year, day, school_id=school_id):
        school, pupil = row["school_id"], row["pupil_id"]
        if (school, pupil) not in marks.whole:
            continue
        sessions = marks.sessions[school]
        line = line_of(marks, school, pupil, codes, day)
        for run in GONE_ON.finditer(line):
            missed = [place for place in range(*run.span()) if line[place] == "A"]
            days = [sessions.days[place] for place in missed]
            counted = [place for place in missed if sessions.days[place] >= first]
            goes_on = run.end() == len(line)
            is_listed = len(counted) >= 2 * least or (goes_on and len(counted) >= 2 * coming)
            if not is_listed or (days[-1] < weeks.year_first_day and not goes_on):
                continue
            expected = {
                "state": "reached" if len(counted) >= 2 * least else "coming",
                "sessions": len(counted),
                "days": len(counted) / 2,
                "codes": with_how_many(marks.line(school, pupil)[place] for place in counted),
                "first_date": sessions.days[counted[0]] if counted else None,
                "last_date": days[-1],
                "going_on": goes_on,
                "is_confirmed": is_whole(
                    calendar,
                    school,
                    # One that goes on is asked of to the last week, from where it counts.
                    line[counted[0] :] if goes_on else line[missed[0] : missed[-1]],
                    sessions.days[counted[0]] if goes_on else days[0],
                    weeks.last_week if goes_on else days[-1],
                ),
            }
            key = marks.keys[pupil], school
            if goes_on:
                now[key] = len(counted) / 2
            if key not in found or _weight(found[key]) <= _weight(expected):
                found[key] = expected
    return {key: row | {"days_now": now.get(key)} for key, row in found.items()}


def is_whole(calendar, school: int, line: str, first: date, last: date) -> bool:
    """Whether every session has a mark, and every week between the days was sent."""
    held = calendar.open_weeks(school, monday(first), monday(last))
    return "M" not in line and all(calendar.is_reported(school, week) for week in held)


def runs_in_words(found: dict, school: int, on_roll: str) -> str:
    """What is said of the runs of ten days of a school."""
    reached = [
        row["going_on"]
        for (_, place), row in found.items()
        if place == school and row["state"] == "reached"
    ]
    if not reached:
        return f"0 {on_roll} away 10 days without leave"
    return f"{sum(reached)} still away, 10 days without leave; {len(reached) - sum(reached)} ended"


def _weight(run: dict) -> tuple[bool, int]:
    return run["going_on"] and run["state"] == "reached", run["sessions"]


def with_how_many(codes) -> str:
    """Codes with how many there are of each, as "N 2, O 18"."""
    return ", ".join(f"{code} {number}" for code, number in sorted(Counter(codes).items()))


def line_of(marks, school: int, pupil: int, codes: Iterable[str], day: date) -> str:
    """Each session of the school up to the day as a letter: absent, neither, missing or an end."""
    letters: dict[str | None, str] = {
        code: "E" if row["is_possible"] == "true" else "-"
        for code, row in marks.registers.codes.items()
    }
    letters |= dict.fromkeys(codes, "A") | {"": "M", None: "E"}
    until = bisect_right(marks.sessions[school].days, day)
    return "".join(letters[cell] for cell in marks.line(school, pupil)[:until])


RUN = ("state", "sessions", "days", "days_now", "codes", "first_date", "last_date", "going_on")


LISTS = [
    "thresholds/continuous_unauthorised",
    "thresholds/illness_days",
    "thresholds/letter_level",
    "thresholds/part_time",
    "thresholds/penalty_notice",
    "thresholds/social_worker",
    "thresholds/unexplained",
]
RUNS = [
    ("thresholds/continuous_unauthorised", COUNTED, 10, 5),
    ("thresholds/twenty_days", ENQUIRED, 20, 10),
]


@pytest.mark.parametrize(("name", "codes", "least", "coming"), RUNS)
def test_runs_without_leave(asked, marks, calendar, when, name, codes, least, coming):
    expected = runs(marks, calendar, when, codes, least, coming)
    found = ask(asked, name, when)
    same(found, expected, *RUN, "is_confirmed")


def test_twenty_days_are_ten_days_too(asked, marks, calendar):
    ten = ask(asked, "thresholds/continuous_unauthorised", WEEKS["newest"])
    twenty = ask(asked, "thresholds/twenty_days", WEEKS["newest"])
    reached = {key for key, row in twenty.items() if row["state"] == "reached"}
    assert reached <= {key for key, row in ten.items() if row["state"] == "reached"}


# ---- the others


def codes_of_absence(marks) -> list[str]:
    """With leave or without."""
    return [
        code
        for code, row in marks.registers.codes.items()
        if row["category"] in ("authorised absence", "unauthorised absence")
    ]


def longest_run(marks, school: int, pupil: int, start: date, day: date) -> float:
    """Days of illness in the longest run of absence that reaches into the year, up to the day; of
    those ill for fifteen days over the years."""
    longest = 0
    if sum(code == "I" and at <= day for at, _, code in marks.of[school, pupil]) < 30:
        return longest
    absent = codes_of_absence(marks)
    codes, days = marks.line(school, pupil), marks.sessions[school].days
    for run in GONE_ON.finditer(line_of(marks, school, pupil, absent, day)):
        missed = [place for place in range(*run.span()) if codes[place] in absent]
        if days[missed[-1]] >= start:
            longest = max(longest, sum(codes[place] == "I" for place in missed))
    return longest / 2


def is_untold(marks, school: int, pupil: int, start: date, day: date) -> bool:
    """Whether a run of the year, with five days ill in the end, went on after the day; of those ill
    for fifteen days over the years."""
    if (school, pupil) not in marks.whole:
        return False
    absent = codes_of_absence(marks)
    codes, days = marks.line(school, pupil), marks.sessions[school].days
    for run in GONE_ON.finditer(line_of(marks, school, pupil, absent, date.max)):
        missed = [place for place in range(*run.span()) if codes[place] in absent]
        if start <= days[missed[0]] <= day < days[missed[-1]]:
            return sum(codes[place] == "I" for place in missed) >= 10
    return False


def illness(marks, calendar, when, school_id=None, sees=lambda school: True) -> dict:
    """By person and school the days with illness of those who have many, or soon will; weeks of
    the schools that the viewer sees."""
    day, start, expected = day_of(when), when.year_first_day, {}

    @cache
    def weeks_of(school: int) -> tuple[list[date], set[date]]:
        """Those of the year so far, and all; the pace is of those so far that were sent."""
        ahead = set(calendar.open_weeks(school, start, date(start.year + 1, 7, 31)))
        ahead |= {
            week
            for week in calendar.weeks_of_term(school, when.academic_year)
            if week > calendar.weeks[-1]
        }
        so_far = calendar.open_weeks(school, start, when.last_week)
        terms = calendar.weeks_of_term(school, when.academic_year)
        return so_far, ahead if so_far and any(week >= so_far[-1] for week in terms) else set()

    for row, _ in marks.on_roll(when.academic_year, day, school_id=school_id):
        school, pupil = row["school_id"], row["pupil_id"]
        by_school = {
            place: {
                at for at, _, code in marks.of[place, pupil] if code == "I" and start <= at <= day
            }
            for place in marks.by_pupil[pupil]
        }
        days = len(set().union(*by_school.values()))
        weeks, ahead = weeks_of(school)
        sent = sum(calendar.is_reported(school, week) for week in weeks)
        likely = days >= 5 and sent > 0 and bool(ahead) and days * len(ahead) >= 15 * sent
        run = longest_run(marks, school, pupil, start, day) if days else 0
        if not weeks or not (days >= 10 or likely or run >= 15):
            continue
        expected[marks.keys[pupil], school] = {
            "days": days,
            "other_school_days": days - len(by_school.get(school, ())),
            "state": "reached" if days >= 15 or run >= 15 else "close" if days >= 10 else "likely",
            "long_run": None if is_untold(marks, school, pupil, start, day) else run * (run >= 15),
            "days_by_pace": pytest.approx(days / sent * len(ahead)) if sent and ahead else None,
            "reached_in": None,
            "weeks_ill": None,
        }
        seen = set().union(*(own for place, own in by_school.items() if sees(place)))
        expected[marks.keys[pupil], school]["weeks_ill"] = by_week(seen)
        if days >= 15:
            reached = monday(sorted(set().union(*by_school.values()))[14])
            is_told = reached in {monday(at) for at in seen}
            expected[marks.keys[pupil], school]["reached_in"] = reached if is_told else None
    return expected


def by_week(days: Iterable[date]) -> str | None:
    """Weeks with how many days of each, as "2 Sep: 5, 9 Sep: 1"; a day counts once."""
    weeks = Counter(monday(day) for day in set(days))
    return ", ".join(f"{week.day} {week:%b}: {weeks[week]}" for week in sorted(weeks)) or None


def test_weeks_ill_at_schools_out_of_sight_are_not_told(asked, marks, calendar, when):
    """Of a viewer of every second school."""
    viewer = every_second(asked)
    seen = set(viewer["visible_schools"])
    expected = illness(marks, calendar, when, sees=seen.__contains__)
    expected = {key: row for key, row in expected.items() if key[1] in seen}
    found = ask(asked, "thresholds/illness_days", when, **viewer)
    same(found, expected, "days", "other_school_days", "state", "reached_in", "weeks_ill")


def test_days_of_illness(asked, marks, calendar, when):
    found = ask(asked, "thresholds/illness_days", when)
    expected = illness(marks, calendar, when)
    untold = {key for key, row in expected.items() if row["long_run"] is None}
    assert all(found[key]["run_days"] is None for key in untold)
    for key, row in found.items():
        is_long = row["run_days"] is not None and row["run_days"] >= 15
        row["long_run"] = None if key in untold else row["run_days"] if is_long else 0
    columns = ("days", "other_school_days", "state", "long_run", "days_by_pace")
    same(found, expected, *columns, "reached_in", "weeks_ill")


def part_time(marks, calendar, when) -> dict:
    """By person and school the part-time timetables of the year, going on if the school's last
    week with marks or the open week before it has one, and the pupil has not left."""
    day, start, expected = day_of(when), when.year_first_day, {}
    left = {
        (row["school_id"], row["pupil_id"])
        for row in marks.registers.enrolments
        if row["academic_year"] == when.academic_year
        and row["leaving_date"]
        and row["leaving_date"] < day
    }
    for (school, pupil), own in marks.of.items():
        days = [at for at, _, code in own if code == "C2" and start <= at <= day]
        if not days:
            continue
        weeks = {monday(at) for at in days}
        _, held = school_weeks(calendar, school, when)
        sent = [place for place, week in enumerate(held) if calendar.is_reported(school, week)]
        is_on_it = max(weeks) >= held[max(sent[-1] - 1, 0)] and (school, pupil) not in left
        expected[marks.keys[pupil], school] = {
            "state": "ended" if not is_on_it else "long" if len(weeks) > 6 else "within the weeks",
            "weeks": len(weeks),
            "sessions": len(days),
            "first_date": days[0],
            "last_date": days[-1],
        }
    return expected


def test_part_time_timetables(asked, marks, calendar, when):
    """Of every other person a plan is written down: of some its review is due that day."""
    expected, day = part_time(marks, calendar, when), day_of(when)
    people = sorted({person for person, _ in expected})[::2]
    dates = [None, day, day - timedelta(days=1)]
    plans = {person: dates[place % 3] for place, person in enumerate(people)}
    for (person, _), row in expected.items():
        review = plans.get(person)
        is_overdue = review is not None and review < day
        row |= {"has_plan": person in plans, "review_on": review, "is_overdue": is_overdue}
        row["ends_on"] = review and review + timedelta(days=7)
    written = {
        "plan_people": list(plans),
        "plan_reviews": list(plans.values()),
        "plan_ends": [review and review + timedelta(days=7) for review in plans.values()],
    }
    found = ask(asked, "thresholds/part_time", when, **written)
    columns = ("state", "weeks", "sessions", "first_date", "last_date")
    same(found, expected, *columns, "has_plan", "review_on", "is_overdue", "ends_on")


def unexplained(marks, when) -> dict:
    """By person and school the absence that has had no reason for longer than five days; of the
    year before what had not been so for so long."""
    day, start, expected = day_of(when), when.year_first_day, {}
    enrolled = {
        (row["school_id"], row["pupil_id"])
        for row in marks.registers.enrolments
        if row["academic_year"] == when.academic_year
    }

    @cache
    def held_by(school: int) -> list[date]:
        return sorted({at for at in marks.sessions[school].days if at <= day})

    def days_after(school: int, at: date, end: date) -> int:
        return bisect_left(held_by(school), end) - bisect_right(held_by(school), at)

    for (school, pupil), own in marks.of.items():
        if (school, pupil) not in enrolled:
            continue
        held = held_by(school)
        old = [
            at
            for at, _, code in own
            if code == "N"
            and start - timedelta(days=60) <= at <= day
            and (at >= start or days_after(school, at, start) <= 5)
            and days_after(school, at, date.max) > 5
        ]
        if old:
            expected[marks.keys[pupil], school] = {
                "sessions": len(old),
                "first_date": old[0],
                "last_date": old[-1],
                "days_open": len(held) - bisect_right(held, old[0]),
            }
    return expected


def test_unexplained_absence(asked, marks, when):
    found = ask(asked, "thresholds/unexplained", when)
    columns = ("sessions", "first_date", "last_date", "days_open")
    same(found, unexplained(marks, when), *columns)


def test_pupils_with_a_social_worker(asked, marks, when):
    day, expected = day_of(when), {}
    for row in marks.registers.enrolments:
        named = ("looked_after", "child_protection_plan", "child_in_need")
        known = [name.replace("_", " ") for name in named if row[name]]
        if row["academic_year"] != when.academic_year or not known:
            continue
        own = [
            at
            for at, _, code in marks.of.get((row["school_id"], row["pupil_id"]), [])
            if code in TOLD and when.year_first_day <= at <= day
        ]
        if not own:
            continue
        held = [at for at in marks.sessions[row["school_id"]].days if at <= day]
        earliest = max(held[-1] - timedelta(days=6), day - timedelta(days=6 + 28))
        new = [at for at in own if at >= earliest]
        if new:
            expected[marks.keys[row["pupil_id"]], row["school_id"]] = {
                "why": ", ".join(known),
                "sessions": len(new),
                "year_sessions": len(own),
                "last_date": new[-1],
            }
    found = ask(asked, "thresholds/social_worker", when)
    same(found, expected, "why", "sessions", "year_sessions", "last_date")


def test_pupils_below_the_letter_level(asked, marks, registers, when):
    day, expected = day_of(when), {}
    numbers = registers.all_enrolled(when.academic_year)
    absent, possible = registers.each_of_all(numbers, when.year_first_day, when.last_week)
    for number, missed, all_sessions in zip(
        numbers, absent.tolist(), possible.tolist(), strict=True
    ):
        row = registers.enrolments[number]
        if (row["leaving_date"] or date.max) >= day and 100 * missed > 5 * all_sessions:
            expected[marks.keys[row["pupil_id"]], row["school_id"]] = {
                "absent_sessions": missed,
                "possible_sessions": all_sessions,
                "attendance_rate": (all_sessions - missed) / all_sessions,
            }
    found = ask(asked, "thresholds/letter_level", when)
    same(found, expected, "absent_sessions", "possible_sessions", "attendance_rate")
    people = sorted({person for person, _ in found})[:10]
    fewer = ask(asked, "thresholds/letter_level", when, letter_people=people)
    assert found.keys() - fewer.keys() == {key for key in found if key[0] in people}


def test_entries_and_leavers(asked, marks, calendar, when):
    day, expected = day_of(when), {}

    @cache
    def begun_and_ended(school: int, year: str) -> tuple[date, date]:
        """The day by which everybody begins, at the latest the fifth of its terms; and the one
        from which everybody finishes: four before the end of its terms, else the last held of a
        year gone by."""
        own = marks.sessions[school].days if school in marks.sessions else []
        held = [at for at in own if year_of(at) >= year]
        if year != when.academic_year:
            held = [at for at in held if year_of(at) == year]
        terms = calendar.half_terms(school, year)
        begun = [first + timedelta(days=4) for _, first, _ in terms] + held
        ended = [last - timedelta(days=4) for _, _, last in terms] or (
            held if year != when.academic_year else []
        )
        return min(begun, default=date.max), max(ended, default=date.max)

    for row in marks.registers.enrolments:
        school = row["school_id"]
        before, held = school_weeks(calendar, school, when)
        recent = (before + held)[-4:] if held else []
        years = year_before(when.academic_year), when.academic_year
        if row["academic_year"] not in years or not recent:
            continue
        for change, at in (("joined", row["entry_date"]), ("left", row["leaving_date"])):
            if not at or not recent[0] <= at <= day or year_of(at) not in years:
                continue
            begun, ended = begun_and_ended(school, year_of(at))
            born = marks.born.get(row["pupil_id"])
            year = int(row["academic_year"][:4])
            _, finished = compulsory(year, born, row["year_group"])
            has_finished = finished <= at <= date(min(finished.year, 9998), 8, 31)
            if begun < at if change == "joined" else at < ended and not has_finished:
                whose = marks.keys[row["pupil_id"]], school, change
                expected[whose] = max(at, expected.get(whose, at))
    rows = asked("thresholds/entries_and_leavers", when, **NOBODY | {"as_of": day})
    found = {
        (row["person_key"], row["school_id"], row["change"]): row["changed_on"] for row in rows
    }
    assert found == expected and len(found) == len(rows)


def test_pupils_on_roll(asked, marks, calendar, when):
    [row] = asked("thresholds/on_roll", when, **NOBODY | {"as_of": day_of(when)})
    on_roll = [each for each, _ in marks.on_roll(when.academic_year, day_of(when), legal=False)]
    legal = [each for each, _ in marks.on_roll(when.academic_year, day_of(when))]
    assert row == {
        "pupils": len(on_roll),
        "of_compulsory_age": len(legal),
        "age_by_year_group": sum(each["age_source"] == "year group" for each in legal),
        "age_not_known": sum(each["age_source"] is None for each in legal),
        "window_weeks_sent": sum(
            calendar.is_reported(school, week)
            for school in marks.registers.schools
            for week in school_weeks(calendar, school, when)[1][-10:]
        ),
    }


@pytest.mark.parametrize(
    "name", ["penalty_notice", "continuous_unauthorised", "twenty_days", "illness_days"]
)
def test_lists_that_the_law_asks_for_are_not_empty(asked, when, name):
    assert ask(asked, f"thresholds/{name}", when)


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_a_list_are_the_list(asked, name):
    given = NOBODY | {"as_of": day_of(WEEKS["newest"]), "since": date(2025, 2, 8)}

    def listed(**more):
        return asked(name, WEEKS["newest"], **given | more)

    def whose(rows):
        return [(row["person_key"], row["school_id"]) for row in rows]

    pages = [listed(listed_from=first, listed_at_once=7) for first in range(0, 28, 7)]
    whole = listed()
    assert [whose(page) for page in pages] == [whose(whole)[n : n + 7] for n in range(0, 28, 7)]
    assert {row.get("listed") for page in pages for row in page} == {len(whole)}


def test_every_list_is_of_its_year():
    assert {year_of(weeks.last_week) for weeks in WEEKS.values()} == {"2023/24", "2024/25"}


# ---- what is planted in the sample


def upns(asked, marks, name: str, weeks=WEEKS["newest"]) -> dict[tuple[str, int], dict]:
    found = ask(asked, name, weeks)
    return {(row["upn"], row["school_id"]): row for row in found.values()}


def test_a_pupil_over_the_threshold_of_two_schools_together(asked, marks):
    found = upns(asked, marks, "thresholds/penalty_notice")
    row = found["W999784584367", 900009]
    assert row["state"] == "reached"
    assert (row["penalty_sessions"], row["other_school_sessions"]) == (10, 4)
    assert row["first_crossed"] == date(2025, 1, 21)
    assert ("W999784584367", 900011) not in found


def test_severe_absence_in_long_spells(asked, marks):
    without_leave = {"A999150569601", "H999476807524", "Y999129283370", "F999455521293"}
    ill = {"Q999803045447", "P999399793205"}
    ten = {
        upn
        for (upn, _), row in upns(asked, marks, "thresholds/continuous_unauthorised").items()
        if row["state"] == "reached"
    }
    days = {
        upn
        for (upn, _), row in upns(asked, marks, "thresholds/illness_days").items()
        if row["state"] == "reached"
    }
    assert without_leave <= ten and not ill & ten
    assert ill <= days and not without_leave & days


def test_part_time_without_end_and_unexplained_absence_at_their_schools(asked, marks):
    long = Counter(
        school
        for (_, school), row in upns(asked, marks, "thresholds/part_time").items()
        if row["state"] == "long"
    )
    assert long.most_common(1)[0][0] == 900018
    old = Counter(school for _, school in upns(asked, marks, "thresholds/unexplained"))
    assert old.most_common(1)[0][0] == 900010
