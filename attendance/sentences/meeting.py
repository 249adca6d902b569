"""The meeting with a school: its agenda, what was agreed, what is overdue, and a reminder."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from attendance import words
from attendance.words import Cell, counted

POINT_SINCE, POINT_TRENDS, POINT_COMPARED, POINT_SEVERE, POINT_PERSISTENT, POINT_AGREED = (
    "since",
    "trends",
    "compared",
    "severe",
    "persistent",
    "agreed",
)
STATES = {"open": "open", "done": "done", "dropped": "dropped"}
MEETING_STATUSES = {
    "booked": "booked",
    "held": "open",
    "closed": "closed",
    "cancelled": "cancelled",
    "moved": "moved",
}
"""What a meeting's status is called; one that is being held is open."""

FOR_SCHOOL = "The school"
NO_ACTIONS = "Nothing is agreed yet. Each action is saved as soon as it is recorded."
NOBODY_DISCUSSED = "No pupil is marked as discussed yet."
NO_OPEN_ACTIONS = "No action of an earlier meeting is open."
NOTHING_OVERDUE = "No action is overdue."
NO_MEETINGS = "No meeting with this school is written down yet."
DISCUSSED_MARK = "✓ "
TICK_DISCUSSED = (
    "Tick pupils at the left of the list, and mark them as discussed; a ✓ then stands before the "
    "name."
)
TEXTS_HIDDEN = (
    "What was agreed, and the forms, are hidden while pupils are shown by pseudonyms: what is "
    "typed may name somebody."
)
NO_MEETING_BOOKED = (
    "No meeting with this school is booked or open. The authority's AST lead opens one here; "
    "between meetings you keep the actions up to date."
)
CHAMPION_AWAY = (
    "The senior attendance champion is not among those who came; in Essex the champion must attend."
)
NO_NAMES_IN_REMINDER = (
    "A reminder names no pupil: emails travel further than a school's own system."
)


def agenda(home: str) -> dict[str, str]:
    """The points of the agenda, in order, by name."""
    return {
        POINT_SINCE: "1. Since the last meeting",
        POINT_TRENDS: "2. Trends and patterns",
        POINT_COMPARED: f"3. England, {home} and similar schools",
        POINT_SEVERE: "4. Severely absent pupils (SA)",
        POINT_PERSISTENT: "5. Persistently absent pupils (PA)",
        POINT_AGREED: "6. Agreed today",
    }


def meeting_answer(
    school: str, chosen: Cell, found: Sequence[Cell], talked_of: int, today: date
) -> str:
    """Where the school's meetings and actions stand, in one sentence."""
    late = sum(each.is_overdue(today) for each in found)
    still = sum(each.status == "open" for each in found)
    overdue = f", {late} of them overdue" if late else ""
    left = f"{counted(still, 'action is', 'actions are')} open{overdue}" if still else ""
    if chosen is None:
        return f"{school}: no meeting is booked or open; {left or 'no action is open'}."
    agreed = sum(each.meeting_key == chosen.meeting_key for each in found)
    if chosen.took_place:
        said = (
            f"{counted(agreed, 'action', 'actions')} agreed, "
            f"{counted(talked_of, 'pupil', 'pupils')} discussed"
        )
        return f"{school}: the meeting of {words.day(chosen.held_on)} is {status(chosen)}; {said}."
    return (
        f"{school}: the next meeting is on {words.day(chosen.held_on)}{_at(chosen)}; "
        f"{left or 'no action is open'}."
    )


def meeting_figures(
    found: Sequence[Cell], marks: Sequence[Cell], held: Sequence[Cell], today: date
) -> list[tuple[str, str, str]]:
    """Open and overdue actions, pupils discussed and the last meeting."""
    states = Counter(each.status for each in found)
    late = [each for each in found if each.is_overdue(today)]
    oldest = min((each.by_when for each in late), default=None)
    leads = sum(each.lead_practitioner is not None for each in marks)
    last = held[0] if held else None
    return [
        ("Open actions", words.count(states["open"]), f"{states['done']} done so far"),
        (
            "Overdue actions",
            words.count(len(late)),
            "none" if oldest is None else f"oldest due {words.day(oldest)}",
        ),
        ("Pupils discussed", words.count(len(marks)), f"{leads} with a lead practitioner"),
        (
            "Meetings held",
            words.count(len(held)),
            "none yet" if last is None else f"last on {words.day(last.held_on)}",
        ),
    ]


def meeting_name(meeting: Cell) -> str:
    """A meeting as it is chosen among others."""
    starts_at = f", {meeting.starts_at}" if meeting.starts_at else ""
    return f"{words.day(meeting.held_on)}{starts_at} ({status(meeting)})"


def meeting_head(meeting: Cell) -> str:
    """What is known of a meeting before it begins."""
    about = [f"{words.sentence(meeting.term)} term {meeting.academic_year}"]
    about += [f"theme: {meeting.theme}"] if meeting.theme != meeting.term else []
    about += [f"with {meeting.team_member}"] if meeting.team_member else []
    about += [meeting.place] if meeting.place else []
    return f"Meeting of {meeting_name(meeting)}. {'; '.join(about)}."


