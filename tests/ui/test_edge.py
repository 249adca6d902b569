"""Who may connect: the middleware by itself, then the real server from another address."""

import asyncio
import os
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from attendance.ui.edge import FORWARDING, HIDDEN_PATHS, REFUSAL, SECURITY_HEADERS, Edge
from tests.server import served, status

LOOPBACK = ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1")
ELSEWHERE = (
    "192.0.2.7",
    "10.0.0.1",
    "169.254.1.1",
    "::ffff:192.0.2.7",
    "2001:db8::1",
    "0.0.0.0",
    "",
)
NOT_OURS = (
    "attendance.example",
    "127.0.0.1.example",
    "localhost.example:80",
    "192.0.2.7",
    "[::2]",
    "",
)


def waited_for(coroutine):
    """Run it in a thread of its own: Playwright leaves a loop running in the tests' thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def asked(type_="http", client="127.0.0.1", host="localhost:8501", path="/", **headers):
    """What Edge sends to such a request, and whether the app behind it was reached."""
    sent, reached = [], []

    async def app(scope, receive, send):
        reached.append(scope["type"])
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"figures"})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.accept"})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "websocket.connect"}

    named = {"host": host} | headers
    scope = {
        "type": type_,
        "path": path,
        "method": "GET",
        "client": (client, 50000) if client is not None else None,
        "headers": [
            (name.replace("_", "-").lower().encode(), value.encode())
            for name, value in named.items()
            if value is not None
        ],
    }
    waited_for(Edge(app)(scope, receive, send))
    return sent, bool(reached)


def is_let_in(**request):
    """Whether an http request and a websocket of that kind both reach the app."""
    http, reached = asked("http", **request)
    socket_sent, socket_reached = asked("websocket", **request)
    assert reached == socket_reached
    if reached:
        assert http[0]["status"] == 200 and socket_sent == [{"type": "websocket.accept"}]
    else:
        assert http[0]["status"] == 403 and http[1]["body"] == REFUSAL.encode()
        assert socket_sent == [{"type": "websocket.close", "code": 1008, "reason": "local only"}]
    return reached


@pytest.mark.parametrize("client", LOOPBACK)
def test_this_machine_is_let_in(client):
    assert is_let_in(client=client)


@pytest.mark.parametrize("client", [*ELSEWHERE, "not an address", None])
def test_another_machine_is_refused(client):
    assert not is_let_in(client=client)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8501", "127.0.0.1:80", "[::1]", "[::1]:9"]
)
def test_a_name_of_this_machine_is_let_in(host):
    assert is_let_in(host=host)


@pytest.mark.parametrize("host", [*NOT_OURS, None])
def test_a_request_under_another_name_is_refused(host):
    assert not is_let_in(host=host)


@pytest.mark.parametrize("header", FORWARDING)
def test_what_a_proxy_passed_on_is_refused(header):
    assert not is_let_in(**{header: "127.0.0.1"})
    assert not is_let_in(**{header.title(): ""})


def test_the_usual_headers_of_proxies_are_known():
    assert {"forwarded", "x-forwarded-for", "x-real-ip", "via"} <= set(FORWARDING)


def test_answers_carry_the_security_headers():
    (start, _), _ = asked()
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert headers == {name.lower(): value for name, value in SECURITY_HEADERS.items()}
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src" not in policy and "unsafe-eval" not in policy


@pytest.mark.parametrize("path", sorted(HIDDEN_PATHS))
def test_the_metrics_are_hidden(path):
    sent, reached = asked(path=path)
    assert sent[0]["status"] == 404
    assert not reached


def test_the_lifespan_passes_through():
    sent, reached = asked("lifespan", client=None, host=None)
    assert reached and sent == []


@pytest.fixture(scope="module")
def port(sample_data_dir, tmp_path_factory):
    """A server that listens at every address of this machine."""
    data_dir = shutil.copytree(sample_data_dir, tmp_path_factory.mktemp("edge") / "data")
    with served(data_dir, address="0.0.0.0") as port:
        yield port


@pytest.fixture
def other_address():
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; picks the way out
            address = probe.getsockname()[0]
        except OSError:
            address = "127.0.0.1"
    if address.startswith("127."):
        reason = "this machine has no address but loopback"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return address


def opens_socket(address, port, **headers):
    """Whether the websocket that pages are sent over can be opened."""

    url = f"ws://{address}:{port}/_stcore/stream"
    try:
        with connect(url, additional_headers=headers, proxy=None):
            return True
    except InvalidStatus as refused:
        assert refused.response.status_code == 403
        return False


def test_the_server_answers_this_machine(port):
    code, headers = status(f"http://127.0.0.1:{port}/")
    assert code == 200
    assert {name.lower(): value for name, value in SECURITY_HEADERS.items()}.items() <= (
        headers.items()
    )
    assert opens_socket("127.0.0.1", port)


@pytest.mark.parametrize("path", ["/", "/essex_and_england", "/_stcore/health", "/media/x.csv"])
def test_the_server_refuses_another_address(path, port, other_address):
    assert status(f"http://{other_address}:{port}{path}")[0] == 403
    local_name = {"Host": "localhost"}
    assert status(f"http://{other_address}:{port}{path}", local_name)[0] == 403


def test_the_server_opens_no_websocket_to_another_address(port, other_address):
    assert not opens_socket(other_address, port)


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "127.0.0.1"}, {"Via": "1.1 proxy"}])
def test_the_server_refuses_what_came_through_a_proxy(headers, port):
    assert status(f"http://127.0.0.1:{port}/", headers)[0] == 403
    assert not opens_socket("127.0.0.1", port, **headers)


def test_the_server_refuses_a_foreign_name(port):
    assert status(f"http://127.0.0.1:{port}/", {"Host": "attendance.example"})[0] == 403


def test_the_server_hides_its_metrics(port):
    assert status(f"http://127.0.0.1:{port}/_stcore/metrics")[0] == 404
