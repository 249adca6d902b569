"""Rows that could not be read or are set aside: kept with line, column and value, and limited.

Everything here works on the table `rejections` of a workspace's database; `row_number` tells
rows apart that stand on one line of a wide register.
"""

from attendance import queries
from attendance.errors import SourceError
from attendance.importers.landing import Workspace

CREATE = """
    create table rejections (
        row_number bigint,
        line bigint,
        urn integer,
        pupil varchar,
        session_date date,
        session varchar,
        code varchar,
        column_name varchar,
        value varchar,
        reason varchar,
        is_unreadable boolean
    )
"""

KEPT = "create view kept_rejections as from rejections select * exclude (row_number, is_unreadable)"

IN_ORDER = "create view ordered_rejections as from kept_rejections order by line, column_name"

COUNTED = "select reason, count(*) from rejections group by reason order by reason"

LONGEST_VALUE_TOLD = 60


def create(work: Workspace) -> None:
    """Begin with none."""
    for statement in (CREATE, KEPT, IN_ORDER):
        work.connection.execute(statement)


def counts(work: Workspace) -> dict[str, int]:
    """How many entries there are by reason."""
    return dict(work.connection.execute(COUNTED).fetchall())


def write(work: Workspace) -> None:
    """Keep them beside the archive, as the file has them."""
    work.write("ordered_rejections", work.rejected)


def refuse_above(work: Workspace, shown: str, limit: float) -> None:
    """SourceError if more than that share of a school's rows cannot be read.

    The table school_rows_read holds how many rows the file has of each school.
    """
    over = queries.run(work.connection, "landing/schools_over_limit", reject_limit=limit)
    if over.empty:
        return
    schools = [
        f"school {school['urn']:.0f} ({_rows(school)})"
        if school["urn"] == school["urn"]
        else f"rows without a readable school ({_rows(school)})"
        for school in over.head(3).to_dict("records")
    ]
    more = f" and {len(over) - 3:,} more" if len(over) > 3 else ""
    raise SourceError(
        f"{shown} was not taken: more than {limit * 100:g}% of the rows cannot be read for "
        f"{', '.join(schools)}{more}. {commonest(work)} Put it right in the file, or export it "
        "again."
    )


def commonest(work: Workspace) -> str:
    """A sentence about the column that most often cannot be read."""
    worst = queries.run(work.connection, "landing/commonest_rejection").iloc[0]
    value = worst["value"][:LONGEST_VALUE_TOLD]
    holds = f"holds {value!r}" if value else "is empty"
    others = f" ({worst.others:,} more like it)" if worst.others else ""
    return f"Most often it is {worst.column_name}: on line {worst.line} it {holds}{others}."


def _rows(school: dict) -> str:
    return f"{int(school['unreadable_rows']):,} of {int(school['rows_of_school']):,}"
