"""What the PDF of a pack says of weeks, weekdays, codes and bands is what a count of registers
gives."""

from fractions import Fraction
from math import sqrt

import pytest

from tests.oracle.asking import RANGES
from tests.oracle.pack_text import listed, many, percent, plain, signed, tenths
from tests.oracle.test_school_page import bands
from tests.oracle.test_school_patterns import by_weekday, code_gap, code_use, marks_of, weekdays
from tests.oracle.test_school_weeks import days, of_phase, weekly_trend
from tests.queries.reference import signal

WEEKS = RANGES["year to date"]
PRIMARY, SECONDARY, PART_TIME, FRIDAYS = 900005, 900017, 900018, 900019
LATEST = 4
WEEKDAY_STANDS_OUT, WEEK_STANDS_OUT, MOST_NAMED, CLEAR = 1.5, 3.0, 3, 1.96
DAYS = (None, "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays")
SIGNALS = {
    "outside limits": "outside its usual range",
    "one side": "on one side of its usual level for at least seven weeks",
    "rising": "rising for at least seven weeks",
    "falling": "falling for at least seven weeks",
    "near a limit": "close to the edge of its usual range twice in three weeks",
}


@pytest.fixture(scope="module", params=[PRIMARY, SECONDARY, PART_TIME, FRIDAYS])
def school(request):
    return request.param


@pytest.fixture(scope="module")
def said(text_of, school):
    return text_of(school, "spring")


@pytest.fixture(scope="module")
def trend(registers, calendar, published, school, schools):
    """By year and week, the school, its phase and England."""
    phase = schools[school]
    county = of_phase(registers, WEEKS, phase)
    return weekly_trend(registers, calendar, published, WEEKS, school, phase, county)


def week(monday):
    return f"week of {monday.day} {monday:%B}"


def test_the_weekly_chart(said, alts_of, school, trend):
    """The title counts weeks below the county; the text in its place tells the latest of each
    line."""
    compared = [
        row["county_points"]
        for (year, _), row in trend.items()
        if year == WEEKS.academic_year and row["county_points"] is not None
    ]
    below = sum(each < 0 for each in compared)
    title = f"Below Essex in {below} of {many(len(compared), 'week', 'weeks')}"
    assert plain(title) in said
    lines = (
        ("This school", WEEKS.academic_year, "school_attendance_rate"),
        ("Essex", WEEKS.academic_year, "county_attendance_rate"),
        ("England", WEEKS.academic_year, "england_attendance_rate"),
        ("This school last year", WEEKS.last_year, "school_attendance_rate"),
    )
    told = []
    for name, of_year, column in lines:
        rates = [
            f"{week(row['shown_week'])} {percent(row[column])}"
            for (year, _), row in trend.items()
            if year == of_year and row[column] is not None
        ]
        told.append(f"{name}: {', '.join(rates[-LATEST:])}")
    assert f"{title}. The latest weeks: {'; '.join(told)}." in alts_of(school, "spring")


def test_whether_the_weekly_gap_is_steady(said, trend):
    """By the rules of control charts, with fractions; on page 1 and under trends."""
    gaps = {}
    for (year, monday), row in trend.items():
        if year == WEEKS.academic_year and row["county_points"] is not None:
            gaps[monday] = Fraction(row["county_points"])
    found = [signal(list(gaps.values()), place) for place in range(len(gaps))]
    last = max((place for place, each in enumerate(found) if each), default=None)
    told = "steady, nothing unusual"
    if last is not None:
        name, side, start = found[last]
        mondays = list(gaps)
        when = f"in the {week(mondays[last])}"
        if name in ("one side", "rising", "falling"):
            when = f"since the {week(mondays[start])}"
            if last < len(gaps) - 1:
                when = f"from the {week(mondays[start])} to the {week(mondays[last])}"
        told = f"{side} {when}, {SIGNALS[name]}"
    assert said.count(plain(f"Weekly gap to Essex: {told}.")) == 2


