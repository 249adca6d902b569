"""What readers are told: what is wrong, where, and what to do about it."""

NO_MARKS = (
    "No marks are loaded yet. Load the county's schools, pupils and marks with: "
    "python -m attendance import PATH"
)


class AttendanceError(Exception):
    """A message for the reader; anything else that is raised is a fault in the program."""


class QueryError(AttendanceError):
    """A query is missing, has no proper header, or was given other parameters."""


class SourceError(AttendanceError):
    """A file that was handed in cannot be taken as it is."""


class WarehouseError(AttendanceError):
    """There is no warehouse to read, or it is not sound."""


class AccessError(AttendanceError):
    """The viewer may not see these rows."""


class DocumentError(AttendanceError):
    """A report cannot be made."""
