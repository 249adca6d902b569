"""Where a run keeps its files and the results of its steps."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from attendance.warehouse import versions


@dataclass(frozen=True)
class Workplace:
    """The folder of a run, and the size of the county that it makes."""

    folder: Path
    schools: int
    pupils: int
    years: int

    @property
    def county(self) -> Path:
        """A county of one year."""
        return self.folder / "county"

    @property
    def many_years(self) -> Path:
        """A county of several years."""
        return self.folder / "years"

    @property
    def marks_file(self) -> Path:
        """The CSV file of the one year's marks."""
        return next(self.county.glob("marks-*.csv"))

    @property
    def given(self) -> Path:
        """The tables that every engine is given as Parquet."""
        return self.folder / "given"

    def data(self, name: str) -> Path:
        """A data folder of the program."""
        return self.folder / f"data-{name}"

    def warehouse(self, name: str) -> Path:
        """The warehouse that is in use in one of the data folders."""
        version = versions.current(self.data(name))
        assert version is not None, f"the step that fills {self.data(name)} comes first"
        return version.path

    def settle(self) -> None:
        """Make the folder one of this county; one of another county is not gone on with."""
        settings = {key: value for key, value in asdict(self).items() if key != "folder"}
        path = self.folder / "settings.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(json.dumps(settings), encoding="utf-8")
        found = json.loads(path.read_text(encoding="utf-8"))
        if found != settings:
            raise SystemExit(f"{self.folder} holds a run of {found}. Name another --folder.")

    def result(self, step: str) -> dict | None:
        """What a step measured, or None if it has not been done."""
        path = self._result(step)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def keep(self, step: str, measured: dict) -> None:
        """Keep what a step measured."""
        versions.write_atomically(self._result(step), json.dumps(measured, indent=1))

    def forget(self, step: str) -> None:
        """Have a step done again."""
        self._result(step).unlink(missing_ok=True)

    def _result(self, step: str) -> Path:
        return self.folder / f"result-{step}.json"
