"""Every number of the pages about schools equals a count in plain Python, on the sample: all
schools, three ranges of weeks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from attendance import access, queries
from tests.queries.sample_registers import Counted, Registers, monday, year_of


@dataclass(frozen=True)
class Weeks:
    """A range of weeks as a reader chooses it, and the same point a year before."""

    academic_year: str
    first_week: date
    last_week: date
    last_year: str | None = None
    last_year_first_week: date | None = None
    last_year_last_week: date | None = None
    previous_week: date | None = None


RANGES = {
    "year to date": Weeks(
        "2024/25",
        date(2024, 9, 2),
        date(2025, 2, 10),
        "2023/24",
        date(2023, 9, 4),
        date(2024, 2, 5),
        date(2024, 12, 16),
    ),
    "half term 2": Weeks(
        "2024/25",
        date(2024, 11, 4),
        date(2024, 12, 16),
        "2023/24",
        date(2023, 11, 6),
        date(2023, 12, 18),
        date(2024, 10, 21),
    ),
    "summer term of the year before": Weeks(
        "2023/24", date(2024, 4, 15), date(2024, 7, 22), previous_week=date(2024, 3, 25)
    ),
}
PHASES = ("Primary", "Secondary", "Special")

every_range = pytest.mark.parametrize("weeks", RANGES.values(), ids=RANGES)


@pytest.fixture(scope="module")
def registers(sample_version):
    return Registers(sample_version)


@pytest.fixture(scope="module")
def asked(sample_version):
    """A query's rows for a range: name, weeks, further parameters in, dicts out."""

    def rows(name, weeks, **more):
        given = vars(weeks) | {"home": "Essex"} | more
        params = {key: given.get(key) for key in queries.load(name).params if key in given}
        viewer = access.local_viewer()
        found = access.rows(viewer, sample_version, name, **params)
        return found.astype(object).where(found.notna(), None).to_dict("records")

    return rows


NO_FILTER = dict.fromkeys(("education_phase", "quadrant", "district", "trust"))


def rate(part, whole):
    return part / whole if whole else None


def points(one, other):
    return None if one is None or other is None else 100 * (one - other)


def close(found, expected):
    return pytest.approx(expected, abs=1e-9) == found


@every_range
def test_every_school(weeks, asked, registers):
    rows = asked("schools/every_school", weeks, **NO_FILTER)
    assert len(rows) == 24
    for row in rows:
        school = {"school_id": row["school_id"]}
        now = registers.sessions(weeks.academic_year, weeks.first_week, weeks.last_week, **school)
        enrolments, persistent, severe = registers.so_far(
            weeks.academic_year, weeks.last_week, **school
        )
        before = last_year_rate(registers, weeks, school)
        assert (row["possible_sessions"] or 0) == now.possible
        assert (row["authorised_sessions"] or 0) == now.authorised
        assert (row["unauthorised_sessions"] or 0) == now.unauthorised
        assert (row["enrolments"] or 0) == enrolments
        assert (row["persistently_absent"] or 0) == persistent
        assert (row["severely_absent"] or 0) == severe
        attendance = rate(now.attended, now.possible)
        assert close(row["attendance_rate"], attendance)
        assert close(row["persistent_absence_rate"], rate(persistent, enrolments))
        assert close(row["severe_absence_rate"], rate(severe, enrolments))
        assert close(row["change_points"], points(attendance, before))


def last_year_rate(registers, weeks, wanted):
    if weeks.last_year is None:
        return None
    then = registers.sessions(
        weeks.last_year, weeks.last_year_first_week, weeks.last_year_last_week, **wanted
    )
    return rate(then.attended, then.possible)


