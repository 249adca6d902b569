"""Run a command to its end and say what it took: wall, CPU of all threads, most memory."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass

from attendance import config


@dataclass(frozen=True)
class Used:
    """What a process took."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float


def python(*arguments: object) -> list[str]:
    """A command that runs a module with the Python of this process."""
    return [sys.executable, "-m", *map(str, arguments)]


def used(command: list[str]) -> dict[str, float]:
    """Run the command and give what it took as a dict."""
    return asdict(run(command)[0])


def run(command: list[str]) -> tuple[Used, str]:
    """Run the command; what it took, and what it printed. SystemExit if it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=printed, cwd=config.ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        text = printed.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}.\n{text}")
    cpu = usage.ru_utime + usage.ru_stime
    return Used(seconds, cpu, usage.ru_maxrss * 1024 / 1e6), text
