"""England, its regions and some of its authorities, each with an invented number of pupils."""

from dataclasses import dataclass

PHASES = ("Primary", "Secondary", "Special")


@dataclass(frozen=True)
class Area:
    """A place that sessions are counted in; `thousands` is its pupils, invented."""

    name: str
    level: str
    thousands: int
    region_code: str = ""
    region_name: str = ""
    gss_code: str = ""
    old_code: str = "NA"


REGION_SIZES = {
    ("E12000001", "North East"): 390,
    ("E12000002", "North West"): 1110,
    ("E12000003", "Yorkshire and The Humber"): 830,
    ("E12000004", "East Midlands"): 710,
    ("E12000005", "West Midlands"): 930,
    ("E12000006", "East of England"): 942,
    ("E12000007", "London"): 1300,
    ("E12000008", "South East"): 1330,
    ("E12000009", "South West"): 760,
}

AUTHORITY_SIZES = {
    "North East": (
        ("E06000047", "840", "County Durham", 70),
        ("E08000021", "391", "Newcastle upon Tyne", 42),
        ("E08000024", "394", "Sunderland", 39),
    ),
    "North West": (
        ("E08000003", "352", "Manchester", 92),
        ("E08000012", "341", "Liverpool", 70),
        ("E10000017", "888", "Lancashire", 175),
    ),
    "Yorkshire and The Humber": (
        ("E06000010", "810", "Kingston upon Hull, City of", 42),
        ("E08000019", "373", "Sheffield", 77),
        ("E08000035", "383", "Leeds", 123),
    ),
    "East Midlands": (
        ("E10000018", "855", "Leicestershire", 98),
        ("E10000019", "925", "Lincolnshire", 104),
        ("E10000024", "891", "Nottinghamshire", 118),
    ),
    "West Midlands": (
        ("E08000025", "330", "Birmingham", 206),
        ("E08000031", "336", "Wolverhampton", 45),
        ("E10000028", "860", "Staffordshire", 122),
    ),
    "East of England": (
        ("E06000031", "874", "Peterborough", 38),
        ("E06000032", "821", "Luton", 40),
        ("E06000033", "882", "Southend-on-Sea", 29),
        ("E06000034", "883", "Thurrock", 31),
        ("E06000055", "822", "Bedford", 31),
        ("E06000056", "823", "Central Bedfordshire", 47),
        ("E10000003", "873", "Cambridgeshire", 95),
        ("E10000012", "881", "Essex", 221),
        ("E10000015", "919", "Hertfordshire", 196),
        ("E10000020", "926", "Norfolk", 115),
        ("E10000029", "935", "Suffolk", 99),
    ),
    "London": (
        ("E09000008", "306", "Croydon", 57),
        ("E09000025", "316", "Newham", 59),
        ("E09000030", "211", "Tower Hamlets", 46),
    ),
    "South East": (
        ("E06000046", "921", "Isle of Wight", 16),
        ("E10000014", "850", "Hampshire", 183),
        ("E10000016", "886", "Kent", 240),
    ),
    "South West": (
        ("E06000023", "801", "Bristol, City of", 60),
        ("E06000052", "908", "Cornwall", 74),
        ("E10000008", "878", "Devon", 97),
    ),
}

ENGLAND = Area("England", "National", sum(REGION_SIZES.values()))
REGIONS = tuple(
    Area(name, "Regional", thousands, code, name)
    for (code, name), thousands in REGION_SIZES.items()
)
AUTHORITIES = tuple(
    Area(name, "Local authority", thousands, region.region_code, region.name, gss_code, old_code)
    for region in REGIONS
    for gss_code, old_code, name, thousands in AUTHORITY_SIZES[region.name]
)
ESSEX = next(area for area in AUTHORITIES if area.name == "Essex")
# One school of one phase, so DfE masks every figure of it.
CONFIDENTIAL = Area(
    "City of London", "Local authority", 0, "E12000007", "London", "E09000001", "201"
)


def authorities_of(region: Area) -> tuple[Area, ...]:
    """The listed authorities of a region."""
    return tuple(area for area in AUTHORITIES if area.region_code == region.region_code)


def _rest_of(region: Area) -> Area:
    listed = sum(area.thousands for area in authorities_of(region))
    left = region.thousands - listed
    return Area(f"Rest of {region.name}", "Rest", left, region.region_code, region.name)


RESTS = tuple(rest for rest in map(_rest_of, REGIONS) if rest.thousands)
PARTS = (*AUTHORITIES, *RESTS)


def parts_of(area: Area) -> tuple[Area, ...]:
    """What England or a region is the sum of; an authority is its own only part."""
    if area == ENGLAND:
        return PARTS
    if area in REGIONS:
        return tuple(part for part in PARTS if part.region_code == area.region_code)
    return (area,)
