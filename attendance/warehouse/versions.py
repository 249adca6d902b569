"""Versions of the warehouse: a file each, its manifest beside it, and the pointer CURRENT.

The pointer is one line, the name of the version that readers open. It is replaced atomically,
so that a reader, or a killed build, only ever sees a complete version.
"""

import hashlib
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from attendance.errors import WarehouseError
from attendance.warehouse.loads import (
    LANDING,
    LOADS_FOLDER,
    MARKS,
    Load,
    from_manifest,
    to_manifest,
)

FOLDER = "warehouse"
POINTER = "CURRENT"
RECORD = "in_use.json"
"""Beside the archived loads: which of them count, so that they alone give the warehouse again."""
BUILDING = ".building-"
KEPT = 3


@dataclass(frozen=True)
class Version:
    """One complete warehouse. `data` is "sample" or "real"; `built_at` is ISO, in UTC."""

    name: str
    path: Path
    data: str
    built_at: str
    fingerprint: str
    sha256: str
    loads: list[Load]

    @property
    def is_sample(self) -> bool:
        """Whether it holds the invented figures."""
        return self.data == "sample"

    @property
    def has_marks(self) -> bool:
        """Whether it holds registers of the county's schools, beside what DfE released."""
        return any(load.kind == MARKS for load in self.loads)


def folder(data_dir: Path) -> Path:
    """Where the versions of a data folder lie."""
    return data_dir / FOLDER


def current(data_dir: Path) -> Version | None:
    """The version that readers open, or None before the first build."""
    pointer = folder(data_dir) / POINTER
    if not pointer.exists():
        return None
    return read(data_dir, pointer.read_text(encoding="utf-8").strip())


def counting(data_dir: Path) -> tuple[str, list[Load]]:
    """The kind of data in use and the loads that count, also where the warehouse is gone;
    WarehouseError if nothing tells which they are."""
    version = current(data_dir)
    if version:
        return version.data, version.loads
    path = _record(data_dir)
    if not path.exists():
        raise WarehouseError(
            f"There is no warehouse in {data_dir} to rebuild, and no {path.name} that says which "
            f"loads in {path.parent} count. Import a release first: python -m attendance import "
            "PATH"
        )
    record = json.loads(path.read_text(encoding="utf-8"))
    return record["data"], from_manifest(record["loads"])


def require_built(data_dir: Path) -> None:
    """WarehouseError if loads count whose warehouse is gone: another would be of new files alone,
    and of the sample where there were real ones."""
    if current(data_dir) is None and _record(data_dir).exists():
        _, loads = counting(data_dir)
        raise WarehouseError(
            f"The warehouse in {data_dir} is gone, but {len(loads):,} of the loads archived there "
            "count. Build it of them first: python -m attendance warehouse rebuild"
        )


def is_sample_gone(data_dir: Path) -> bool:
    """Whether the loads that count are the sample's, and their warehouse is gone."""
    is_gone = current(data_dir) is None and _record(data_dir).exists()
    return is_gone and counting(data_dir)[0] == "sample"


