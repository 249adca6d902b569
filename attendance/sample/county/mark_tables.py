"""The marks of a register as a table, one row per mark."""

import numpy as np
import pyarrow as pa

from attendance.sample.county.codes import NO_MARK, NUMBER, SESSIONS, TEXTS
from attendance.sample.county.registers import Register

SCHEMA = pa.schema(
    {
        "urn": pa.int32(),
        "pupil": pa.string(),
        "date": pa.date32(),
        "session": pa.string(),
        "code": pa.string(),
        "minutes_late": pa.int16(),
        "comment": pa.string(),
    }
)
# Before registers close, and after.
LATE_BY = {"L": (1, 28), "U": (31, 60)}
COMMENTS = {
    "B": "Online lessons at home",
    "C2": "Reduced timetable, to be reviewed",
    "N": "No answer by telephone",
    "G": "Leave refused",
    "O": "Reason not accepted",
}
ONE_COMMENT_IN = 40


def mark_table(register: Register, identifiers: np.ndarray) -> pa.Table:
    """Every mark by pupil, date and session; pupils are named by those identifiers."""
    row, day, session = np.nonzero(register.codes != NO_MARK)
    codes = register.codes[row, day, session]
    columns = [
        pa.array(np.full(len(row), register.urn, dtype=np.int32)),
        _looked_up(identifiers, row),
        pa.array(register.days[day]),
        _looked_up(np.array(SESSIONS), session),
        _looked_up(TEXTS, codes),
        _minutes(register, codes),
        _comments(codes, row + day),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _looked_up(texts: np.ndarray, places: np.ndarray) -> pa.Array:
    found = pa.DictionaryArray.from_arrays(places.astype(np.int32), texts.tolist())
    return found.dictionary_decode()


def _minutes(register: Register, codes: np.ndarray) -> pa.Array:
    minutes = np.zeros(len(codes), dtype=np.int16)
    for code, (least, spread) in LATE_BY.items():
        late = np.flatnonzero(codes == NUMBER[code])
        draw = register.rng.random(len(late))
        minutes[late] = least + (draw * draw * spread).astype(np.int16)
    return pa.array(minutes, mask=minutes == 0)


def _comments(codes: np.ndarray, turn: np.ndarray) -> pa.Array:
    """A remark now and then, always the same for a code."""
    texts = np.array(["", *COMMENTS.values()])
    places = np.zeros(len(codes), dtype=np.int32)
    for number, code in enumerate(COMMENTS, start=1):
        places[(codes == NUMBER[code]) & (turn % ONE_COMMENT_IN == 0)] = number
    found = pa.DictionaryArray.from_arrays(pa.array(places, mask=places == 0), texts.tolist())
    return found.dictionary_decode()