@every_range
@pytest.mark.parametrize("place_kind", ["quadrant", "district"])
def test_places(place_kind, weeks, asked, registers):
    rows = asked("county/by_place", weeks, education_phase=None, place_kind=place_kind)
    assert rows
    for row in rows:
        wanted = {"education_phase": row["education_phase"]}
        if row["place_kind"] != "county":
            wanted[row["place_kind"]] = row["place"]
        year = weeks.academic_year
        now = registers.sessions(year, weeks.first_week, weeks.last_week, **wanted)
        enrolments, persistent, severe = registers.so_far(year, weeks.last_week, **wanted)
        assert row["possible_sessions"] == now.possible
        assert row["attended_sessions"] == now.attended
        assert (row["enrolments"], row["persistently_absent"], row["severely_absent"]) == (
            enrolments,
            persistent,
            severe,
        )
        assert close(row["persistent_absence_rate"], rate(persistent, enrolments))
        assert close(row["severe_absence_rate"], rate(severe, enrolments))
        if row["year_change_points"] is not None:
            before = last_year_rate(registers, weeks, wanted)
            assert close(
                row["year_change_points"], points(rate(now.attended, now.possible), before)
            )
        if row["pa_change_points"] is not None:
            then, persistent_then, severe_then = registers.so_far(
                year, weeks.previous_week, **wanted
            )
            assert close(
                row["pa_change_points"],
                points(rate(persistent, enrolments), rate(persistent_then, then)),
            )
            assert close(
                row["sa_change_points"], points(rate(severe, enrolments), rate(severe_then, then))
            )


@every_range
@pytest.mark.parametrize("split", ["quadrant", "year group"])
@pytest.mark.parametrize("phase", PHASES)
def test_parts_of_the_gap_sum_to_it(phase, split, weeks, asked):
    rows = asked("county/gap_by_group", weeks, education_phase=phase, split=split)
    assert len(rows) > 1
    assert close(sum(row["part_points"] for row in rows), rows[0]["gap_points"])


@pytest.fixture(scope="module")
def schools(registers):
    return sorted(
        {
            (enrolled.school_id, registers.schools[enrolled.school_id]["education_phase"])
            for year in registers.enrolments.values()
            for enrolled in year
        }
    )


@every_range
def test_position_of_each_school(weeks, asked, registers, schools):
    assert len(schools) == 24
    year = weeks.academic_year
    so_far_of = {
        phase: registers.so_far(year, weeks.last_week, education_phase=phase) for phase in PHASES
    }
    for school_id, phase in schools:
        rows = asked("school/position", weeks, school_id=school_id, education_phase=phase)
        school = {"school_id": school_id}
        now = registers.sessions(year, weeks.first_week, weeks.last_week, **school)
        sent = registers.weeks_sent[school_id]
        county = Counted()
        for week in sent:
            if weeks.first_week <= week <= weeks.last_week:
                county.add(registers.week_of_phase(year, week, phase))
        so_far = registers.so_far(year, weeks.last_week, **school)
        expected = {
            "attendance": (now.attended, now.possible, county.attended, county.possible),
            "unauthorised": (now.unauthorised, now.possible, county.unauthorised, county.possible),
            "persistent": (so_far[1], so_far[0], so_far_of[phase][1], so_far_of[phase][0]),
            "severe": (so_far[2], so_far[0], so_far_of[phase][2], so_far_of[phase][0]),
        }
        assert len(rows) == (4 if now.possible else 0)
        for row in rows:
            counted, base, county_counted, county_base = expected[row["measure"]]
            assert (row["counted"], row["base"]) == (counted, base)
            assert (row["county_counted"], row["county_base"]) == (county_counted, county_base)
            assert close(row["school_rate"], rate(counted, base))
            assert close(
                row["county_points"],
                points(rate(counted, base), rate(county_counted, county_base)),
            )


@every_range
def test_bands_and_flow_of_each_school(weeks, asked, registers, schools):
    year = weeks.academic_year
    for school_id, _ in schools:
        shares, before = {}, {}
        for enrolled in registers.wanted(year, school_id=school_id):
            for found, last in ((shares, weeks.last_week), (before, weeks.previous_week)):
                counted = enrolled.between(date.min, last)
                if counted.possible:
                    found[enrolled.pupil_id] = counted.absent / counted.possible
        bands = asked("school/absence_bands", weeks, school_id=school_id)
        for band in bands:
            inside = [
                share
                for share in shares.values()
                if band["band_from"] <= share < (band["band_to"] or 2)
            ]
            assert band["pupils"] == len(inside)
        assert sum(band["pupils"] for band in bands) == len(shares)
        for row in asked("school/band_flow", weeks, school_id=school_id):
            least = {"persistent": 0.1, "severe": 0.5}[row["measure"]]
            then = {pupil for pupil, share in before.items() if share >= least}
            now = {pupil for pupil, share in shares.items() if share >= least}
            assert row["pupils_before"] == len(then)
            assert row["pupils_entered"] == len(now - then)
            assert row["pupils_left"] == len(then - now)
            assert row["pupils_stayed"] == len(now & then)
            assert row["pupils_now"] == len(now)


