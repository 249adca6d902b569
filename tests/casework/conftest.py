"""Migration folders as a later version of the program would have them."""

import shutil

import pytest

from attendance.casework.migrate import MIGRATIONS, revisions

LATER = """
from alembic import op

revision = "{revision}"
down_revision = "{newest}"


def upgrade():
{body}
"""


@pytest.fixture
def later_migrations(tmp_path):
    """Return a function that adds a further migration with the given lines to a copy of ours."""

    def add(*lines, revision="9999_later"):
        folder = tmp_path / "later" / "migrations"
        shutil.copytree(MIGRATIONS, folder)
        body = "\n".join(f"    {line}" for line in lines)
        script = folder / "versions" / f"{revision}.py"
        script.write_text(
            LATER.format(revision=revision, newest=revisions(MIGRATIONS)[-1], body=body)
        )
        return folder

    return add
