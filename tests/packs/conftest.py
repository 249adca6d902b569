"""Packs of the sample's schools, each made once."""

from datetime import datetime
from functools import cache

import pytest

from attendance import access, queries
from attendance.access import local_viewer
from attendance.packs import gather, scopes

AT = datetime(2025, 2, 17, 9, 5)
MADE = gather.Made("local (AST lead)", AT, is_sample=True)


def asking(version, viewer=None):
    """What gives a pack its rows, as that viewer."""

    def ask(name, scope):
        params = scope.params(queries.load(name).params)
        return access.rows(viewer or local_viewer(), version, name, **params)

    return ask


@pytest.fixture(scope="session")
def ask(sample_version):
    """The rows of the sample as an AST lead gets them, each asked for once."""
    return cache(asking(sample_version))


@pytest.fixture(scope="session")
def schools(ask):
    """The schools of the sample by URN."""
    rows = ask("data/schools", scopes.year_so_far(ask, "Essex"))
    return {int(row.urn): row for row in rows.itertuples()}


@pytest.fixture(scope="session")
def phases(schools):
    """The phase of each school of the sample, by its id."""
    return {int(row.school_id): row.education_phase for row in schools.values()}


@pytest.fixture(scope="session")
def scope_of(ask, schools):
    """The scope of the pack of a school, by its URN."""

    def of(urn, **changes):
        base = scopes.year_so_far(ask, "Essex")
        return scopes.of_school(base, schools[urn]).but(**changes)

    return of


@pytest.fixture(scope="session")
def pack_of(ask, scope_of):
    """The pack of a school for a term, with names or without."""

    @cache
    def of(urn, term="spring", show_names=True):
        return gather.pack(ask, scope_of(urn, show_names=show_names), term, MADE)

    return of
