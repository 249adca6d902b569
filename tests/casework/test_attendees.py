"""Who comes to a meeting, whom the authority invites, and who of the team holds it."""

from datetime import date

import pytest

from attendance.access import Viewer
from attendance.casework import attendees, booking, contacts, team
from attendance.casework.audit import entries
from attendance.casework.booking import Wish
from attendance.casework.contacts import Given
from attendance.errors import AccessError, AttendanceError
from tests.casework.meeting_people import AST_LEAD, CHAMPION, NOBODIES, OTHER, OWN


@pytest.fixture
def meeting(engine, sample_version):
    wish = Wish(date(2025, 2, 10), "spring", "")
    return booking.book(engine, AST_LEAD, sample_version, [OWN], [wish])[0]


@pytest.fixture
def invite(engine, sample_version, meeting):
    def write(*who, viewer=CHAMPION, **more):
        attendees.invite(engine, viewer, sample_version, meeting, who, **more)

    return write


@pytest.fixture
def coming(engine, sample_version, meeting):
    """Part, name and state of each."""
    return lambda viewer=CHAMPION: [
        (each.part, each.name, each.state)
        for each in attendees.of_meeting(engine, viewer, sample_version, meeting)
    ]


@pytest.fixture
def set_state(engine, sample_version, meeting):
    def write(place, state, follows=1, viewer=CHAMPION):
        found = attendees.of_meeting(engine, AST_LEAD, sample_version, meeting)
        key = found[place].attendee_key
        attendees.set_state(engine, viewer, sample_version, meeting, key, state, follows=follows)

    return write


def test_who_is_invited_confirms_and_comes(invite, set_state, coming):
    invite(("champion", " Ann\x00 Field "), ("governor", "Sam Hill"), viewer=AST_LEAD)
    invite(("other", "Lee Park"), state="attended")
    set_state(0, "confirmed")
    set_state(0, "attended", 2)
    assert coming() == [
        ("champion", "Ann Field", "attended"),
        ("governor", "Sam Hill", "invited"),
        ("other", "Lee Park", "attended"),
    ]
    set_state(1, "not invited", viewer=AST_LEAD)
    assert [name for _, name, _ in coming()] == ["Ann Field", "Lee Park"]


def test_what_is_wrong_is_said(invite, set_state, coming):
    for who, said in (
        (("chair", "Ann"), "Nobody comes as 'chair'"),
        (("champion", "  "), "Write the name"),
        (("champion", "x" * 81), "at most 80"),
    ):
        with pytest.raises(AttendanceError, match=said):
            invite(who)
    with pytest.raises(AttendanceError, match="somebody first"):
        invite()
    invite(("champion", "Ann"))
    with pytest.raises(AttendanceError, match="Nobody is 'late'"):
        set_state(0, "late")
    set_state(0, "attended")
    with pytest.raises(AttendanceError, match="Someone else changed this list"):
        set_state(0, "absent")
    assert coming() == [("champion", "Ann", "attended")]


@pytest.mark.parametrize("viewer", NOBODIES)
def test_nobody_invites_or_reads_beyond_role_and_schools(viewer, invite, set_state, coming):
    invite(("champion", "Ann"))
    for attempt in (
        lambda: invite(("governor", "Sam"), viewer=viewer),
        lambda: set_state(0, "attended", viewer=viewer),
        lambda: coming(viewer),
    ):
        with pytest.raises(AccessError):
            attempt()
    assert coming() == [("champion", "Ann", "invited")]


def test_the_log_holds_parts_and_no_names(invite, meeting, engine):
    invite(("champion", "Ann Field"))
    entry = entries(engine)[0]
    assert entry["action"] == "meeting: invited"
    assert entry["detail"] == {"meeting_key": meeting, "school_id": OWN, "parts": ["champion"]}


ANN = Given(OWN, "champion", "Ann Field", "ann@school.example", "01234 567890")


@pytest.fixture
def save(engine, sample_version):
    return lambda *given, viewer=AST_LEAD: contacts.save(engine, viewer, sample_version, given)


@pytest.fixture
def of_schools(engine, sample_version):
    return lambda viewer=AST_LEAD: [
        (each.school_id, each.part, each.name, each.version)
        for each in contacts.of_schools(engine, viewer, sample_version)
    ]


def test_contacts_are_kept_by_school_and_part(save, of_schools):
    governor = Given(OWN, "governor", "Sam Hill")
    assert save(governor, ANN, Given(OTHER, "specialist 1", "Jo")) == 3
    assert of_schools() == [
        (OWN, "champion", "Ann Field", 1),
        (OWN, "governor", "Sam Hill", 1),
        (OTHER, "specialist 1", "Jo", 1),
    ]
    assert of_schools(CHAMPION) == of_schools()[:2]


def test_only_what_changed_is_written(save, of_schools, engine):
    save(ANN)
    assert save(ANN, Given(OWN, "governor", "")) == 0
    assert len(entries(engine)) == 1
    assert save(Given(OWN, "champion", "Lee Park")) == 1
    assert of_schools() == [(OWN, "champion", "Lee Park", 2)]
    save(Given(OWN, "champion", ""))
    assert of_schools() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([Given(OWN, "chair", "Ann")], "'chair' is no contact"),
        ([Given(OWN, "champion", "Ann", "nowhere")], "no email address"),
        ([Given(OWN, "champion", "x" * 81)], "at most 80"),
        ([ANN, Given(OWN, "champion", "Lee")], "two contacts of one kind"),
    ],
)
def test_wrong_contacts_are_refused_whole(given, said, save, of_schools):
    with pytest.raises(AttendanceError, match=said):
        save(Given(OTHER, "champion", "Sam"), *given)
    assert of_schools() == []


@pytest.mark.parametrize("viewer", [CHAMPION, *NOBODIES])
def test_only_an_ast_lead_keeps_contacts_and_team(viewer, save, of_schools, engine):
    with pytest.raises(AccessError):
        save(ANN, viewer=viewer)
    with pytest.raises(AccessError):
        save(Given(111111, "champion", "Ann"))
    with pytest.raises(AccessError):
        team.save(engine, viewer, "Jo Reed")
    assert of_schools() == [] and team.members(engine, AST_LEAD) == []


def test_members_of_the_team_come_and_go(engine):
    team.save(engine, AST_LEAD, " Jo  Reed ", "Mid", "jo@county.example")
    team.save(engine, AST_LEAD, "Ann Field", "South")
    team.save(engine, AST_LEAD, "Jo Reed", "West", is_active=False, follows=1)
    assert [
        (each.name, each.quadrant, each.is_active, each.version)
        for each in team.members(engine, CHAMPION)
    ] == [("Ann Field", "South", True, 1), ("Jo Reed", "West", False, 2)]
    for name, email, said in (
        ("Jo Reed", "", "Someone else changed this member"),
        (" ", "", "Write the name"),
        ("Lee", "lee", "no email address"),
    ):
        with pytest.raises(AttendanceError, match=said):
            team.save(engine, AST_LEAD, name, email=email)
    with pytest.raises(AccessError):
        team.members(engine, Viewer("chair", "governor", (OWN,)))