@every_range
def test_classes_of_each_school(weeks, asked, registers, schools):
    year = weeks.academic_year
    for school_id, _ in schools:
        for row in asked("school/classes", weeks, school_id=school_id):
            wanted = {"school_id": school_id, "class": row["class"]}
            year_group = row["year_group"]
            number = 0 if year_group == "Reception" else int(year_group.rpartition(" ")[2])
            wanted["year_group"] = number
            now = registers.sessions(year, weeks.first_week, weeks.last_week, **wanted)
            enrolments, persistent, _ = registers.so_far(year, weeks.last_week, **wanted)
            assert row["possible_sessions"] == now.possible
            assert row["absent_sessions"] == now.absent
            assert (row["enrolments"], row["persistently_absent"]) == (enrolments, persistent)


def term_weeks(registers, asked_of, weeks, school_id):
    """The weeks of the school's year in which it is in term, and the sessions of each: two for
    each weekday between the first and the last day of a half term."""
    found = {}
    for term in asked_of("school/half_terms", weeks, school_id=school_id, last_week=AFTER_ALL):
        day = term["first_day"].date()
        while day <= term["last_day"].date():
            if day.weekday() < 5:
                found[monday(day)] = found.get(monday(day), 0) + 2
            day += timedelta(days=1)
    return found


AFTER_ALL = date(2030, 7, 31)


def latest_pace(sent):
    """The weeks of the newest half term with at least three weeks sent, else the newest."""
    by_term = defaultdict(list)
    for week, half_term in sent.items():
        by_term[half_term].append(week)
    enough = {term: found for term, found in by_term.items() if len(found) >= 3} or by_term
    return max(enough.values(), key=max)


@every_range
def test_the_outlook_of_each_school(weeks, asked, registers, schools):
    """What is to come is worked out pupil by pupil: two sessions a weekday of term, at the share
    that was possible in the latest half term, as long as the pupil is on roll and counted."""
    year, last = weeks.academic_year, weeks.last_week
    for school_id, _ in schools:
        terms = term_weeks(registers, asked, weeks, school_id)
        half_terms = {
            term["half_term"]: monday(term["first_day"].date())
            for term in asked("school/half_terms", weeks, school_id=school_id, last_week=AFTER_ALL)
        }
        sent = {
            week: max(term for term, first in half_terms.items() if first <= week)
            for week in registers.weeks_sent[school_id]
            if year_of(week + timedelta(days=4)) == year and week <= last
        }
        pace = latest_pace(sent)
        ahead = {week: many for week, many in terms.items() if week > max(sent)}
        offered = sum(terms[week] for week in pace)
        so_far, to_come, persistent, recovering = Counted(), 0, 0, 0
        of_pace = Counted()
        for enrolled in registers.wanted(year, school_id=school_id):
            mine = enrolled.between(date.min, last)
            if not mine.possible:
                continue
            in_pace = enrolled.between(min(pace), max(pace))
            was_before = enrolled.between(date.min, min(pace) - timedelta(days=7)).possible
            is_first = not [week for week in registers.all_weeks(year) if week < min(pace)]
            usual = offered
            if was_before or (is_first and in_pace.possible):
                usual = min(in_pace.possible, offered)
            until = min(
                day
                for day in (enrolled.known["leaving_date"], enrolled.known["dfe_to"])
                if day is not None
            )
            more = usual * sum(many for week, many in ahead.items() if week <= until) // offered
            so_far.add(mine)
            of_pace.add(in_pace)
            to_come += more
            if 10 * mine.absent >= mine.possible:
                persistent += 1
                recovering += 10 * mine.absent < mine.possible + more
        rows = asked("school/target_outlook", weeks, school_id=school_id, target_attendance=0.94)
        row = next(row for row in rows if row["pace"] == "half term")
        assert row["weeks_left"] == len(ahead)
        assert row["sessions_to_come"] == to_come
        assert (row["year_attended_sessions"], row["year_possible_sessions"]) == (
            so_far.attended,
            so_far.possible,
        )
        assert (row["pace_attended_sessions"], row["pace_possible_sessions"]) == (
            of_pace.attended,
            of_pace.possible,
        )
        whole = so_far.possible + to_come
        end = (so_far.attended + of_pace.attended / of_pace.possible * to_come) / whole
        assert close(row["end_rate"], end)
        assert close(row["needed_rate"], rate(0.94 * whole - so_far.attended, to_come))
        (found,) = asked(
            "school/target_recovery", weeks, school_id=school_id, target_persistently_absent=0.2
        )
        assert (found["persistently_absent"], found["can_recover"]) == (persistent, recovering)
        allowed = found["enrolments"] // 5
        assert found["must_recover"] == max(persistent - allowed, 0)


