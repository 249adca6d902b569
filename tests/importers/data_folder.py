"""What tests do with a data folder: hand files over, ask the warehouse, compare the bytes."""

from datetime import date
from hashlib import sha256
from pathlib import Path

from attendance.importers import imports
from attendance.importers.imports import Report
from attendance.warehouse import reader, versions
from tests.importers.release_files import PUBLISHED, Release


class Handover:
    """A person with files, and the data folder that they are imported into."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.folder = folder
        self.data_dir = data_dir

    def write(self, made: Release | str | bytes, name="EES_ytd_data.csv", on=PUBLISHED) -> Path:
        """Write a file into a folder that is named by its publication date."""
        path = self.folder / on / name
        if isinstance(made, Release):
            return made.save(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode("utf-8") if isinstance(made, str) else made)
        return path

    def take(self, *made: Release, on: str = PUBLISHED, **dates: date) -> Report:
        """Write releases, import them at once, and expect that all are good."""
        paths = [self.write(one, f"{place}.csv", on) for place, one in enumerate(made)]
        report = imports.import_paths(paths, self.data_dir, **dates)
        assert not report.refused
        return report

    def refusals(self, path: Path, **dates: date) -> list[str]:
        """Import a file and return what it was refused for."""
        return imports.import_paths([path], self.data_dir, **dates).refused

    def ask(self, sql: str) -> list[tuple]:
        """Rows of the warehouse in use, read as pages read it."""
        version = versions.current(self.data_dir)
        assert version is not None
        with reader.connection(version).cursor() as cursor:
            return cursor.execute(sql).fetchall()

    def bytes_of(self) -> dict[str, str]:
        """Checksum of every file in the data folder, but for the lock."""
        return {
            str(path.relative_to(self.data_dir)): sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.data_dir.rglob("*"))
            if path.is_file() and path.name != ".lock"
        }
