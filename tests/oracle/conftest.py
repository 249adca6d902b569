"""The sample counted in plain Python, once for all processes, and its pages' answers."""

import io
import pickle
import re
from functools import cache

import pytest
from pypdf import PdfReader

from attendance.documents import pack_pdf
from attendance.packs import gather, scopes
from attendance.packs.pupils import Written
from tests.oracle.asking import RANGES, Asked
from tests.oracle.calendar import Calendar, sample_terms
from tests.oracle.marks import Marks
from tests.oracle.pack_sheets import PackSheets
from tests.oracle.pack_text import plain
from tests.oracle.people import spells_of
from tests.oracle.published import England, Published
from tests.oracle.registers import Registers
from tests.oracle.rules import PHASES
from tests.packs.conftest import MADE, asking


def pytest_generate_tests(metafunc):
    """A test that takes `weeks` is run for each range of weeks."""
    if "weeks" in metafunc.fixturenames:
        metafunc.parametrize("weeks", RANGES.values(), ids=RANGES)


@pytest.fixture(scope="session")
def calendar(sample_version, once):
    """The sample's schools and their weeks, with their registers."""

    def fill(folder):
        folder.mkdir()
        with (folder / "calendar.pickle").open("wb") as file:
            pickle.dump(Calendar(Registers(sample_version), sample_terms()), file)

    with (once("registers", fill) / "calendar.pickle").open("rb") as file:
        return pickle.load(file)


@pytest.fixture(scope="session")
def registers(calendar):
    """The sample's marks."""
    return calendar.registers


@pytest.fixture(scope="session")
def marks(sample_version, registers):
    """The marks that lists of pupils are made of."""
    return Marks(sample_version, registers)


@pytest.fixture(scope="session")
def spells(registers):
    """By school and pupil."""
    return spells_of(registers)


@pytest.fixture(scope="session")
def published():
    """What DfE has published by the sample's releases."""
    return Published()


@pytest.fixture(scope="session")
def asked(sample_version, registers):
    """The pages' answers."""
    return Asked(sample_version, list(registers.schools))


@pytest.fixture
def england(registers, calendar, published, weeks):
    """By phase."""
    return {phase: England(registers, calendar, published, weeks, phase) for phase in PHASES}


@pytest.fixture(scope="session")
def schools(registers):
    """Every school with marks, and its phase."""
    return {
        school_id: registers.schools[school_id]["education_phase"]
        for school_id in registers.school_ids
    }


@pytest.fixture(scope="module")
def phase(schools, school):
    """That of the school that the module's tests are of."""
    return schools[school]


@pytest.fixture(scope="session")
def pack_of(sample_version):
    """Makes the pack of a school for a term, and of what was written down at a meeting."""
    ask = cache(asking(sample_version))
    base = scopes.year_so_far(ask, "Essex")
    schools = {int(row.school_id): row for row in ask("data/schools", base).itertuples()}

    @cache
    def of(school_id, term, met_on=None, discussed=(), agreed=()):
        scope = scopes.of_school(base, schools[school_id])
        scope = scope.but(discussed_on=met_on, discussed_people=discussed)
        return gather.pack(ask, scope, term, MADE, Written(agreed=agreed))

    return of


@pytest.fixture(scope="session")
def pdf_of(pack_of):
    """A school's PDF for a term."""

    @cache
    def of(school_id, term):
        return PdfReader(io.BytesIO(pack_pdf.as_pdf(pack_of(school_id, term))))

    return of


@pytest.fixture(scope="session")
def text_of(pdf_of):
    """Reads a school's PDF for a term, without spaces, nor what could be chance."""

    @cache
    def of(school_id, term):
        text = plain(" ".join(page.extract_text() for page in pdf_of(school_id, term).pages))
        return re.sub(r"\((couldbechance|unlikelytobechance)\)", "", text)

    return of


@pytest.fixture(scope="session")
def alts_of(pdf_of):
    """What a school's PDF for a term says in place of its figures."""

    @cache
    def of(school_id, term):
        found, left = [], [pdf_of(school_id, term).trailer["/Root"]["/StructTreeRoot"]]
        while left:
            node = left.pop().get_object()
            if isinstance(node, list):
                left.extend(node)
            elif hasattr(node, "get"):
                found += [node["/Alt"]] if "/Alt" in node else []
                left += [node["/K"]] if "/K" in node else []
        return found

    return of


@pytest.fixture(scope="session")
def sheets(registers, calendar, published, asked, marks, spells):
    """What the sheets of packs have to be."""
    return PackSheets(registers, calendar, published, asked, marks, spells)
