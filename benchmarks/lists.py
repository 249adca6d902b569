"""How long each list of pupils, and each figure of one pupil, takes on a warehouse of a county.

    python -m benchmarks.lists DATA_DIR [NAME ...]

Every query is asked of the largest secondary school, whose list a page takes whole, of all schools,
whose first page it takes, or of one pupil: the one of that school who missed most. They are asked
in turn, round by round, as a page asks: through the reader's access, on one thread. The least of
all rounds is told, of the clock and of the processor.
"""

import sys
from datetime import timedelta
from pathlib import Path

from attendance import access, queries, rules, words
from attendance.scope import PackScope
from attendance.warehouse.versions import Version
from benchmarks import pages

OF_PUPILS, OF_ONE = ("pupils", "thresholds", "monday"), "pupil"
PERSISTENT = 0.1
SEARCH = "grind"

SCHOOL, COUNTY, PUPIL = "a school", "all schools", "a pupil"
HEADS = ("query", "of", "rows", "ms", "processor")
ONLY_SCHOOL = {"pupils/celebrate_classes", "pupils/celebrate_pupils", "pupils/pivot_totals"}
"""That pages ask of one school alone, as all of Monday morning."""
UNFILTERED = {"pupils/absence_codes", "pupils/cohort_values"}


def main(data_dir: Path, names: list[str]) -> None:
    """Print a line per query and whom it is asked of."""
    print(*HEADS, sep=" | ")
    for row in measured(data_dir, names):
        print(*row, sep=" | ")


def measured(data_dir: Path, names: list[str] | None = None) -> pages.Rows:
    """A row per query and whom it is asked of, as HEADS says; of all unless some are named."""
    asked = runs(pages.served(data_dir), names)
    rows = {key: f"{len(run()):,}" for key, run in asked.items()}
    least = pages.in_turn(asked)
    return [(*key, rows[key], *least[key]) for key in asked]


def runs(version: Version, names: list[str] | None = None) -> pages.Runs:
    """What asks each query, by its name and whom it is asked of; of all unless some are named."""
    viewer = access.local_viewer()
    scopes = _scopes(viewer, version)
    return {
        (name, of): pages.asking(viewer, version, name, scopes[of], **_besides(name, scopes[of]))
        for name in names or queries.names()
        for of in _asked_of(name)
    }


def _asked_of(name: str) -> tuple[str, ...]:
    folder = name.partition("/")[0]
    if folder == OF_ONE:
        return (PUPIL,)
    if folder not in OF_PUPILS or name in UNFILTERED:
        return ()
    return (SCHOOL,) if folder == "monday" or name in ONLY_SCHOOL else (SCHOOL, COUNTY)


def _besides(name: str, scope: PackScope) -> dict[str, object]:
    """What a page adds to the scope."""
    besides = {
        "search": SEARCH,
        "search_words": words.searched(SEARCH),
        "since_week": scope.last_week - timedelta(weeks=1),
        "first_day": scope.as_of - timedelta(weeks=10),
    }
    return {key: besides[key] for key in queries.load(name).params if key in besides}


def _scopes(viewer: access.Viewer, version: Version) -> dict[str, PackScope]:
    """Of the largest school, all schools and one pupil, up to two thirds of the newest year."""
    weeks = pages.scopes(viewer, version)[pages.MIDST]
    year, last_week = weeks.academic_year, weeks.last_week
    found = access.rows(viewer, version, "county/weeks", academic_year=year)
    by_half_term = found.groupby("half_term")["week_commencing"].max().dt.date
    ends = [None, None, *(week for week in by_half_term if week < last_week)]
    as_of = last_week + timedelta(days=4)
    school = PackScope(**vars(weeks)).but(
        as_of=as_of,
        since=as_of - timedelta(days=rules.DAYS_SINCE - 1),
        previous_week=ends[-1],
        earlier_week=ends[-2],
        least_share=PERSISTENT,
        listed_at_once=rules.MOST_PUPILS_DOWNLOADED,
    )
    absent = pages.asking(viewer, version, "pupils/absent_pupils", school)()
    person_key = absent.sort_values("absent_sessions")["person_key"].iloc[-1]
    county = school.but(school_id=None, listed_at_once=rules.PUPILS_LISTED_AT_ONCE)
    return {SCHOOL: school, COUNTY: county, PUPIL: school.but(person_key=person_key)}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