def test_the_weeks_of_most_absence(said, registers, calendar, school):
    weeks = {}
    for row in days(registers, calendar, WEEKS, school).values():
        weeks[row["week_commencing"]] = row
    beyond = {monday: row["week_others_points"] for monday, row in weeks.items()}
    most = max(beyond.values())
    assert (most >= WEEK_STANDS_OUT) is (plain("Most absence: week") in said)
    assert (most >= WEEK_STANDS_OUT) is (school in (PRIMARY, SECONDARY))
    if most < WEEK_STANDS_OUT:
        return
    high = [monday for monday in weeks if beyond[monday] >= max(most / 2, WEEK_STANDS_OUT)]
    named = [
        f"{week(monday)} {percent(weeks[monday]['week_absence_rate'])} "
        f"(mostly {weeks[monday]['week_code']})"
        for monday in high[:MOST_NAMED]
    ]
    others = weeks[high[0]]["week_absence_rate"] - beyond[high[0]] / 100
    assert plain(f"Most absence: {listed(named)}; other weeks {percent(others)}.") in said


def test_the_weekday_of_most_absence(said, registers, school, schools):
    alike = by_weekday(registers, registers.of_phase(schools[school]), WEEKS)
    rows = weekdays(registers, WEEKS, school, alike)
    beyond = {
        day: (row["day_others_points"], row["county_day_others_points"])
        for (day, _), row in rows.items()
    }
    day, (own, usual) = max(beyond.items(), key=lambda found: found[1][0] - found[1][1])
    told = "No weekday stands out."
    if own - usual >= WEEKDAY_STANDS_OUT:
        points = tenths(own)
        told = (
            f"{DAYS[day]}: {points // 10}.{points % 10} points more absence than other days (Essex "
            f"{signed(usual)})."
        )
    assert plain(told) in said
    assert (own - usual >= WEEKDAY_STANDS_OUT) is (school == FRIDAYS)


def test_codes_used_far_more_than_by_others(said, registers, school, schools):
    phase = schools[school]
    use = code_use(registers, school, phase, marks_of(registers, WEEKS, registers.of_phase(phase)))
    unusual = [
        f"{code} on {percent(row['code_share'])} of marks, others {percent(row['others_share'])}"
        for (code,), row in use.items()
        if row["is_unusual"]
    ]
    told = "B, C2 and K are not used unusually often."
    if unusual:
        told = f"Far more than others: {listed(unusual)}."
    assert plain(told) in said
    assert bool(unusual) is (school == PART_TIME)


def test_the_code_that_makes_most_of_the_gap(said, registers, school, schools):
    marks = registers.codes_by_week(registers.of_phase(schools[school]))
    gaps = {
        code: row["gap_points"]
        for (code,), row in code_gap(registers, WEEKS, school, marks).items()
    }
    lowers = sum(gaps.values()) <= 0
    code = (min if lowers else max)(gaps, key=gaps.get)
    reason = registers.codes[code]["description"]
    told = f"Less “{reason}” than Essex raises attendance most"
    if gaps[code] < 0:
        told = f"“{reason}” lowers attendance most against Essex"
    assert plain(told) in said


def test_whether_more_or_fewer_pupils_miss_much(said, registers, school):
    """Only a change beyond what two draws of so many pupils give by chance is told."""
    clear = []
    for (least,), row in bands(registers, WEEKS, school).items():
        now, before = row["band_share"], row["last_year_band_share"]
        spread = sqrt(
            now * (1 - now) / row["enrolments"]
            + before * (1 - before) / row["last_year_enrolments"]
        )
        if abs(now - before) > CLEAR * spread:
            clear.append((row["pupils_more"], least, row["band_to"]))
    told = "No clear change in how many pupils miss how much"
    if clear:
        more, least, below = max(clear, key=lambda each: abs(each[0]))
        band = f"{100 * least:.0f} to under {100 * (below or 0):.0f}%"
        band = {0: "under 5%", 0.5: "50% and over"}.get(least, band)
        pupils = many(abs(more), "pupil misses", "pupils miss")
        number, noun = pupils.split(" ", 1)
        told = f"{number} {'more' if more > 0 else 'fewer'} {noun} {band} than last year"
    assert plain(told) in said
    assert bool(clear) is (school == PART_TIME)
