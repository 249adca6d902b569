"""Monday morning: what changed for pupils of a school, and who still needs someone."""

import pandas as pd

from attendance import rules, words
from attendance.scope import MondayScope
from attendance.sentences.messages import Message
from attendance.words import Cell, count, counted

ALL_YEARS = "All"
NO_YEAR = "No year group"
TOPIC_HEADING = "What"
NOTE_HEADING = "Note"
SAMPLE_PUPILS = "Invented pupils. Sample data: nobody here exists."

COLUMNS_OF_CHANGES = [
    "pupil",
    "year_group",
    "class",
    "item",
    "detail",
    "absence_rate",
    "support_step",
    "in_dfe_figure",
]
COLUMNS_OF_DEALT_WITH = [*COLUMNS_OF_CHANGES[:4], "dealt_with_by", *COLUMNS_OF_CHANGES[4:]]
COLUMNS_OF_SHEETS = ["pupil", "class", "item", "detail", "absence_rate", "support_step"]
"""Of a sheet for a head of year or a tutor, which has a space for a note besides."""

COLUMNS_OF_NEEDS = [
    "year_group",
    "class",
    "severe_without_support",
    "persistent_without_support",
    "persistently_absent",
]

PRESSING = {
    "Newly severely absent": "newly severely absent",
    "Newly persistently absent": "newly persistently absent",
    "Missing school early": "missing school early (absent “so far”)",
    "Reached a threshold": "newly at a legal threshold",
    "Unexplained absence goes on": "away unexplained",
}
"""By topic, what the answer says of it."""

BACK = "No longer persistently absent"

NOTHING_CHANGED = "Nothing of this kind changed, and nothing stands open."
NOTHING_DEALT_WITH = "Nothing is marked as dealt with."
SCROLL_CHANGES = "The table shows some rows at a time: scroll in it for the others."
NO_LIST_OF_NEEDS = (
    "A list cannot be narrowed to pupils without a class or year group. Open Pupils, Persistently "
    "absent, and look for those whose class or year group is empty."
)
TICK_CHANGES = (
    "Choose a number above to see those pupils alone. Tick rows to mark them as dealt with: they "
    "stay away until something changes for that pupil."
)


def monday_answer(rows: pd.DataFrame, scope: MondayScope) -> str:
    """What is most pressing, or that nothing is, and how much of it is dealt with."""
    told, since = _pressing(rows), since_in_words(scope)
    is_all_done = len(rows) > 0 and bool(rows["is_dealt_with"].all())
    if not told:
        back = of_topic(rows, BACK)
        better = f"; {count(back)} came back under 10%" if back else ""
        done = f" {_all_done(rows)}." if is_all_done else ""
        return f"Nobody newly reached PA, SA or a legal threshold {since}{better}.{done}"
    said = words.listed([f"{count(number)} {what}" for what, number in told.items()])
    if is_all_done:
        among = "" if rows["topic"].isin(list(PRESSING)).all() else "among them "
        return f"{_all_done(rows)}: {among}{said}, {since}."
    return f"{words.sentence(since)}: {said}{_remaining(rows)}."


def nothing_open(rows: pd.DataFrame) -> str:
    """Why no item stands open: nothing changed, or all of it is dealt with."""
    return NOTHING_CHANGED if rows.empty else f"{_all_done(rows)}: see “Dealt with”."


def _pressing(rows: pd.DataFrame) -> dict[str, int]:
    """By what is said of it, how many pupils each of the most pressing topics has."""
    numbers = {said: of_topic(rows, topic) for topic, said in PRESSING.items()}
    return {said: number for said, number in numbers.items() if number}


def _all_done(rows: pd.DataFrame) -> str:
    if len(rows) == 1:
        return "The only item is dealt with"
    return f"All {count(len(rows))} items are dealt with"


def _remaining(rows: pd.DataFrame) -> str:
    """How many of the most pressing items remain, if any of them was dealt with."""
    pressing = rows[rows["topic"].isin(list(PRESSING))]
    items, left = len(pressing), int((~pressing["is_dealt_with"]).sum())
    if left == items:
        return ""
    if left:
        are = "is" if left == 1 else "are"
        return f"; {count(left)} of these {count(items)} items {are} not yet dealt with"
    return "; it is dealt with" if items == 1 else f"; all {count(items)} items are dealt with"


def dealt_with_by(mark: Cell) -> str:
    """Who marked an item as dealt with, and when."""
    return f"{mark.viewer} on {words.day(mark.at)}"


def since_in_words(scope: MondayScope) -> str:
    """The day that is compared with."""
    if scope.since is None:
        return "since the beginning of its marks"
    return f"since {scope.since:%A} {words.day(scope.since)}"


def monday_rules(scope: MondayScope) -> str:
    """Both days, and what is compared."""
    return (
        f"Last marked day {scope.as_of:%A} {words.day(scope.as_of)}, compared "
        f"{since_in_words(scope)}. PA and SA are of the year so far; unexplained absence, N and "
        "overdue reviews stand here as long as they are open."
    )


def changes(rows: pd.DataFrame, scope: MondayScope, whole: int) -> Message:
    """How many items of how many are listed, and by what rules."""
    of_all = "" if len(rows) == whole else f" of {count(whole)}"
    subtitle = (
        f"Legal thresholds are of compulsory school age: {rules.PENALTY_SESSIONS} sessions "
        f"without leave in ten school weeks (close from {rules.PENALTY_CLOSE_SESSIONS}), "
        f"{rules.ILLNESS_DAYS} days with illness (close from {rules.ILLNESS_CLOSE_DAYS}), "
        f"{rules.RUN_DAYS} days in a row without leave (close from {rules.RUN_COMING_DAYS})."
    )
    items = "item" if whole == 1 else "items"
    return Message(f"{count(len(rows))}{of_all} {items} to look at", subtitle)


def change_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts that the rows bring with them, laid out: a line a topic, a column a year group."""
    ordered = rows.sort_values(["year_number"], na_position="last", kind="stable")
    years = list(dict.fromkeys(ordered["year_group"].fillna(NO_YEAR)))
    found: dict[str, dict[str, int]] = {}
    lines = rows.sort_values("topic_place", kind="stable")
    wanted = ("topic", "year_group", "of_topic", "of_topic_and_year")
    for topic, year, of_topic, of_year in zip(*(lines[name] for name in wanted), strict=True):
        line = found.setdefault(topic, dict.fromkeys([ALL_YEARS, *years], 0))
        line[ALL_YEARS] = int(of_topic)
        line[NO_YEAR if words.is_missing(year) else year] = int(of_year)
    return pd.DataFrame([{TOPIC_HEADING: topic} | line for topic, line in found.items()])


def needs(rows: pd.DataFrame, scope: MondayScope) -> Message:
    """How many have no support yet."""
    whole = rows["all_without_support"].iloc[0] if len(rows) else 0
    return Message(
        f"{counted(whole, 'pupil', 'pupils')} of any age: PA or SA, no support",
        "Sixth form and Reception included, which DfE's figure and the first count under Pupils "
        f"leave out. No support recorded, on roll on {words.day(scope.as_of)}; persistently absent "
        "(PA) in the year so far, severely absent (SA) included. Tick a row to open their list.",
    )


def of_topic(rows: pd.DataFrame, topic: str) -> int:
    """How many pupils the topic has: one can reach two thresholds."""
    return rows.loc[rows["topic"] == topic, "person_key"].nunique()
