"""Ask every engine the eight questions in turn, when their answers are the same."""

import json
import os
import statistics
import subprocess
import time
from pathlib import Path

import pandas as pd

from attendance import config
from benchmarks.county import processes, questions
from benchmarks.county.asked import ENGINES, OURS
from benchmarks.county.workplace import Workplace

ROUNDS = 9
ENOUGH_SECONDS = 300
"""After the least of rounds, no new one begins when so much time has gone by."""
LEAST_ROUNDS = 7
ROUNDS_OF_PANDAS = 3
"""It takes longest by far, so that all its rounds would not fit into a step."""


class Server:
    """An engine in its own process."""

    def __init__(self, engine: str, given: Path, data_dir: Path) -> None:
        command = processes.python("benchmarks.county.asked", engine, given, data_dir)
        self.engine = engine
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=config.ROOT
        )
        self.questions = self._read()["questions"]

    def ask(self, name: str) -> dict[str, float]:
        """What one answer took."""
        return self._send(f"ask {name}")

    def answer(self, name: str, file: Path) -> pd.DataFrame:
        """The answer itself."""
        self._send(f"save {name} {file}")
        return pd.read_pickle(file)

    def end(self) -> float:
        """End the process; its most memory in megabytes."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss * 1024 / 1e6

    def _send(self, line: str) -> dict:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> dict:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The process of {self.engine} ended.")
        return json.loads(line)


def ask_all(place: Workplace) -> dict:
    """Compare every answer with ours, then ask round by round."""
    servers = [Server(engine, place.given, place.data("year")) for engine in ENGINES]
    differences = _differences(servers, place.folder / "answer.pickle")
    times = _in_turn(servers)
    memory = {server.engine: server.end() for server in servers}
    return {"differences": differences, "times": times, "peak_megabytes": memory}


def ask_ours(place: Workplace, data: str) -> dict:
    """Ask ours alone of a data folder; what it took, and the most memory."""
    server = Server(OURS, place.given, place.data(data))
    times = _in_turn([server])
    return {"times": times, "peak_megabytes": server.end()}


def _differences(servers: list[Server], file: Path) -> dict[str, dict[str, int]]:
    """By engine and question, the rows that differ from ours, and by ours, how many there are."""
    found: dict[str, dict[str, int]] = {server.engine: {} for server in servers}
    ours, *others = servers
    for name in ours.questions:
        answer = ours.answer(name, file)
        found[ours.engine][name] = len(answer)
        for server in others:
            if name in server.questions:
                theirs = server.answer(name, file)
                found[server.engine][name] = questions.differences(name, answer, theirs)
    file.unlink()
    return found


def _in_turn(servers: list[Server]) -> dict[str, dict[str, dict[str, float]]]:
    """Every engine once a round; the first round warms up and does not count."""
    taken: dict[str, dict[str, list]] = {server.engine: {} for server in servers}
    start = time.perf_counter()
    for number in range(ROUNDS + 1):
        if number > LEAST_ROUNDS and time.perf_counter() - start > ENOUGH_SECONDS:
            break
        for name in questions.NAMES:
            for server in servers:
                is_over = server.engine.startswith("pandas") and number > ROUNDS_OF_PANDAS
                if name in server.questions and not is_over:
                    once = server.ask(name)
                    if number:
                        taken[server.engine].setdefault(name, []).append(once)
    return {
        engine: {name: _summary(each) for name, each in named.items()}
        for engine, named in taken.items()
    }


def _summary(each: list[dict[str, float]]) -> dict[str, float]:
    walls = [once["ms"] for once in each]
    return {
        "median_ms": statistics.median(walls),
        "least_ms": min(walls),
        "cpu_ms": statistics.median(once["cpu_ms"] for once in each),
        "rounds": len(each),
    }