def status(meeting: Cell) -> str:
    """What its status is called."""
    return MEETING_STATUSES[meeting.status]


def action_rows(
    found: Sequence[Cell], names: Mapping[str, str], today: date, schools: Mapping[int, str] = {}
) -> list[dict[str, str]]:
    """Actions as cells of a table; with the school's name where there are several."""
    return [
        {"By when": words.day(each.by_when)}
        | ({"School": schools.get(each.school_id, "")} if schools else {})
        | {
            "What": each.what,
            "About": action_about(each.person_key, names),
            "Who": each.who,
            "State": state(each, today),
            "Note": each.note,
        }
        for each in found
    ]


def action_history(
    found: Sequence[Cell], names: Mapping[str, str], today: date
) -> list[dict[str, str]]:
    """Every version of actions as cells of a table, with when and by whom it was written."""
    return [
        {
            "Written": words.moment(each.at),
            "By": f"{each.viewer} ({words.role(each.role)})",
            "Version": str(each.version),
        }
        | row
        for each, row in zip(found, action_rows(found, names, today), strict=True)
    ]


def action_states(found: Sequence[Cell], today: date) -> list[dict[str, str]]:
    """The same without what was typed, which may name somebody."""
    return [{"By when": words.day(each.by_when), "State": state(each, today)} for each in found]


def state(action: Cell, today: date) -> str:
    """What an action's state is called; one that is past its day is overdue."""
    return "overdue" if action.is_overdue(today) else STATES[action.status]


def action_about(person_key: str | None, names: Mapping[str, str]) -> str:
    """Whom an action is for."""
    return FOR_SCHOOL if person_key is None else names.get(person_key, "A pupil")


def action_choice(action: Cell, names: Mapping[str, str], today: date) -> str:
    """An action as it is offered to be changed."""
    what = action.what if len(action.what) <= 60 else f"{action.what[:59]}…"
    whom = "" if action.person_key is None else f" ({action_about(action.person_key, names)})"
    return f"{words.day(action.by_when)}: {what}{whom}, {action.who} ({state(action, today)})"


def discussed_rows(marks: Sequence[Cell], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Pupils discussed as cells of a table."""
    return [
        {
            "Pupil": names.get(each.person_key, "A pupil"),
            "Lead practitioner": each.lead_practitioner or "none agreed",
        }
        for each in marks
    ]


def attendee_rows(coming: Sequence[Cell], parts: Mapping[str, str]) -> list[dict[str, str]]:
    """Those of a meeting as cells of a table."""
    return [{"Who": each.name, "As": parts[each.part], "State": each.state} for each in coming]


def past_rows(found: Sequence[Cell], agreed: Mapping[str, int], marks: Mapping[str, int]):
    """Every meeting of a school as cells of a table, moved and cancelled ones too."""
    return [
        {
            "Day": f"{words.day(each.held_on)}{_at(each)}",
            "Term": f"{words.sentence(each.term)} {each.academic_year}",
            "Status": status(each),
            "Actions": str(agreed.get(each.meeting_key, 0)),
            "Pupils discussed": str(marks.get(each.meeting_key, 0)),
            "Note": each.note,
        }
        for each in found
    ]


def overdue_of(late: Sequence[Cell]) -> str:
    """How many actions are overdue, of how many people and schools."""
    people = counted(len({each.who for each in late}), "person", "people")
    schools = counted(len({each.school_id for each in late}), "school", "schools")
    return f"{counted(len(late), 'action is', 'actions are')} overdue, of {people} in {schools}."


def reminder(who: str, late: Sequence[Cell], schools: Mapping[int, str]) -> str:
    """A text to send to one person about the actions that are past their day; without pupils'
    names."""
    lines = [
        f"- {schools.get(each.school_id, 'the school')}: {each.what}"
        f"{'' if each.person_key is None else ' (for a pupil: see the record of the meeting)'}; "
        f"agreed for {words.day(each.by_when)}"
        for each in late
    ]
    meetings, are = ("Meeting", "is") if len(late) == 1 else ("Meetings", "are")
    first = (
        f"at our Targeting Support {meetings} we agreed the following, which {are} past the day:"
    )
    last = (
        "Please tell us what was done, or by when it will be. If it is no longer needed, say so "
        "and why, and we will note that."
    )
    dear = f"Dear {who.partition(',')[0].strip()},"
    return "\n".join([dear, "", first, "", *lines, "", last, "", "Thank you"])


def action_saved(agreed: Cell) -> str:
    """What is told after saving."""
    return f"Saved: {agreed.who} by {words.day(agreed.by_when)}."


def _at(meeting: Cell) -> str:
    return f", {meeting.starts_at} to {meeting.ends_at}" if meeting.starts_at else ""
