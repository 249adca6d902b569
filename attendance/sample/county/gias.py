"""The schools as DfE's GIAS file has them: cp1252, every column, other authorities too."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from attendance.sample.county import names
from attendance.sample.county.schools import FIRST_URN, School

FILE_NAME = "edubasealldata20250214.csv"
ENCODING = "cp1252"
ESSEX = ("881", "Essex")
NEIGHBOURS = (("882", "Southend-on-Sea"), ("883", "Thurrock"), ("935", "Suffolk"))
OPENED = date(1974, 9, 1)
_PLAIN = """
URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)
TypeOfEstablishment (name)|EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)
EstablishmentStatus (code)|EstablishmentStatus (name)|ReasonEstablishmentOpened (code)
ReasonEstablishmentOpened (name)|OpenDate|ReasonEstablishmentClosed (code)
ReasonEstablishmentClosed (name)|CloseDate|PhaseOfEducation (code)|PhaseOfEducation (name)
StatutoryLowAge|StatutoryHighAge|Boarders (code)|Boarders (name)|NurseryProvision (name)
OfficialSixthForm (code)|OfficialSixthForm (name)|Gender (code)|Gender (name)
ReligiousCharacter (code)|ReligiousCharacter (name)|ReligiousEthos (name)|Diocese (code)
Diocese (name)|AdmissionsPolicy (code)|AdmissionsPolicy (name)|SchoolCapacity
SpecialClasses (code)|SpecialClasses (name)|CensusDate|NumberOfPupils|NumberOfBoys|NumberOfGirls
PercentageFSM|TrustSchoolFlag (code)|TrustSchoolFlag (name)|Trusts (code)|Trusts (name)
SchoolSponsorFlag (name)|SchoolSponsors (name)|FederationFlag (name)|Federations (code)
Federations (name)|UKPRN|FEHEIdentifier|FurtherEducationType (name)|LastChangedDate|Street|Locality
Address3|Town|County (name)|Postcode|SchoolWebsite|TelephoneNum|HeadTitle (name)|HeadFirstName
HeadLastName|HeadPreferredJobTitle|SEN1 (name)|SEN2 (name)|SEN3 (name)|SEN4 (name)|SEN5 (name)
SEN6 (name)|SEN7 (name)|SEN8 (name)|SEN9 (name)|SEN10 (name)|SEN11 (name)|SEN12 (name)|SEN13 (name)
TypeOfResourcedProvision (name)|ResourcedProvisionOnRoll|ResourcedProvisionCapacity|SenUnitOnRoll
SenUnitCapacity|GOR (code)|GOR (name)|DistrictAdministrative (code)|DistrictAdministrative (name)
AdministrativeWard (code)|AdministrativeWard (name)|ParliamentaryConstituency (code)
ParliamentaryConstituency (name)|UrbanRural (code)|UrbanRural (name)|GSSLACode (name)|Easting
Northing|MSOA (name)|LSOA (name)|SENStat|SENNoStat|PropsName|OfstedRating (name)|Country (name)|UPRN
SiteName|PreviousLA (code)|PreviousLA (name)|PreviousEstablishmentNumber|FSM|AccreditationExpiryDate
MSOA (code)|LSOA (code)
"""
COLUMNS = tuple(name for line in _PLAIN.split("\n") for name in line.split("|") if name)
TYPES = {
    "Community school": ("01", "4", "Local authority maintained schools"),
    "Voluntary aided school": ("02", "4", "Local authority maintained schools"),
    "Voluntary controlled school": ("03", "4", "Local authority maintained schools"),
    "Foundation school": ("05", "4", "Local authority maintained schools"),
    "Community special school": ("07", "5", "Special schools"),
    "Academy sponsor led": ("28", "10", "Academies"),
    "Academy converter": ("34", "10", "Academies"),
    "Academy special converter": ("44", "10", "Academies"),
}
GSS_DISTRICTS = {
    "Basildon": "E07000066", "Braintree": "E07000067", "Brentwood": "E07000068",
    "Castle Point": "E07000069", "Chelmsford": "E07000070", "Colchester": "E07000071",
    "Epping Forest": "E07000072", "Harlow": "E07000073", "Maldon": "E07000074",
    "Rochford": "E07000075", "Tendring": "E07000076", "Uttlesford": "E07000077",
}  # fmt: skip
RURAL = ("Maldon", "Uttlesford", "Braintree", "Tendring")

Row = dict[str, str]


def write_gias(folder: Path, schools: Sequence[School]) -> Path:
    """Write the GIAS file of these schools, with some closed ones and some of neighbours."""
    path = folder / FILE_NAME
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.DictWriter(
            file, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
        )
        writer.writeheader()
        writer.writerows(sorted(_rows(schools), key=lambda row: row["URN"]))
    return path


def _rows(schools: Sequence[School]) -> Iterable[Row]:
    for school in schools:
        yield _row(school, ESSEX)
        if school.earlier:
            yield _row(school.earlier, ESSEX)
    yield from _others()


def _others() -> Iterable[Row]:
    """Two schools that closed long ago, and three of each neighbour."""
    for number in range(2):
        closed = _other(number, "Braintree", date(2017 + number, 8, 31))
        yield _row(closed, ESSEX)
    for number, authority in enumerate(3 * NEIGHBOURS, start=2):
        yield _row(_other(number, "", None), authority)


def _other(number: int, district: str, closed: date | None) -> School:
    return School(
        urn=FIRST_URN + 90_000 + number,
        establishment_number=3801 + number,
        name=f"{names.place(names.PLACES - 1 - number)} Primary School",
        phase="Primary",
        type_name="Community school",
        district=district,
        low_age=4,
        high_age=11,
        pupils=180 + 10 * number,
        closed=closed,
    )


def _row(school: School, authority: tuple[str, str]) -> Row:
    return {
        "URN": str(school.urn),
        "LA (code)": authority[0],
        "LA (name)": authority[1],
        "EstablishmentNumber": f"{school.establishment_number:04d}",
        "EstablishmentName": school.name,
        **_type(school),
        **_life(school),
        **_phase(school),
        **_pupils(school),
        **_governance(school),
        **_place(school, authority[1]),
        "UKPRN": str(10_900_000 + school.urn % 100_000),
    }


def _type(school: School) -> Row:
    code, group, group_name = TYPES[school.type_name]
    return {
        "TypeOfEstablishment (code)": code,
        "TypeOfEstablishment (name)": school.type_name,
        "EstablishmentTypeGroup (code)": group,
        "EstablishmentTypeGroup (name)": group_name,
    }


def _life(school: School) -> Row:
    opened = school.opened or OPENED
    because = ("10", "Academy Converter") if school.earlier else ("00", "Not applicable")
    over = ("2", "Closed") if school.closed else ("1", "Open")
    converted = school.closed is not None and school.closed.year >= 2024
    return {
        "EstablishmentStatus (code)": over[0],
        "EstablishmentStatus (name)": over[1],
        "ReasonEstablishmentOpened (code)": because[0],
        "ReasonEstablishmentOpened (name)": because[1],
        "OpenDate": f"{opened:%d-%m-%Y}",
        "ReasonEstablishmentClosed (code)": "10" if converted else "",
        "ReasonEstablishmentClosed (name)": "Academy Converter" if converted else "",
        "CloseDate": f"{school.closed:%d-%m-%Y}" if school.closed else "",
        "LastChangedDate": "14-02-2025",
    }


def _phase(school: School) -> Row:
    """Special schools have no phase in GIAS; ages tell an all-through school."""
    phase = {"Primary": ("2", "Primary"), "Special": ("0", "Not applicable")}.get(
        school.phase, ("4", "Secondary")
    )
    if school.low_age < 7 and school.high_age > 14 and school.phase != "Special":
        phase = ("7", "All-through")
    has_sixth_form = school.high_age > 16
    return {
        "PhaseOfEducation (code)": phase[0],
        "PhaseOfEducation (name)": phase[1],
        "StatutoryLowAge": str(school.low_age),
        "StatutoryHighAge": str(school.high_age),
        "OfficialSixthForm (code)": "1" if has_sixth_form else "2",
        "OfficialSixthForm (name)": "Has a sixth form" if has_sixth_form else "No sixth form",
        "NurseryProvision (name)": "No Nursery Classes",
        "Boarders (name)": "No boarders",
    }


def _pupils(school: School) -> Row:
    boys = round(school.pupils * 0.51)
    on_fsm = round(school.pupils * school.fsm_share)
    return {
        "SchoolCapacity": str(round(school.pupils * 1.08 / 5) * 5),
        "CensusDate": "18-01-2024",
        "NumberOfPupils": str(school.pupils),
        "NumberOfBoys": str(boys),
        "NumberOfGirls": str(school.pupils - boys),
        "PercentageFSM": f"{100 * on_fsm / max(school.pupils, 1):.1f}",
        "FSM": str(on_fsm),
        "Gender (code)": "3",
        "Gender (name)": "Mixed",
    }


def _governance(school: School) -> Row:
    is_church = school.name.startswith("St ")
    return {
        "TrustSchoolFlag (name)": "Supported by a multi-academy trust" if school.trust else "",
        "Trusts (code)": str(9000 + len(school.trust)) if school.trust else "",
        "Trusts (name)": school.trust,
        "FederationFlag (name)": "Not under a federation",
        "ReligiousCharacter (name)": "Church of England" if is_church else "Does not apply",
        "AdmissionsPolicy (name)": "Not applicable"
        if school.phase != "Secondary"
        else "Non-selective",
    }


def _place(school: School, authority: str) -> Row:
    is_rural = school.district in RURAL and school.urn % 2 == 0
    return {
        "Street": f"{school.urn % 89 + 1} Nowhere Lane",
        "Town": school.name.split(",")[-1].split()[0],
        "County (name)": "Essex" if authority != "Suffolk" else "Suffolk",
        "GOR (code)": "G",
        "GOR (name)": "East of England",
        "DistrictAdministrative (code)": GSS_DISTRICTS.get(school.district, ""),
        "DistrictAdministrative (name)": school.district or authority,
        "UrbanRural (code)": "D1" if is_rural else "C1",
        "UrbanRural (name)": "(England/Wales) Rural town and fringe"
        if is_rural
        else "(England/Wales) Urban city and town",
        "GSSLACode (name)": {"Essex": "E10000012", "Southend-on-Sea": "E06000033"}.get(
            authority, "E06000034" if authority == "Thurrock" else "E10000029"
        ),
        "Country (name)": "United Kingdom",
    }
