"""The targets, each with what was measured and whether it holds."""

import statistics
from dataclasses import dataclass

from attendance.warehouse import county
from benchmarks import lists, packs
from benchmarks.county import loading, questions, refreshing
from benchmarks.county.asked import OURS

LAYERS_BELOW = {"register_codes", "schools", "school_terms", "marks", "mark_notes", "people"}
WHO_IS_WHERE = {"enrolments", "person_schools"}
MARTS = [name for name in county.TABLES if name not in LAYERS_BELOW | WHO_IS_WHERE]
"""What is made of marks, so that no page has to read them."""


@dataclass(frozen=True)
class Target:
    """One line of the table of targets."""

    text: str
    measured: str
    holds: bool


def targets(results: dict) -> list[Target]:
    """Every target of what this run has measured."""
    of_steps = {
        "load": _of_loading,
        "refresh": _of_refreshing,
        "refresh-compare": _of_comparing,
        "questions": _of_questions,
        "pages": _of_pages,
        "repaint": _of_repainting,
        "lists": _of_lists,
        "packs": _of_packs,
        "years-load": _of_size,
        "years-serve": _of_memory,
    }
    found = [of(results[step]) for step, of in of_steps.items() if step in results]
    return [target for of_step in found for target in of_step]


def marts_share(sizes: dict) -> float:
    """Bytes of all marts by bytes of the marks."""
    return sum(sizes[name] for name in MARTS) / sizes["marks"]


def best_of_others(result: dict, name: str) -> tuple[str, float]:
    """The engine whose fastest answer, the same as ours, was the fastest, and its milliseconds."""
    least = {
        engine: times[name]["least_ms"]
        for engine, times in result["times"].items()
        if engine != OURS and name in times and not result["differences"][engine][name]
    }
    engine = min(least, key=lambda engine: least[engine])
    return engine, least[engine]


def ratio(result: dict, name: str) -> float:
    """How many times the median of ours the best of the others takes at its fastest."""
    return best_of_others(result, name)[1] / result["times"][OURS][name]["median_ms"]


def _of_loading(result: dict) -> list[Target]:
    ours, lean = result["taken"][loading.OURS], result["taken"][loading.OURS_IN_2GB]
    yardstick = min(each["seconds"] for each in result["yardsticks"])
    yardstick_cpu = statistics.median(each["cpu_seconds"] for each in result["yardsticks"])
    peak, lean_peak = ours["peak_megabytes"] / 1000, lean["peak_megabytes"] / 1000
    a_mark = result["bytes"]["marks"] / result["marks"]
    share = marts_share(result["bytes"])
    return [
        Target(
            "a year's CSV to a published warehouse in 60 s and 3.5 GB",
            f"{ours['seconds']:.0f} s, {peak:.2f} GB; {ours['seconds'] / yardstick:.1f} times "
            f"DuckDB's typed CSV to table ({yardstick:.1f} s), "
            f"{ours['cpu_seconds'] / yardstick_cpu:.1f} times its CPU",
            ours["seconds"] <= 60 and peak <= 3.5,
        ),
        Target(
            "with --memory 2GB at most 2 GB",
            f"{lean_peak:.2f} GB in {lean['seconds']:.0f} s",
            lean_peak <= 2,
        ),
        Target("a mark takes at most 2.2 bytes", f"{a_mark:.2f} bytes", a_mark <= 2.2),
        Target("all marts take at most 0.75 of the marks", f"{share:.2f}", share <= 0.75),
    ]


def _of_refreshing(result: dict) -> list[Target]:
    taken = result["taken"]
    rebuild = taken[refreshing.REBUILD]["tables_seconds"]
    found = []
    for name, most, share in ((refreshing.DAY, 3, 30), (refreshing.WEEK, 10, 12)):
        once = taken[name]
        part = rebuild / once["tables_seconds"]
        note = "" if once["is_refreshed"] else "; it was rebuilt, not refreshed"
        found += [
            Target(
                f"{name} in {most} s in all",
                f"{once['seconds']:.1f} s{note}",
                once["seconds"] <= most,
            ),
            Target(
                f"{name}: the refresh itself at most 1/{share} of a full rebuild",
                f"{once['tables_seconds']:.2f} s of {rebuild:.1f} s: 1/{part:.0f}{note}",
                part >= share and once["is_refreshed"],
            ),
        ]
    return found


