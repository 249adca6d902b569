"""A made-up pack that has everything a pack can have."""

from datetime import date, datetime

from attendance.packs.pack import Chart, Column, Front, Pack, Question, Section, Series, Table

PUPIL, MISSED, SHARE = (
    Column("pupil", "Pupil"),
    Column("absent_sessions", "Sessions missed", "count"),
    Column("absence_rate", "Missed", "rate"),
)
CHANGE, SINCE = Column("change_points", "Change (points)", "points"), Column("on", "Since", "date")
SEVERE = Table(
    "severe",
    "Severely absent pupils",
    (PUPIL, MISSED, SHARE, CHANGE, SINCE),
    (
        ("Flumbapenny, Thimova", 1054, 0.551, -10.66, date(2024, 11, 4)),
        ("=HYPERLINK(“x”)", 70, 0.7143, 0.79, None),
        ("Grindloboggle, Lumumi", 43, None, 0.04, date(2025, 1, 6)),
    ),
    note="Missed 50% or more of their own possible sessions.",
)
LONG = Table(
    "persistent",
    "Persistently absent pupils",
    (PUPIL, MISSED, SHARE),
    tuple((f"Pupil {place}", 40 - place // 4, 0.5 - place / 512) for place in range(130)),
    most=60,
)
LINE = Chart(
    "line",
    "Attendance fell after half term",
    "Attendance by week",
    "Attendance of Alpha falls from 95.0% to 93.2%; Essex stays at 94.1%.",
    labels=("4 Nov", "11 Nov", "18 Nov"),
    series=(
        Series("Alpha", "school", (0.95, None, 0.932)),
        Series("Essex", "home", (0.941, 0.941, 0.941)),
    ),
)
DAY = {"am": {"text": "I", "kind": "authorised"}, "pm": {"text": "/", "kind": "present"}}
STRIP = Chart(
    "strip",
    "Register of Flumbapenny, Thimova",
    "AM over PM",
    "Ill on four Mondays of six.",
    strips=({"name": "Half term 2", "weeks": [{"name": "4 Nov", "days": [DAY] * 5}]},),
)


AGREED = ("pupil", "where", "standing", "absence_rate", "main_reason", "cohorts", "plan", "lead")


def to_agree(severe: int, complex_needs: int) -> Table:
    """Pupils to agree on as the largest secondary school has them, most in two lines or three."""
    told = (
        "Year 10, 10D",
        0.71,
        "Other unauthorised absence (O)",
        "FSM, SEN support, medical need",
    )
    rows = [
        (f"Umbrofernquist, Tavimar {place}", told[0], standing, *told[1:], "none recorded", "Jo")
        for standing, number in (("SA", severe), ("PA", complex_needs))
        for place in range(number)
    ]
    columns = tuple(
        Column(name, name.capitalize(), "rate" if name == "absence_rate" else "text")
        for name in AGREED
    )
    let_in = (*range(severe, len(rows)), *range(severe))
    return Table("to agree", "Pupils to agree on", columns, tuple(rows), "Note.", 14, let_in=let_in)


def made_up(**changes) -> Pack:
    """The pack, but for these changes."""
    return Pack(
        title="Targeting Support Meeting: Alpha Primary",
        school_name="Alpha Primary",
        theme="Persistent patterns, winter illness and Year 11",
        term="spring",
        made_by="local (AST lead)",
        made_at=datetime(2025, 2, 14, 9, 5),
        with_names=True,
        front=Front(
            ("Alpha’s attendance is 93.2%.", "9 pupils are severely absent."),
            SEVERE,
            Table("overdue", "Overdue actions", (PUPIL,), (), empty="No action is overdue."),
        ),
        sections=(
            Section("trends", "Overall trends", ("It fell.",), charts=(LINE, STRIP)),
            Section("persistent", "Persistently absent pupils", (), (LONG,)),
            Section(
                "questions",
                "Questions worth asking",
                questions=(Question("Who rings on the first day?", "3.1 points above Essex"),),
                has_space_for_actions=True,
            ),
        ),
        school_id=115001,
        education_phase="Primary",
        chosen="Alpha Primary; year so far to 14 February 2025",
        source="registers to 14 February 2025",
        is_sample=True,
        notes=("PA: missed 10% or more.",),
    ).but(**changes)
