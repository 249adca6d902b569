"""The 24 schools of the sample, and which of them have something worth finding."""

from datetime import date

from attendance.sample.county.schools import FIRST_URN, TRUSTS, School, academised

LANTERN, COPPER, OTTERS = TRUSTS
SEED = 2024
YEARS = (2023, 2024)
LAST_DAY = date(2025, 2, 14)
ACADEMY_SINCE = date(2024, 9, 1)

# Place, name after it, type, district, ages, pupils, trust, share on free meals, absence.
_PRIMARY = (
    ("Thimblebarrow", "Primary School", "Community school", "Colchester", 4, 11, 210, "", 0.14,
     1.0),
    ("Quillmere", "St Zoë’s Primary School", "Voluntary aided school", "Tendring", 4, 11, 200, "",
     0.3, 1.06),
    ("Brindlewick", "Infant School", "Community school", "Tendring", 4, 7, 120, "", 0.26, 1.02),
    ("Brindlewick", "Junior School", "Community school", "Tendring", 7, 11, 170, "", 0.26, 1.0),
    ("Otterhythe", "Primary School", "Academy converter", "Chelmsford", 4, 11, 300, LANTERN, 0.1,
     0.92),
    ("Copperstow", "Primary School", "Community school", "Braintree", 4, 11, 180, "", 0.18, 1.0),
    ("Wanderness", "Primary School", "Voluntary controlled school", "Maldon", 4, 11, 48, "", 0.12,
     0.95),
    ("Peppergarth", "Primary School", "Community school", "Chelmsford", 4, 11, 220, COPPER, 0.15,
     1.0),
    ("Marrowfold", "Primary School", "Community school", "Epping Forest", 4, 11, 190, "", 0.2, 1.0),
    ("Lanternbeck", "Primary School", "Academy sponsor led", "Harlow", 4, 11, 270, COPPER, 0.32,
     1.05),
    ("Bramblelea", "Primary School", "Foundation school", "Uttlesford", 4, 11, 100, "", 0.06, 0.9),
    ("Kettlecroft", "St Œdwyn’s Primary School", "Voluntary aided school", "Basildon", 4, 11, 330,
     "", 0.28, 1.05),
    ("Featherdown", "Primary School", "Community school", "Brentwood", 4, 11, 200, "", 0.07, 0.82),
    ("Gingermarsh", "Primary School", "Academy converter", "Castle Point", 4, 11, 190, OTTERS, 0.2,
     1.02),
    ("Hobblegate", "Primary School", "Community school", "Rochford", 4, 11, 200, "", 0.12, 0.95),
)  # fmt: skip
_SECONDARY = (
    ("Juniperreach", "High School", "Academy converter", "Colchester", 11, 18, 620, LANTERN, 0.16,
     0.87),
    ("Mumblehaven", "High School", "Academy converter", "Chelmsford", 11, 16, 520, LANTERN, 0.14,
     0.84),
    ("Nettlequay", "High School", "Academy sponsor led", "Harlow", 11, 16, 480, COPPER, 0.3, 0.84),
    ("Pebblethorpe", "High School", "Foundation school", "Basildon", 11, 16, 500, "", 0.27, 0.78),
    ("Rumblecombe", "Academy", "Academy converter", "Castle Point", 4, 16, 520, OTTERS, 0.2, 0.8),
    ("Saffronholme", "High School", "Community school", "Tendring", 11, 16, 300, "", 0.3, 0.82),
)  # fmt: skip
_SPECIAL = (
    ("Tinderwick", "School", "Community special school", "Braintree", 4, 16, 70, "", 0.35, 1.05),
    ("Velvetfold", "School", "Academy special converter", "Harlow", 4, 16, 55, OTTERS, 0.4, 1.05),
    ("Whistlemere", "School", "Community special school", "Rochford", 4, 16, 60, "", 0.35, 1.05),
)
_ROWS = (("Primary", _PRIMARY, 2101), ("Secondary", _SECONDARY, 4101), ("Special", _SPECIAL, 7101))


def _named(where: str, name: str) -> str:
    return f"{name}, {where}" if name.startswith("St ") else f"{where} {name}"


def _planned() -> dict[str, School]:
    found: dict[str, School] = {}
    for phase, rows, number in _ROWS:
        for offset, (
            where,
            name,
            type_,
            district,
            low,
            high,
            pupils,
            trust,
            fsm,
            much,
        ) in enumerate(rows):
            key = where if name != "Junior School" else f"{where} Junior"
            found[key] = School(
                FIRST_URN + len(found), number + offset, _named(where, name), phase, type_,
                district, low, high, pupils, trust, fsm_share=fsm, absence=much,
            )  # fmt: skip
    return found | {"Peppergarth": academised(found["Peppergarth"], ACADEMY_SINCE)}


SCHOOLS = _planned()
"""By the invented place that each is named after."""


def number_of(place_name: str) -> int:
    """The place of a school among SCHOOLS."""
    return list(SCHOOLS).index(place_name)


def urn(place_name: str) -> int:
    """The URN that a school has now."""
    return SCHOOLS[place_name].urn
