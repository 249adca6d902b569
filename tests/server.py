"""The dashboard as a program of its own, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attendance import config

SECONDS_TO_START = 60


@contextmanager
def served(data_dir: Path, address: str = "127.0.0.1", **settings: str) -> Iterator[int]:
    """Run `streamlit run app.py` on the data folder; the port it answers at. `settings` are
    environment variables; the developer's own do not count."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.address", address, "--server.port", str(port)]
    log = data_dir.with_name(f"{data_dir.name}-server-{port}.log")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, *options],
            cwd=config.ROOT,
            env=_without_settings() | {config.DATA_DIR_VARIABLE: str(data_dir)} | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_healthy(server, port, log)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    """A port that nothing listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(url: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str]]:
    """Status and headers (names in lower case) of a request past any proxy of the environment."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with opener.open(request, timeout=10) as response:
            return response.status, _lowered(response.headers)
    except urllib.error.HTTPError as refusal:
        return refusal.code, _lowered(refusal.headers)


def _lowered(headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ATTENDANCE_")}


def _wait_until_healthy(server: subprocess.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            if status(f"http://127.0.0.1:{port}/_stcore/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
