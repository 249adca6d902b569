"""Write what a run measured as a page of tables."""

import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version

from benchmarks import lists, packs, pages, repaint
from benchmarks.county import refreshing
from benchmarks.county.asked import OURS
from benchmarks.county.targets import marts_share, ratio, targets
from benchmarks.county.workplace import Workplace

ENGINES = ("duckdb", "polars", "chdb", "pandas")

Rows = Sequence[tuple[object, ...]]


def written(results: dict, place: Workplace) -> str:
    """The page; it holds what this run measured and nothing else."""
    rows = [
        (each.text, each.measured, "yes" if each.holds else "**no**") for each in targets(results)
    ]
    parts = [
        "# Performance",
        _about(results, place),
        "## Targets",
        _table(("target", "measured", "holds"), rows),
        *(
            part
            for title, steps, section in _SECTIONS
            if results.keys() >= steps
            for part in (f"## {title}", section(results))
        ),
    ]
    if missing := [title for title, steps, _ in _SECTIONS if not results.keys() >= steps]:
        parts.append(f"Not measured in this run: {', '.join(missing)}.")
    return "\n\n".join(parts) + "\n"


def _about(results: dict, place: Workplace) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    load = max(max(result["load"]) for result in results.values())
    return (
        f"Written by `make bench`. A made-up county of {place.schools:,} schools and "
        f"{place.pupils:,} pupils; {os.cpu_count()} cores, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, {packages}. The machine's "
        f"load before and after a step was at most {load:.1f}; above the number of cores, other "
        "work disturbed it. The targets are meant for 550 schools and 220,000 pupils on two cores."
    )


_QUESTIONS = (
    "Milliseconds, asked of every engine in turn, round by round, each in a process of its own. "
    "Ours is the median with one core, as a page asks; the others are their fastest round, with "
    "every core, on marks that lie sorted and small tables prepared for them. Every answer was "
    "first compared with ours row by row: where one differs, no time is given. Of polars the "
    "better of two ways counts."
)


def _questions(results: dict) -> str:
    result = results["questions"]
    ours, *others = result["times"]
    rows = []
    for name, times in result["times"][OURS].items():
        rows.append(
            (
                _question(name),
                f"{result['differences'][ours][name]:,}",
                f"{times['median_ms']:.1f}",
                *(_least(result, engine, name) for engine in others),
                f"{ratio(result, name):.1f}",
            )
        )
    heads = ("question", "rows", ours, *others, "best of them : ours")
    return _QUESTIONS + "\n\n" + _table(heads, rows)


_PAGES = (
    "Milliseconds of each query of the pages on the county, on schools and on one school, asked "
    "as a page asks, on one core: the least of many rounds, by the clock and by the processor "
    "alone. The school is the largest secondary school; weeks in the midst of the year need "
    "pupils' own sessions before and at their end."
)


def _pages(results: dict) -> str:
    return _PAGES + "\n\n" + _table(pages.HEADS, results["pages"]["pages"])


_LISTS = (
    "Milliseconds of each list of pupils, on one core, the least of many rounds: of the largest "
    "secondary school, whose list a page takes whole, of all schools, whose first page it takes, "
    "or of one pupil; up to two thirds of the year."
)


def _lists(results: dict) -> str:
    return _LISTS + "\n\n" + _table(lists.HEADS, results["lists"]["lists"])


_REPAINT = (
    "Milliseconds from the click on an option of a filter until the run has ended and no chart is "
    "drawn any more, in Chromium, which shared the cores with the server. No answer was kept from "
    "before."
)


def _repaint(results: dict) -> str:
    return _REPAINT + "\n\n" + _table(repaint.COUNTY_HEADS, results["repaint"]["repaint"])


def _packs(results: dict) -> str:
    found = results["packs"]
    each = found["cpu_seconds"] / found["packs"]
    return (
        f"All {found['packs']} packs as PDF, by the command a user gives with two processes: "
        f"{found['seconds']:.0f} s, {each:.2f} s of the processor a pack, at most "
        f"{found['peak_megabytes'] / 1000:.2f} GB of memory, what processes share counted once. "
        f"One pack as the page makes it, of {packs.ONE_BY_ONE} schools: "
        f"{found['one_median_ms'] / 1000:.2f} s at the median, {found['one_most_ms'] / 1000:.2f} s "
        f"at most; of the processor {found['one_cpu_ms'] / 1000:.2f} s, of these "
        f"{found['one_pdf_cpu_ms'] / 1000:.2f} for the PDF."
    )


def _question(name: str) -> str:
    number, *words = name.split("_")
    return f"{number.upper()} {' '.join(words)}"


def _least(result: dict, engine: str, name: str) -> str:
    if name not in result["times"][engine]:
        return ""
    if result["differences"][engine][name]:
        return "differs"
    return f"{result['times'][engine][name]['least_ms']:.1f}"


