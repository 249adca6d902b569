"""The command that makes up a county."""

from pathlib import Path
from typing import Annotated

import typer

from attendance.commands import told
from attendance.errors import QueryError
from attendance.sample import LIMITS, write_county

app = typer.Typer()


@app.command()
def sample(
    output: Annotated[Path, typer.Option(help="Folder to write to; it may hold no files yet.")],
    schools: Annotated[int, typer.Option(help="How many schools.")] = 550,
    pupils: Annotated[int, typer.Option(help="How many pupils on roll.")] = 220_000,
    years: Annotated[int, typer.Option(help="Academic years, the last of them 2024/25.")] = 1,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
) -> None:
    """Make up a county: schools, pupils, marks and term dates in the formats of an import."""
    with told.errors():
        _check(schools, pupils, years, seed)
        _check_folder(output)
        try:
            with told.progress() as progress:
                marks = write_county(output, schools, pupils, years, seed, progress)
        except OSError as error:
            raise QueryError(
                f"{output} could not be written: {error.strerror}. Choose another folder, or make "
                "room: a year of 220,000 pupils takes 3 GB."
            ) from error
        told.say(f"Written: {marks:,} marks of {schools:,} schools, in {output}")


def _check(schools: int, pupils: int, years: int, seed: int) -> None:
    for option, value in {"--schools": schools, "--years": years, "--seed": seed}.items():
        least, most = LIMITS[option]
        if not least <= value <= most:
            raise QueryError(f"{option} {value} is not between {least:,} and {most:,}.")
    least, most = (schools * each for each in LIMITS["--pupils"])
    if not least <= pupils <= most:
        raise QueryError(
            f"--pupils {pupils} does not suit {schools:,} schools: give between {least:,} and "
            f"{most:,}."
        )


def _check_folder(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise QueryError(f"{output} is a file. Name a folder, new or empty.")
    if output.exists() and any(output.iterdir()):
        raise QueryError(f"{output} already holds files. Name a folder that is new or empty.")