def _of_comparing(result: dict) -> list[Target]:
    differing = sum(result["rows_differing"].values())
    return [
        Target(
            "a refreshed warehouse equals a rebuilt one, in every table",
            f"{differing:,} rows differ in {len(result['rows_differing'])} tables",
            differing == 0,
        )
    ]


def _of_questions(result: dict) -> list[Target]:
    ours = {name: times["median_ms"] for name, times in result["times"][OURS].items()}
    slow = [name for name, median in ours.items() if median > 15]
    ratios = {name: ratio(result, name) for name in questions.COUNTY_WIDE}
    near = [name for name, value in ratios.items() if value < 20]
    return [
        Target(
            "each of the eight questions in 15 ms",
            f"slowest {max(ours.values()):.1f} ms" + _listed(slow),
            not slow,
        ),
        Target(
            "the six of the whole county 20 times as fast as the best of the others",
            f"{min(ratios.values()):.0f} to {max(ratios.values()):.0f} times" + _listed(near),
            not near,
        ),
    ]


def _of_pages(result: dict) -> list[Target]:
    found = []
    for text, column, most in (
        ("each query of a page in 15 ms, the year to date", 2, 15),
        ("each query of a page in 25 ms, weeks of one's own", 4, 25),
    ):
        times = {row[0]: float(row[column]) for row in result["pages"]}
        found.append(_each_within(text, times, most))
    return found


def _of_repainting(result: dict) -> list[Target]:
    times = {f"{row[0]} {row[1]}": row[3] for row in result["repaint"]}
    return [_each_within("a filter change repaints in 350 ms at the median", times, 350)]


def _of_lists(result: dict) -> list[Target]:
    found = []
    for text, of, most in (
        ("each list of a school's pupils in 15 ms", lists.SCHOOL, 15),
        ("each list of all schools' pupils in 50 ms", lists.COUNTY, 50),
        ("each figure of one pupil in 10 ms", lists.PUPIL, 10),
    ):
        times = {row[0]: float(row[3]) for row in result["lists"] if row[1] == of}
        found.append(_each_within(text, times, most))
    return found


def _of_packs(result: dict) -> list[Target]:
    seconds, memory = result["seconds"], result["peak_megabytes"] / 1000
    return [
        Target(
            "packs of all schools in 120 s and 1.5 GB",
            f"{result['packs']} packs in {seconds:.0f} s, {memory:.2f} GB",
            seconds <= 120 and memory <= 1.5,
        ),
        Target(
            "one pack from the page in 1.5 s",
            f"{result['one_median_ms'] / 1000:.2f} s, the slowest of {packs.ONE_BY_ONE} "
            f"{result['one_most_ms'] / 1000:.2f} s",
            result["one_most_ms"] <= 1500,
        ),
    ]


def _each_within(text: str, times: dict[str, float], most: float) -> Target:
    slow = [name for name, taken in times.items() if taken > most]
    name = max(times, key=lambda name: times[name])
    told = f"{len(times) - len(slow)} of {len(times)}; the slowest, {name}, {times[name]:g} ms"
    return Target(text, told, not slow)


def _of_size(result: dict) -> list[Target]:
    size = result["file_bytes"] / 1e9
    measured = f"{size:.2f} GB, with {result['marks']:,} marks"
    return [Target("five years in a file of 1.6 GB", measured, size <= 1.6)]


def _of_memory(result: dict) -> list[Target]:
    memory = result["peak_megabytes"] / 1000
    return [Target("serving five years in 2 GB of memory", f"{memory:.2f} GB", memory <= 2)]


def _listed(names: list[str]) -> str:
    return f"; not {', '.join(name.split('_')[0].upper() for name in names)}" if names else ""