def read(data_dir: Path, name: str) -> Version:
    """A version by its name; WarehouseError if its file or manifest is missing or unreadable."""
    path = folder(data_dir) / f"{name}.duckdb"
    try:
        manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        loads = from_manifest(manifest.pop("loads"))
        version = Version(name=name, path=path, loads=loads, **manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WarehouseError(
            f"The manifest of the warehouse version {name!r} in {folder(data_dir)} cannot be read "
            f"({error}). Go back to another one with: python -m attendance warehouse rollback"
        ) from error
    if not path.exists():
        raise WarehouseError(
            f"The warehouse file {path} is missing. Go back to another version with: "
            "python -m attendance warehouse rollback"
        )
    return version


def listed(data_dir: Path) -> list[Version]:
    """Every complete version, newest first."""
    names = sorted(path.stem for path in folder(data_dir).glob("warehouse-*.json"))
    return [read(data_dir, name) for name in reversed(names)]


def has_real(data_dir: Path) -> bool:
    """Whether a version with real figures is kept; one that cannot be read is passed over."""
    for path in folder(data_dir).glob("warehouse-*.json"):
        with suppress(WarehouseError):
            if not read(data_dir, path.stem).is_sample:
                return True
    return False


def publish(data_dir: Path, name: str) -> None:
    """Make that version the one that readers open, and note beside the loads which count."""
    version = read(data_dir, name)
    write_atomically(folder(data_dir) / POINTER, name + "\n")
    sync_folder(folder(data_dir))
    path = _record(data_dir)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    record = {"data": version.data, "loads": to_manifest(version.loads)}
    write_atomically(path, json.dumps(record, indent=1))


def rollback(data_dir: Path, name: str | None = None) -> Version:
    """Point readers to that version, else to the one built before the current one.

    Loads that only later versions hold no longer count: the next import builds on this one.
    Without a name, real data never gives way to the sample.
    """
    with locked(data_dir):
        current_name = _pointed_at(data_dir)
        names = [path.stem for path in sorted(folder(data_dir).glob("warehouse-*.json"))]
        earlier = [
            found
            for found in names
            if current_name is None
            or (found < current_name and _same_data(data_dir, found, current_name))
        ]
        if name is None and not earlier:
            raise WarehouseError(
                f"There is no earlier warehouse in {folder(data_dir)} to go back to. "
                "See what there is with: python -m attendance warehouse list"
            )
        if name is not None and name not in names:
            raise WarehouseError(
                f"There is no warehouse version {name!r} in {folder(data_dir)}. "
                "See what there is with: python -m attendance warehouse list"
            )
        version = read(data_dir, name or earlier[-1])
        check(version)
        publish(data_dir, version.name)
        return version


def check(version: Version) -> None:
    """WarehouseError unless the file is, byte for byte, the one that was built."""
    if sha256(version.path) != version.sha256:
        raise WarehouseError(
            f"{version.path} is not the file that was built: its checksum differs, so its disk or "
            "a copy may be damaged. Go back with: python -m attendance warehouse rollback, or "
            "build it again with: python -m attendance warehouse rebuild"
        )


def prune(data_dir: Path) -> None:
    """Keep the newest versions and the current one; also clear what killed builds left."""
    current_name = _pointed_at(data_dir)
    names = sorted(path.stem for path in folder(data_dir).glob("warehouse-*.duckdb"))
    for name in names[:-KEPT]:
        if name != current_name:
            (folder(data_dir) / f"{name}.json").unlink(missing_ok=True)
            (folder(data_dir) / f"{name}.duckdb").unlink(missing_ok=True)
    clear_leftovers(data_dir)


def clear_leftovers(data_dir: Path) -> None:
    """Remove what a killed build left; call it only while holding the lock."""
    for path in folder(data_dir).glob(f"{BUILDING}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    for begun in (LANDING, BUILDING):
        for path in (data_dir / LOADS_FOLDER).glob(f"{begun}*"):
            path.unlink(missing_ok=True)
    for path in folder(data_dir).glob("warehouse-*.duckdb"):
        if not path.with_suffix(".json").exists():
            path.unlink(missing_ok=True)


@contextmanager
def locked(data_dir: Path):
    """Hold the data folder for writing; WarehouseError if another import is running, or the
    folder cannot be written to."""
    try:
        folder(data_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder(data_dir) / ".lock").acquire(timeout=60)
    except Timeout as error:
        raise WarehouseError(
            f"Another import or rebuild is at work in {data_dir}. Wait until it has finished, "
            "then try again."
        ) from error
    except OSError as error:
        raise WarehouseError(
            f"The folder {data_dir} cannot be written to ({error.strerror}). Give another one: "
            "--data-dir, or ATTENDANCE_DATA_DIR."
        ) from error
    with lock:
        yield


def write_atomically(path: Path, text: str) -> None:
    """Write beside and replace, so that readers see the old text or the new, never half."""
    beside = path.with_name(f"{BUILDING}{path.name}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def sync_folder(path: Path) -> None:
    """Have the folder's entries on the disk (Windows has no such call and needs none)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Checksum of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(data_dir: Path) -> Path:
    return data_dir / LOADS_FOLDER / RECORD


def _same_data(data_dir: Path, name: str, current_name: str) -> bool:
    return read(data_dir, name).data == read(data_dir, current_name).data


def _pointed_at(data_dir: Path) -> str | None:
    pointer = folder(data_dir) / POINTER
    return pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None
