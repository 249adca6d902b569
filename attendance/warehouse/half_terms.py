"""Codes of half terms in a refresh: what the touched weeks came to before is taken off, and what
they come to now is added. To count half terms anew would read every mark of theirs.
"""

import duckdb

from attendance import queries
from attendance.warehouse import county

TABLE = "pupil_half_term_codes"

CHANGE = """
    merge into warehouse.pupil_half_term_codes as kept
    using steps.half_term_code_changes as changes
    on
        kept.academic_year = changes.academic_year
        and kept.half_term = changes.half_term
        and kept.school_id = changes.school_id
        and kept.pupil_id = changes.pupil_id
        and kept.code = changes.code
    when matched and kept.sessions + changes.sessions = 0 then delete
    when matched then update set sessions = kept.sessions + changes.sessions
    when not matched then insert by name
"""


def count_before(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep what the touched weeks come to, before marks change. The views of the touched weeks
    have to stand before marks and school_session_codes, here and when the codes are changed."""
    county.create(connection, TABLE, "steps.half_term_codes_before")


def change(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the table up to date with the marks there are now."""
    county.create(connection, TABLE, "steps.half_term_codes_now")
    changes = connection.sql(queries.load("refresh/half_term_code_changes").sql)
    changes.create("steps.half_term_code_changes")
    connection.execute(CHANGE)