@every_range
def test_last_years_rest_of_each_school(weeks, asked, registers, schools):
    for school_id, _ in schools:
        rows = asked("school/target_outlook", weeks, school_id=school_id, target_attendance=0.94)
        paces = [row for row in rows if row["pace"] == "last year"]
        if weeks.last_year is None:
            assert not paces
            continue
        first = weeks.last_year_last_week + timedelta(days=7)
        rest = registers.sessions(weeks.last_year, first, date.max, school_id=school_id)
        (row,) = paces
        assert (row["pace_attended_sessions"], row["pace_possible_sessions"]) == (
            rest.attended,
            rest.possible,
        )


CROSSINGS = [("fsm", "sen"), ("sex", "year group"), ("eal", "fsm"), ("social worker", "sex")]


@pytest.mark.parametrize(("first", "second"), CROSSINGS)
def test_crossed_cohorts_of_each_school(first, second, asked, registers, schools):
    weeks = RANGES["year to date"]
    for school_id, _ in schools:
        expected = defaultdict(list)
        for enrolled in registers.wanted(weeks.academic_year, school_id=school_id):
            mine = enrolled.between(date.min, weeks.last_week)
            if mine.possible:
                pair = value_of(enrolled.known, first), value_of(enrolled.known, second)
                expected[pair].append(mine)
        rows = asked(
            "school/crossed_cohorts",
            weeks,
            school_id=school_id,
            first_cohort=first,
            second_cohort=second,
        )
        assert {(row["first_value"], row["second_value"]) for row in rows} == set(expected)
        for row in rows:
            inside = expected[row["first_value"], row["second_value"]]
            absent, possible = (
                sum(mine.absent for mine in inside),
                sum(mine.possible for mine in inside),
            )
            assert row["enrolments"] == len(inside)
            assert close(row["absence_rate"], absent / possible)
            assert row["persistently_absent"] == sum(
                10 * mine.absent >= mine.possible for mine in inside
            )


def value_of(known, cohort):
    """An enrolment's value of a cohort."""
    if cohort == "year group":
        number = known["year_group"]
        return "Reception" if number == 0 else f"Year {number}"
    if cohort == "social worker":
        answers = known["child_in_need"], known["child_protection_plan"]
        answer = True if True in answers else None if None in answers else False
    else:
        answer = known[cohort]
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "unknown" if answer is None else answer


def test_persistent_absence_beside_englands_is_of_the_same_week(asked, registers, schools):
    """England to 7 February 2025, the school to the end of that week."""
    weeks = RANGES["year to date"]
    for school_id, phase in schools:
        (row,) = asked("school/pa_and_england", weeks, school_id=school_id, education_phase=phase)
        assert row["england_to"].date() == date(2025, 2, 7)
        enrolments, persistent, _ = registers.so_far(
            weeks.academic_year, date(2025, 2, 3), school_id=school_id
        )
        assert (row["enrolments"], row["persistently_absent"]) == (enrolments, persistent)
        assert close(row["england_points"], points(persistent / enrolments, row["england_rate"]))
