"""Make the counties that are measured, as the sample command makes them."""

import shutil
from pathlib import Path

from attendance.sample import write_county
from benchmarks.county.workplace import Workplace

SEED = 1


def make_year(place: Workplace) -> dict:
    """One academic year."""
    return _made(place.county, place.schools, place.pupils, years=1)


def make_years(place: Workplace) -> dict:
    """Several academic years, the last of them the same as the one year's."""
    return _made(place.many_years, place.schools, place.pupils, place.years)


def _made(target: Path, schools: int, pupils: int, years: int) -> dict:
    """Write beside and rename, so that a folder that is there is complete."""
    if not target.exists():
        beside = target.with_name(f".{target.name}")
        shutil.rmtree(beside, ignore_errors=True)
        write_county(beside, schools, pupils, years, SEED)
        beside.rename(target)
    sizes = {path.name: path.stat().st_size for path in sorted(target.iterdir())}
    return {"bytes_of_files": sizes}
