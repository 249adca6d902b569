"""Every number of the pages about schools equals a count in plain Python, on the sample: all
schools, three ranges of weeks."""

from dataclasses import dataclass
from datetime import date

import pytest

from attendance import access, queries, rules
from tests.queries import similar_reference
from tests.queries.sample_registers import Counted, Registers


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


@every_range
def test_similar_schools_of_each_school(weeks, asked, registers, schools):
    year = weeks.academic_year
    facts = {school: similar_reference.facts_of(registers, school, year) for school, _ in schools}
    for school_id, phase in schools:
        of_phase = {school: facts[school] for school, its in schools if its == phase}
        own, *rows = asked("school/similar_schools", weeks, school_id=school_id, left_out=None)
        expected = similar_reference.nearest(registers, of_phase, school_id, phase)
        assert [row["school_id"] for row in rows] == list(expected)
        for row in rows:
            assert row["distance"] == pytest.approx(expected[row["school_id"]], abs=1e-8)
        pooled = [row["school_id"] for row in rows if row["is_pooled"]]
        if own["weeks_sent_share"] < rules.SMALLEST_SHARE_SENT or not pooled:
            assert own["pooled_schools"] is None
            continue
        attendance, pa = similar_reference.together(registers, pooled, year, weeks.last_week)
        own_attendance, own_pa = similar_reference.together(
            registers, [school_id], year, weeks.last_week
        )
        assert own["pooled_schools"] == len(pooled)
        assert close(own["pooled_attendance_rate"], attendance)
        assert close(own["pooled_persistent_rate"], pa)
        assert close(own["attendance_points"], points(own_attendance, attendance))
        assert close(own["persistent_points"], points(own_pa, pa))
