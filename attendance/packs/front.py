"""Page 1 of a pack, which stands alone: it is also what pages show before a pack is made."""

from attendance import sentences, words
from attendance.errors import DocumentError
from attendance.packs import pupils, since_last, trends
from attendance.packs.asked import Asked
from attendance.packs.pack import Column, Front, Table
from attendance.packs.pupils import Written
from attendance.words import counted, each

MOST_OVERDUE = 8
LEFT_OUT = "an agreed action"


def front(asked: Asked, written: Written) -> Front:
    """Five sentences, the pupils to agree on, overdue actions."""
    return Front(
        sentences=_five(asked),
        to_agree=pupils.to_agree(asked, written),
        overdue=overdue(asked, written),
    )


def _five(asked: Asked) -> tuple[str, ...]:
    """Attendance, PA, SA, whether the gap moves, and how many have no support recorded."""
    scope = asked.scope
    position, among = asked("school/position"), asked("schools/every_school")
    if position.empty:
        raise DocumentError(
            f"No marks of {scope.school_name} are loaded of these weeks. Load them with: "
            "python -m attendance import PATH, or choose another school."
        )
    told = sentences.school_findings(position, among, scope, position.iloc[:0])
    of_pupils = [line for line in told if line.startswith(("Persistent", "Severe"))]
    return (
        sentences.school_answer(position, among, scope),
        *of_pupils,
        trends.gap_each_week(asked),
        f"{sentences.pupils_answer(asked('pupils/totals'), scope)} {_severe(asked)}",
    )


def _severe(asked: Asked) -> str:
    """How many of all who are listed as severely absent have no support recorded, in DfE's figure
    or not."""
    here = pupils.on_roll(asked.severe[0])
    if here.empty:
        return "No pupil on roll is severely absent."
    outside = pupils.in_no_rate(here)
    lacking = int((here["support_step"] == "none").sum())
    return (
        f"Of {counted(len(here), 'severely absent pupil', 'severely absent pupils')} on roll"
        f"{f' ({words.count(outside)} in no rate)' if outside else ''}, {words.count(lacking)} "
        f"{'has' if lacking == 1 else 'have'} no support recorded."
    )


def overdue(asked: Asked, written: Written) -> Table:
    """Actions whose day is past, then support whose review is. Without names the texts of actions
    are left out, for they may name somebody."""
    rows, scope = asked.severe[0], asked.scope
    reviews = rows[rows["is_overdue"] & rows["left_on"].isna()]
    late = [
        (action.what, action.about, action.who, action.by_when)
        if scope.show_names
        else (LEFT_OUT, "", "", action.by_when)
        for action in since_last.overdue(written.agreed, scope)
    ]
    late += [(row.support_due, row.pupil, "", row.support_review.date()) for row in each(reviews)]
    return Table(
        "overdue",
        "Overdue actions",
        (
            Column("what", "What"),
            Column("about", "For"),
            Column("who", "Who"),
            Column("by_when", "By", "date"),
        ),
        tuple(late),
        note="" if scope.show_names else since_last.TEXTS_LEFT_OUT,
        most=MOST_OVERDUE,
        empty="No agreed action, and no review of a severely absent pupil's support, is overdue."
        + _still_open(written),
    )


def _still_open(written: Written) -> str:
    """How many agreed actions are open, and when the next one is due."""
    days = [action.by_when for action in written.agreed if action.state == "open"]
    dated = [day for day in days if day]
    due = f", the next due on {words.day(min(dated))}" if dated else ""
    return (
        f" {counted(len(days), 'agreed action is', 'agreed actions are')} open{due}."
        if days
        else ""
    )
