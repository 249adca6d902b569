"""CSV that opens in a spreadsheet without running anything."""

import re

import pandas as pd

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
HARMLESS = re.compile(r"[=-]|[+-]?\d+(\.\d+)?")


def safe(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP).

    Signed numbers such as "+0.3", a lone "=" and the lone "-" of a mark not taken are left alone:
    they run nothing.
    """
    if isinstance(value, str) and value.startswith(RISKY) and not HARMLESS.fullmatch(value):
        return "'" + value
    return value


def as_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV text, one header line, cells made safe."""
    return rows.map(safe).rename(columns=safe).to_csv(index=False, lineterminator="\r\n")


def as_download(rows: pd.DataFrame) -> bytes:
    """The same in UTF-8 with the mark by which Excel knows it."""
    return as_csv(rows).encode("utf-8-sig")
