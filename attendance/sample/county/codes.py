"""Register codes as small numbers, and back."""

import numpy as np

CODES: tuple[str, ...] = (
    "/", "\\", "L", "K", "V", "P", "W", "B", "J", "D", "C", "C1", "C2", "E", "I", "J1", "M", "R",
    "S", "T", "H", "G", "N", "O", "U", "X", "Y", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "#",
    "?", "9",
)  # fmt: skip
"""Every code that the county uses; the last two mean nothing and are planted faults."""

NUMBER = {code: number for number, code in enumerate(CODES)}
FIRST_YEAR_OF_NEW_CODES = 2024
NO_MARK = np.uint8(255)
AM, PM = 0, 1
SESSIONS = ("AM", "PM")
PRESENT = np.array([NUMBER["/"], NUMBER["\\"]], dtype=np.uint8)
TEXTS = np.array(CODES)
ATTENDING = tuple(NUMBER[code] for code in ("/", "\\", "L", "K", "V", "P", "W", "B", "J"))
NOT_POSSIBLE = tuple(
    NUMBER[code] for code in ("D", "X", "Y", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "#")
)


def numbers(*codes: str) -> list[int]:
    """The numbers of some codes."""
    return [NUMBER[code] for code in codes]
