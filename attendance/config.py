"""Paths and settings, nothing else.

Settings come from environment variables; the command line's --data-dir sets the first of them.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
REFERENCE = ROOT / "data" / "reference"
SAMPLE = ROOT / "data" / "sample"

DATA_DIR_VARIABLE = "ATTENDANCE_DATA_DIR"
HOME_AUTHORITY_VARIABLE = "ATTENDANCE_HOME_AUTHORITY"
VIEWER_VARIABLE = "ATTENDANCE_VIEWER"
CASEWORK_URL_VARIABLE = "ATTENDANCE_CASEWORK_URL"

ESSEX = "881"


def data_dir() -> Path:
    """The one folder that everything the program writes lies in."""
    return Path(os.environ.get(DATA_DIR_VARIABLE) or ROOT / "data" / "local").resolve()


def home_authority() -> str:
    """Three-digit code of the authority that is compared with England."""
    return os.environ.get(HOME_AUTHORITY_VARIABLE) or ESSEX


def viewer() -> str | None:
    """The fixed viewer, such as "champion:115000", or None."""
    return os.environ.get(VIEWER_VARIABLE) or None


def casework_url() -> str | None:
    """Address of the writing store, or None for the SQLite file in the data folder."""
    return os.environ.get(CASEWORK_URL_VARIABLE) or None
