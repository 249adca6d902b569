"""Find the files in what a user hands over: files, folders and zips, in any mixture."""

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath, PurePosixPath

from attendance.errors import SourceError

DATA_ENDINGS = (".csv", ".parquet", ".xlsx", ".xlsm")
WANTED = "Wanted is CSV or .xlsx: save a sheet as one of these, and import that."
NOT_THE_USERS = (".", "~$", "__MACOSX")
"""How names begin that systems put beside the user's files: hidden, Excel's lock, a Mac's zip."""

COPIED_AT_ONCE = 1 << 20

DATE_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")
URN_NAME = re.compile(r"[1-9]\d{5}", re.ASCII)


@dataclass(frozen=True)
class Source:
    """A file to read. `shown` is how the user knows it; `folder_date` comes from the nearest
    folder (or zip) that is named like 2024-12-19, `folder_urn` from one that is named by six
    digits.
    """

    shown: str
    path: Path
    folder_date: date | None
    folder_urn: int | None = None

    @property
    def is_data(self) -> bool:
        """Whether its ending is one that can hold data."""
        return self.path.suffix.lower() in DATA_ENDINGS


def require(paths: list[Path]) -> None:
    """SourceError if a path does not exist."""
    for path in paths:
        if not path.exists():
            raise SourceError(f"There is no file or folder {path}. Check the path and try again.")


def found(paths: list[Path], unpacked: Path) -> Iterator[Source | SourceError]:
    """Every file in the paths, in order; a zip is unpacked below `unpacked`. A zip that cannot
    be opened comes as the error that says so, as does a path that is no data and an empty folder.
    """
    for path in paths:
        sources = _below(path, unpacked)
        first = next(sources, None)
        if first is None:
            yield SourceError(f"There is no data file in {path}. {WANTED}")
        elif isinstance(first, Source) and first.path == path and not first.is_data:
            yield SourceError(f"{path} is not a data file that can be read. {WANTED}")
        else:
            yield first
            yield from sources


def _below(path: Path, unpacked: Path) -> Iterator[Source | SourceError]:
    if path.is_dir():
        for child in sorted(path.iterdir(), key=_by_name):
            if not child.name.startswith(NOT_THE_USERS):
                yield from _below(child, unpacked)
    elif path.suffix.lower() == ".zip":
        yield from _in_zip(path, unpacked)
    else:
        folder = path.resolve().parent
        yield Source(str(path), path, _folder_date(folder), _folder_urn(folder))


def _by_name(path: PurePath) -> tuple[tuple[str, ...], str, str]:
    """The order in which files are taken: pupils-b.csv follows pupils.csv, and counts before it."""
    return path.parent.parts, path.stem, path.suffix


def _in_zip(path: Path, unpacked: Path) -> Iterator[Source | SourceError]:
    try:
        with zipfile.ZipFile(path) as archive:
            folder = Path(tempfile.mkdtemp(dir=unpacked))
            names = (
                info.filename
                for info in archive.infolist()
                if not info.is_dir()
                and not any(
                    part.startswith(NOT_THE_USERS) for part in PurePosixPath(info.filename).parts
                )
            )
            members = sorted(names, key=lambda name: _by_name(PurePosixPath(name)))
            for number, member in enumerate(members):
                target = folder / f"{number}{PurePosixPath(member).suffix.lower()}"
                with archive.open(member) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file, COPIED_AT_ONCE)
                inside, outside = PurePosixPath(member).parent, path.resolve().with_suffix("")
                yield Source(
                    shown=f"{path}: {member}",
                    path=target,
                    folder_date=_folder_date(inside) or _folder_date(outside),
                    folder_urn=_folder_urn(inside) or _folder_urn(outside),
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        yield SourceError(
            f"{path} cannot be opened as a zip file ({error}). It may be cut off or protected by "
            "a password: download it again, or unpack it and import the folder."
        )


def _folder_date(folder: PurePosixPath | Path) -> date | None:
    for name in (folder.name, *(parent.name for parent in folder.parents)):
        if DATE_NAME.fullmatch(name):
            try:
                return date.fromisoformat(name)
            except ValueError:
                return None
    return None


def _folder_urn(folder: PurePosixPath | Path) -> int | None:
    names = (folder.name, *(parent.name for parent in folder.parents))
    return next((int(name) for name in names if URN_NAME.fullmatch(name)), None)
