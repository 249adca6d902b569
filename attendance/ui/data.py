"""The pages' way to rows: the current warehouse, and cached queries of what a viewer may see."""

import pickle
import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from attendance import access, config, queries
from attendance.access import Viewer
from attendance.importers.imports import build_sample
from attendance.scope import Choices
from attendance.ui import session
from attendance.warehouse import build, versions
from attendance.warehouse.versions import Version

_building = threading.Lock()


def warehouse() -> Version:
    """The version that readers open now; the first start builds it from the sample."""
    data_dir = config.data_dir()
    return _in_use(data_dir) or _build_sample(data_dir)


def rows(name: str, **params: object) -> pd.DataFrame:
    """The rows of a query in the viewer's scope; a copy, cached per version and scope."""
    asked = session.viewer(), warehouse().path, name, params
    # Shallow, for pandas copies what is written to only when it is.
    return _rows(pickle.dumps(asked), *asked).copy(deep=False)


def in_scope(name: str, scope: Choices, **more: object) -> pd.DataFrame:
    """The rows of a query for what the reader chose: it gets the choices that it declares."""
    return rows(name, **scope.params(queries.load(name).params), **more)


def later(name: str, scope: Choices, **more: object) -> Callable[[], pd.DataFrame]:
    """What asks for the same rows when it is called, outside a run too: when a download is
    pressed. It asks as the viewer of this run, of the version that this run shows."""
    who, path = session.viewer(), warehouse().path
    params = scope.params(queries.load(name).params) | more
    return lambda: access.rows(who, versions.read(config.data_dir(), path.stem), name, **params)


def is_outdated(version: Version) -> bool:
    """Whether the queries or reference data changed since the version was built."""
    return version.fingerprint != _fingerprint(config.data_dir())


@st.cache_resource(max_entries=512, show_spinner=False)
def _rows(
    asked: bytes, _viewer: Viewer, _path: Path, _name: str, _params: dict[str, object]
) -> pd.DataFrame:
    """Kept by all of it as bytes, which are sooner made than the hash of each part."""
    return access.rows(_viewer, versions.read(config.data_dir(), _path.stem), _name, **_params)


@st.cache_data(max_entries=2, ttl=60, show_spinner=False)
def _fingerprint(data_dir: Path) -> str:
    return build.fingerprint(data_dir)


def _in_use(data_dir: Path) -> Version | None:
    version = versions.current(data_dir)
    return None if version and version.is_sample and is_outdated(version) else version


def _build_sample(data_dir: Path) -> Version:
    """Those who come while another reader's run builds it wait, and find it built."""
    place = st.empty()
    status = place.status("First start: building the dashboard from the sample data …")
    with status, _building:
        version = _in_use(data_dir) or build_sample(
            data_dir, lambda step: status.update(label=f"{step} …")
        )
    place.empty()
    return version
