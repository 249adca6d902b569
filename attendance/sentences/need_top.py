"""Whether the weights of need decide who stands at the top, in sentences."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

import pandas as pd

from attendance import rules, words
from attendance.words import listed

MOST_NAMED = 3
HALF, DOUBLE = 0.5, 2.0


def top_of(schools: int) -> int:
    """So many schools are "the first": twenty, or a third of a shorter list."""
    return min(rules.MOST_MET_FIRST, ceil(schools / 3))


def weights_matter(rows: pd.DataFrame, weights: Sequence[words.Cell]) -> list[str]:
    """Whether halving or doubling a weight changes who stands at the top by need alone."""
    schools = rows.sort_values("place_by_need").to_dict("records")
    names = {row["school_id"]: row["school_name"] for row in schools}
    top = top_of(len(schools))
    first = [row["school_id"] for row in schools][:top]
    leaving: dict[int, list[str]] = {school_id: [] for school_id in first}
    coming: dict[int, None] = {}
    usual = {weight.part: weight.weight for weight in weights}
    for weight in weights:
        for factor, how in ((HALF, "weighs half"), (DOUBLE, "weighs double")):
            changed = usual | {weight.part: factor * weight.weight}
            order = sorted(schools, key=lambda row, by=changed: _order(row, by))
            found = [row["school_id"] for row in order[:top]]
            for school_id in first:
                if school_id not in found:
                    leaving[school_id].append(f"“{weight.part_name}” {how}")
            coming |= dict.fromkeys(each for each in found if each not in leaving)
    gone = {school_id: when for school_id, when in leaving.items() if when}
    who = f"the first {top} by need" if top > 1 else "the first by need"
    if not gone:
        return [f"All of {who} stay there, whichever weight is halved or doubled."]
    staying = (
        f"{top - len(gone) or 'None'} of {who} stay there, whichever weight is halved or doubled"
    )
    said = [f"{staying}; {_some([names[each] for each in gone])} by some weights alone."]
    said += [
        f"{names[school_id]} drops out when {' or '.join(when[:MOST_NAMED])}"
        + (f" (and {len(when) - MOST_NAMED} more ways)." if len(when) > MOST_NAMED else ".")
        for school_id, when in gone.items()
    ]
    place = "its place" if len(gone) == 1 else "their places"
    said.append(f"In {place} would come {_some([names[each] for each in coming])}.")
    return said


def _order(row: words.Cell, weights: Mapping[str, float]) -> tuple:
    """The order of the query: by need, then severely absent pupils, then name."""
    tenths = sum(
        floor(round(10 * weight * row[f"{part}_part"], 6) + 0.5) for part, weight in weights.items()
    )
    return -tenths, -row["severely_absent"], row["school_name"], row["school_id"]


def _some(names: list[str]) -> str:
    rest = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return listed([*names[:MOST_NAMED], *rest])
