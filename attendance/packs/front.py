"""Page 1 of a pack, which stands alone: it is also what pages show before a pack is made."""

from attendance import sentences
from attendance.errors import DocumentError
from attendance.packs import pupils
from attendance.packs.asked import Asked
from attendance.packs.listing import each
from attendance.packs.pack import Front
from attendance.packs.pupils import Written
from attendance.words import Cell, counted


def front(asked: Asked, written: Written) -> Front:
    """Five sentences, the pupils to agree on, overdue actions."""
    return Front(
        sentences=_five(asked),
        to_agree=pupils.to_agree(asked, written),
        overdue=pupils.overdue(asked, written),
    )


def _five(asked: Asked) -> tuple[str, ...]:
    """Attendance, PA, SA, whether the gap moves, and how many have no support recorded."""
    scope = asked.scope
    position, among = asked("school/position"), asked("schools/every_school")
    if position.empty:
        raise DocumentError(f"No marks of {scope.school_name} are loaded of these weeks.")
    told = sentences.school_findings(position, among, scope, position.iloc[:0])
    of_pupils = [line for line in told if line.startswith(("Persistent", "Severe"))]
    gap = sentences.weekly_gap(asked("school/weekly_gap"), scope)
    totals = asked("pupils/totals")
    row: Cell = next(row for row in each(totals) if row.band == "severe")
    severe = counted(row.on_roll, "severely absent pupil", "severely absent pupils")
    have = "has" if row.without_support == 1 else "have"
    alone = f"Of {severe} on roll, {row.without_support} {have} no support recorded."
    if not row.on_roll:
        alone = "No pupil on roll is severely absent."
    return (
        sentences.school_answer(position, among, scope),
        *of_pupils,
        f"Weekly gap to {scope.home}: {gap.title[:1].lower()}{gap.title[1:]}.",
        f"{sentences.pupils_answer(totals, scope)} {alone}",
    )
