"""Schools like one school: why each is alike, how it differs, and how the school compares."""

import pandas as pd

from attendance import rules, words
from attendance.scope import CountyScope
from attendance.sentences.messages import Message
from attendance.words import counted, each, percent

CHANCE, NO_CHANCE = "could be chance", "unlikely to be chance"
MARKS = ["attendance_rate", "persistent_absence_rate", "persistently_absent", "enrolments"]
FACTS = [
    "pupils",
    "fsm_share",
    "sen_share",
    "eal_share",
    "urban_rural",
    "low_age",
    "high_age",
    "admissions",
    "school_type",
]
COLUMNS_OF_WEIGHTS = ["factor_name", "weight", "weight_share", "how_measured", "smallest_step"]
TOGETHER_ONLY = (
    "Marks of schools other than your own are told only together. None of them can be left out: "
    "figures with a school and without it would tell its own."
)
FACTORS = {
    "pupils": ("pupils", "size", words.count),
    "fsm": ("fsm_share", "FSM", lambda share: percent(share, 0)),
    "sen": ("sen_share", "SEN", lambda share: percent(share, 0)),
    "eal": ("eal_share", "EAL", lambda share: percent(share, 0)),
    "urban_rural": ("urban_rural", "place", str),
    "low_age": ("low_age", "youngest age", words.count),
    "high_age": ("high_age", "oldest age", words.count),
    "admissions": ("admissions", "admissions", str),
    "school_type": ("school_type", "kind", str),
}
"""By factor: the column of its values, what it is called, and how a value is written."""


