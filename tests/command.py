"""The command line, in this process or as a program of its own."""

import subprocess
import sys

from typer.testing import CliRunner

from attendance import config
from attendance.__main__ import app


def run(*arguments):
    """The command in this process: its exit code, stdout and stderr."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def printed(*arguments):
    """What a command prints that goes well."""
    outcome = run(*arguments)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def complaint(*arguments):
    """What a command says that is refused: one paragraph on stderr, nothing on stdout."""
    outcome = run(*arguments)
    assert outcome.exit_code == 1, outcome.output
    assert isinstance(outcome.exception, SystemExit)
    assert outcome.stdout == ""
    paragraph = outcome.stderr.strip()
    assert paragraph and "\n" not in paragraph and "Traceback" not in paragraph
    return paragraph


def as_program(*arguments, **environment):
    """The command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "attendance", *map(str, arguments)],
        cwd=config.ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONIOENCODING": "utf-8"} | environment,
        timeout=600,
    )
