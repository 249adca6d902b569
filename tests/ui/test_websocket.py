"""What a page sends to the browser when messages are made by hand: a reader is not held to the
menu, the boxes and the links of a page, but may send any address and any state of any widget.
"""

import re
import shutil

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from attendance.ui import menu
from attendance.warehouse import reader
from tests.server import served

OWN, OTHER = 900019, 900009
"""A champion's school, and another one with pupils on every list."""
SECONDS = 60
LISTS = ("monday", "pupils", "thresholds")
PAGES_OF_PUPILS = sorted(name for name, needed in menu.NEEDS.items() if needed == "pupil")


@pytest.fixture(scope="module")
def people(sample_version):
    """By school, what would give a pupil away who was never at the other: key, UPN, names."""
    with reader.connection(sample_version).cursor() as cursor:
        rows = cursor.execute(
            "select distinct school_id, pupil_id, person_key, upn, surname || ', ' || forename "
            "from people inner join enrolments using (pupil_id)"
        ).fetchall()
    at = {school: {row[1] for row in rows if row[0] == school} for school in (OWN, OTHER)}
    names = {school: {row[4] for row in rows if row[1] in at[school]} for school in (OWN, OTHER)}
    return {
        school: {
            text.encode()
            for row in rows
            if row[0] == school and row[1] not in at[other]
            for text in row[2:]
            if text and text not in names[other]
        }
        for school, other in ((OWN, OTHER), (OTHER, OWN))
    }


@pytest.fixture(scope="module", params=["governor", "champion"])
def as_role(request, sample_data_dir, tmp_path_factory):
    """The role, and the port of a server that takes everyone for that role at the own school."""
    folder = shutil.copytree(sample_data_dir, tmp_path_factory.mktemp("socket") / "data")
    with served(folder, ATTENDANCE_VIEWER=f"{request.param}:{OWN}") as port:
        yield request.param, port


def sent(port, *runs) -> bytes:
    """All that the server sends over one connection when it is asked for these runs in turn."""
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    received = b""
    with connect(url, proxy=None, max_size=None, subprotocols=["streamlit"]) as socket:
        for run in runs:
            socket.send(run(received).SerializeToString())
            while True:
                message = socket.recv(timeout=SECONDS)
                received += message
                if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
                    break
    return received


def opened(page: str, address: str):
    """A run of the page at that address."""

    def run(received: bytes) -> BackMsg:
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = address
        return asked

    return run


def with_every_widget_at(page: str, address: str, text: str):
    """The same, and every widget that was sent says this text."""

    def run(received: bytes) -> BackMsg:
        asked = opened(page, address)(received)
        for number in set(re.findall(rb"\$\$ID-[0-9a-f]{32}-[\w:-]+", received)):
            widget = asked.rerun_script.widget_states.widgets.add()
            widget.id, widget.string_value = number.decode(), text
        return asked

    return run


def given_away(received: bytes, people: set[bytes]) -> set[bytes]:
    return {each for each in people if each in received}


@pytest.mark.parametrize("page", PAGES_OF_PUPILS)
def test_no_message_brings_pupils_that_are_not_to_be_seen(page, as_role, people):
    role, port = as_role
    key = min(each for each in people[OTHER] if re.fullmatch(rb"[0-9a-f]{16}", each))
    address = f"school={OTHER}&person={key.decode()}"
    received = sent(
        port,
        opened(page, ""),
        opened(page, f"school={OTHER}"),
        opened(page, address),
        with_every_widget_at(page, address, str(OTHER)),
    )
    assert given_away(received, people[OTHER]) <= {key}, "more than the key that was sent"
    own = given_away(received, people[OWN])
    assert own or role == "governor" or page not in LISTS
    assert not own or role == "champion"
