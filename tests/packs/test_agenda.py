"""The agenda to send beforehand: its times add up, and it says who comes with what."""

from datetime import date, datetime

import pandas as pd
import pytest

from attendance import config
from attendance.errors import DocumentError
from attendance.packs.agenda import Agenda, Slot, agenda

DAY = date(2025, 3, 5)
OPEN = Slot()


def made(slot: Slot = OPEN, phase: str | None = "Primary") -> Agenda:
    """An agenda by the shipped file."""
    return agenda(
        pd.read_csv(config.REFERENCE / "tsm_agenda.csv"),
        school_name="Alpha",
        education_phase=phase,
        theme="Winter illness",
        term="spring",
        questions=["Which patterns of the autumn go on?"],
        slot=slot,
        made_by="local (AST lead)",
        made_at=datetime(2025, 2, 14, 9, 5),
    )


@pytest.mark.parametrize(
    ("slot", "phase", "minutes"),
    [
        (Slot(), "Primary", 90),
        (Slot(), "Secondary", 180),
        (Slot(), None, 90),
        (Slot(DAY, "09:00", "10:30"), "Secondary", 90),
        (Slot(DAY, "13:30", "16:30"), "Primary", 180),
        (Slot(DAY, "09:00"), "Secondary", 180),
    ],
)
def test_the_items_fill_the_meeting(slot, phase, minutes):
    found = made(slot, phase)
    assert found.minutes == minutes
    assert all(item.minutes >= 5 and item.minutes % 5 == 0 for item in found.items)


def test_the_file_plans_ninety_minutes_as_they_stand():
    rows = pd.read_csv(config.REFERENCE / "tsm_agenda.csv")
    planned = rows[rows["kind"] == "item"]["minutes"].astype(int).tolist()
    assert sum(planned) == 90
    assert [item.minutes for item in made().items] == planned


def test_items_begin_by_the_clock_where_it_is_known():
    found = made(Slot(DAY, "13:30", "15:00", "at the school"))
    assert [item.begins for item in found.items][:4] == ["13:30", "13:35", "13:45", "14:00"]
    assert found.when == "Wednesday 5 March 2025, 13:30 to 15:00, at the school"
    open_day = made()
    assert open_day.when == "Day and time to be agreed"
    assert [item.begins for item in open_day.items][:2] == ["at the start", "after 5 minutes"]


def test_it_says_who_must_come_and_holds_essexs_topics():
    found = made()
    assert found.who[0] == "Senior attendance champion (must attend)"
    items = " ".join(item.item for item in found.items)
    for topic in ("trends", "England", "Severely absent", "several agencies"):
        assert topic in items
    assert found.bring and found.questions


@pytest.mark.parametrize("slot", [Slot(DAY, "09:00", "09:00"), Slot(DAY, "nine", "10:00")])
def test_times_that_make_no_sense_are_refused(slot):
    with pytest.raises(DocumentError):
        made(slot)