def similar_schools(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """Whether attendance differs from that of the similar schools by more than chance."""
    own = _own(rows)
    reading = (
        f"Attendance, year so far to the {words.week(scope.last_week)}; {scope.home}’s own marks."
    )
    if own is None or len(rows) == 1:
        return Message("No similar school has marks", reading)
    if words.is_missing(own.attendance_points):
        return Message("Not set beside the similar schools", f"{reading} Hollow: not counted.")
    reading = (
        f"{reading} Diamond: the similar schools together, line: lowest to highest of them. Grey "
        "band: where a school of this size could be by chance. Hollow: not counted."
    )
    points = words.rounded(own.attendance_points)
    if _is_chance(own.attendance_points, own.attendance_reach_points):
        return Message("No clear difference from similar schools in attendance", reading)
    side = "above" if points > 0 else "below"
    return Message(f"{abs(points)} points {side} similar schools, {NO_CHANCE}", reading)


def similar_comparison(rows: pd.DataFrame, scope: CountyScope) -> list[str]:
    """Attendance and PA beside the similar schools together, and who is not among them."""
    own = _own(rows)
    if own is None:
        return [f"Nothing is known by which schools like {scope.school_name} can be found."]
    return [*_compared(own, rows), *_few(rows), *_not_counted(rows)]


def similar_together(rows: pd.DataFrame) -> list[str]:
    """The same without the name of any other school, for papers that a school is given."""
    own = _own(rows)
    return ["No school can be called similar."] if own is None else _compared(own, rows)


def columns_of_similar(rows: pd.DataFrame) -> list[str]:
    """What the table of similar schools shows: their marks, if any are told one by one."""
    told = rows[rows["similar_rank"] > 0]["attendance_rate"].notna().any()
    marks = [*MARKS, "is_left_out", "is_pooled"] if told else []
    return ["similar_rank", "school_name", "district", "distance", *marks, *FACTS]


def why_similar(rows: pd.DataFrame, weights: pd.DataFrame, scope: CountyScope) -> list[str]:
    """Of each similar school, what it is alike in and what it differs in; nearest first."""
    own = _own(rows)
    if own is None:
        return []
    factors = list(each(weights))
    return [
        f"{row.school_name} ({row.district or 'district not known'}): "
        f"{'; '.join(_likeness(row, own, factors))}."
        for row in each(rows.iloc[1:])
    ]


def similar_school_weights(rows: pd.DataFrame, scope: CountyScope) -> Message:
    """What weighs most, and how the distance comes about."""
    subtitle = (
        "A difference counts in steps: one step is how much the county’s "
        f"{words.phase(scope.education_phase)} usually differ (the standard deviation), at least "
        "the smallest step. The distance of two schools is the mean of their differences by "
        "weight, of what is known of both. Weights are the county’s to choose: "
        "similar_school_weights.csv."
    )
    if rows.empty:
        return Message("No weights are set for this phase", subtitle)
    return Message(f"What weighs most: {rows['factor_name'].iloc[0]}", subtitle)


def _own(rows: pd.DataFrame) -> words.Cell:
    """The school itself, which comes first."""
    return next(each(rows.head(1)), None)


def _compared(own: words.Cell, rows: pd.DataFrame) -> list[str]:
    if len(rows) == 1:
        return ["No other school of its phase has marks and enough in common to compare."]
    if words.is_missing(own.pooled_schools):
        return [_why_not(own, rows)]
    together = f"the {counted(own.pooled_schools, 'similar school', 'similar schools')} together"
    found = []
    if not words.is_missing(own.attendance_points):
        found.append(
            f"Attendance so far: {percent(own.attendance_rate)}, {together} "
            f"{percent(own.pooled_attendance_rate)} (from {percent(own.pooled_lowest_rate)} to "
            f"{percent(own.pooled_highest_rate)}); "
            f"{_difference(own.attendance_points, own.attendance_reach_points)}."
        )
    if not words.is_missing(own.persistent_points):
        found.append(
            f"Persistent absence (PA) so far: {words.count(own.persistently_absent)} of "
            f"{words.count(own.enrolments)} pupils ({percent(own.persistent_absence_rate)}), "
            f"{together} {percent(own.pooled_persistent_rate)}; "
            f"{_difference(own.persistent_points, own.persistent_reach_points)}."
        )
    return found


def _why_not(own: words.Cell, rows: pd.DataFrame) -> str:
    """Why the school is not set beside the similar ones."""
    if own.weeks_sent_share < rules.SMALLEST_SHARE_SENT:
        return (
            f"Marks of {own.weeks_sent_share:.0%} of the weeks due are here: too few to set "
            f"{own.school_name} beside others, since absence is not the same all year."
        )
    if rows[rows["similar_rank"] > 0]["is_pooled"].isna().any():
        return (
            f"Fewer than {rules.SMALLEST_POOL} similar schools have enough marks: theirs are not "
            "told together, because they could be told apart."
        )
    return "No similar school with enough marks is left to compare with."


def _difference(points: float, reach: float) -> str:
    """A difference with its range, and whether it could be chance."""
    value = words.rounded(points)
    said = f"{abs(value)} points {'above' if value > 0 else 'below'}" if value else "level"
    lower, upper = (words.exact(points + end, 1) for end in (-reach, reach))
    return (
        f"{said}, range {lower} to {upper} ({CHANCE if _is_chance(points, reach) else NO_CHANCE})"
    )


def _is_chance(points: float, reach: float) -> bool:
    return abs(points) <= reach


def _few(rows: pd.DataFrame) -> list[str]:
    others = len(rows) - 1
    if others in (0, rules.MOST_SIMILAR):
        return []
    schools = counted(others, "other school", "other schools")
    return [f"Only {schools} of this phase can be compared, so the last of them may differ much."]


def _not_counted(rows: pd.DataFrame) -> list[str]:
    others = rows[rows["similar_rank"] > 0]
    left_out = others[others["is_left_out"]]["school_name"].tolist()
    short = others[~others["is_left_out"] & (others["is_pooled"] == False)]  # noqa: E712
    found = []
    if left_out:
        found.append(f"Left out: {words.listed(left_out)}. The next nearest do not step in.")
    if len(short):
        found.append(
            f"Not counted, with fewer than {rules.SMALLEST_SHARE_SENT:.0%} of weeks sent: "
            f"{words.listed(short['school_name'].tolist())}."
        )
    if others["is_pooled"].isna().any():
        found.append(TOGETHER_ONLY)
    return found


def _likeness(row: words.Cell, own: words.Cell, factors: list[words.Cell]) -> list[str]:
    """What the two are alike in, by weight; differ in, by part of the distance; do not know."""
    alike, different, unknown = [], [], []
    for factor in factors:
        part = getattr(row, f"{factor.factor}_part", None)
        if words.is_missing(part):
            unknown.append(factor.factor_name)
            continue
        steps = part * row.known_share / factor.weight_share if factor.weight else 0.0
        if steps <= rules.CLOSE_STEPS:
            alike.append(_said(factor.factor, row, own))
        elif steps >= rules.FAR_STEPS:
            different.append((part, _said(factor.factor, row, own)))
    furthest = [said for _, said in sorted(different, key=lambda found: -found[0])]
    found = [f"alike in {words.listed(alike)}" if alike else "not close in anything compared"]
    found.append(f"differs in {words.listed(furthest)}" if furthest else "no large difference")
    if unknown:
        found.append(f"not known of both, so not compared: {words.listed(unknown)}")
    return found


def _said(factor: str, row: words.Cell, own: words.Cell) -> str:
    """A factor with its value, and the school's own where it reads otherwise."""
    column, name, written = FACTORS[factor]
    value, own_value = written(getattr(row, column)), written(getattr(own, column))
    return f"{name} ({value})" if value == own_value else f"{name} ({value}, here {own_value})"