def _loads(results: dict) -> str:
    yardsticks = results["load"]["yardsticks"]
    yardstick = min(each["seconds"] for each in yardsticks)
    rows = [
        _load(f"ours: {name}, every mart built", taken, yardstick, results["load"]["file_bytes"])
        for name, taken in results["load"]["taken"].items()
    ]
    rows += [
        _load(name, taken, yardstick, taken["bytes"])
        for name, taken in results["load-others"]["taken"].items()
    ]
    heads = ("way", "seconds", "CPU seconds", "peak GB", "MB on disk", "to the yardstick")
    spread = ", ".join(f"{each['seconds']:.1f}" for each in yardsticks)
    note = (
        "The yardstick is DuckDB's own typed CSV to table: "
        f"{spread} s before, between and after ours; its fastest counts."
    )
    return note + "\n\n" + _table(heads, rows)


def _load(name: str, taken: dict, yardstick: float, size: int) -> tuple[object, ...]:
    return (
        name,
        f"{taken['seconds']:.1f}",
        f"{taken['cpu_seconds']:.1f}",
        f"{taken['peak_megabytes'] / 1000:.2f}",
        f"{size / 1e6:.0f}" if size else "",
        f"{taken['seconds'] / yardstick:.1f}",
    )


def _sizes(results: dict) -> str:
    """Of all years too, if they were measured."""
    found = [results[step] for step in ("load", "years-load") if step in results]
    kept = [name for name, size in found[0]["bytes"].items() if size]
    kept.sort(key=lambda name: -found[0]["bytes"][name])
    rows = [(name, *(f"{each['bytes'][name] / 1e6:.1f}" for each in found)) for name in kept]
    rows.append(("the file", *(f"{each['file_bytes'] / 1e6:.1f}" for each in found)))
    rows.append(("marks, millions", *(f"{each['marks'] / 1e6:.1f}" for each in found)))
    heads = ("table", "MB, one year", "MB, all years")[: 1 + len(found)]
    note = (
        "The blocks that a table's columns lie in. The marts together take "
        f"{marts_share(found[0]['bytes']):.2f} of the marks."
    )
    return note + "\n\n" + _table(heads, rows)


def _refreshes(results: dict) -> str:
    result = results["refresh"]
    rebuild = result["taken"][refreshing.REBUILD]["tables_seconds"]
    rows = [
        (
            name,
            f"{taken['seconds']:.1f}",
            f"{taken['tables_seconds']:.2f}",
            f"1/{rebuild / taken['tables_seconds']:.0f}",
        )
        for name, taken in result["taken"].items()
    ]
    differing = {
        name: rows for name, rows in results["refresh-compare"]["rows_differing"].items() if rows
    }
    note = (
        "All up to the latest full week was loaded before; then that week of all schools, its "
        "last day of the largest school once more with other codes, and a full rebuild. "
        f"Compared table by table, refreshed and rebuilt: {differing or 'no row differs'}."
    )
    heads = ("what", "seconds in all", "seconds for the tables", "of the rebuild")
    return note + "\n\n" + _table(heads, rows)


def _years(results: dict) -> str:
    loaded, served = results["years-load"], results["years-serve"]
    times = served["times"][OURS]
    slowest = max(times, key=lambda name: times[name]["median_ms"])
    rows = [
        ("import of all years, every mart built", f"{loaded['taken']['seconds']:.0f} s"),
        ("its peak memory", f"{loaded['taken']['peak_megabytes'] / 1000:.2f} GB"),
        ("the file", f"{loaded['file_bytes'] / 1e9:.2f} GB"),
        ("memory of a process that answers", f"{served['peak_megabytes'] / 1000:.2f} GB"),
        (
            "slowest of the eight questions, on the last year",
            f"{_question(slowest)}, {times[slowest]['median_ms']:.1f} ms",
        ),
    ]
    return _table(("what", "measured"), rows)


def _table(heads: tuple[str, ...], rows: Rows) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


_SECTIONS: Sequence[tuple[str, set[str], Callable[[dict], str]]] = (
    ("The eight questions", {"questions"}, _questions),
    ("Pages", {"pages"}, _pages),
    ("Lists of pupils", {"lists"}, _lists),
    ("Repainting in a browser", {"repaint"}, _repaint),
    ("Packs of meetings", {"packs"}, _packs),
    ("Load of a year's CSV", {"load", "load-others"}, _loads),
    ("What lies in the warehouse", {"load"}, _sizes),
    ("Refresh", {"refresh", "refresh-compare"}, _refreshes),
    ("Several years", {"years-load", "years-serve"}, _years),
)
"""Title, the steps that it tells of, and what writes it."""
