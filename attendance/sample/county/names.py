"""Names that cannot be taken for real ones, and numbers that no real pupil has."""

import numpy as np

PLACE_STARTS = (
    "Thimble", "Quill", "Brindle", "Otter", "Copper", "Wander", "Pepper", "Marrow", "Lantern",
    "Bramble", "Tumble", "Kettle", "Feather", "Ginger", "Hobble", "Juniper", "Larkspur", "Mumble",
    "Nettle", "Pebble", "Rumble", "Saffron", "Tinder", "Velvet", "Whistle", "Acorn", "Button",
    "Cobble", "Dapple", "Ember",
)  # fmt: skip
PLACE_ENDS = (
    "barrow", "quay", "mere", "thorpe", "combe", "stow", "wick", "holme", "ness", "garth", "fold",
    "beck", "lea", "hythe", "croft", "down", "marsh", "gate", "reach", "haven",
)  # fmt: skip
# Some letters of GIAS names exist in cp1252 but not in ASCII.
SAINTS = ("St Zoë’s", "St Œdwyn’s", "St Brânwen’s", "St Mirabél’s", "St Cædda’s", "St Ysöl’s")
SURNAME_STARTS = (
    "Brimbl", "Quorv", "Thrask", "Wimpl", "Zorr", "Pennyv", "Flumb", "Grindl", "Hexl", "Jarv",
    "Krumpl", "Lozz", "Mirthl", "Nibb", "Oddl", "Plonk", "Rusk", "Snargl", "Twibb", "Umbr",
    "Vexl", "Whorl", "Yarr", "Zibb", "Drizz", "Eldr", "Fizzl", "Glimm", "Hump", "Inkl",
)  # fmt: skip
SURNAME_ENDS = (
    "adder", "efax", "ibone", "oquist", "umble", "andrake", "etwick", "ivane", "orwhistle",
    "uskin", "apenny", "erwort", "ibottle", "ofern", "uckle", "aquill", "ethistle", "inook",
    "oboggle", "urrow",
)  # fmt: skip
FORENAME_STARTS = (
    "Zel", "Orr", "Thim", "Quin", "Bri", "Fen", "Gal", "Hes", "Ib", "Jol", "Kor", "Lum", "Mev",
    "Nor", "Osk", "Pip", "Rav", "Sor", "Tav", "Ulm", "Vir", "Wil", "Yov", "Zan",
)  # fmt: skip
FORENAME_ENDS = (
    "abix", "eno", "iva", "olo", "uri", "azel", "ethe", "imar", "onda", "umi", "awen", "eliq",
    "isk", "ova", "ux",
)  # fmt: skip

# No authority has the number 999, so that no pupil can have these UPNs.
NO_AUTHORITY = 999
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
SERIALS = 1_000_000_000
STRIDE = 618_033_989


def place(number: int) -> str:
    """An invented place; as many differ as PLACES says."""
    start = PLACE_STARTS[(number * 7 + number // 30) % len(PLACE_STARTS)]
    end = PLACE_ENDS[number // len(PLACE_STARTS) % len(PLACE_ENDS)]
    return PARTS_OF_PLACES[number // (len(PLACE_STARTS) * len(PLACE_ENDS))] + start + end


PARTS_OF_PLACES = ("", "Great ", "Little ")
PLACES = len(PARTS_OF_PLACES) * len(PLACE_STARTS) * len(PLACE_ENDS)


def upns(people: np.ndarray) -> np.ndarray:
    """A letter and twelve digits for each person's number, in no order."""
    letters = np.array(list(UPN_LETTERS), dtype="S1")[people % len(UPN_LETTERS)]
    serials = (people.astype(np.int64) * STRIDE + 271_828) % SERIALS
    digits = (NO_AUTHORITY * SERIALS + serials).astype("S12")
    return np.char.add(letters, digits)


def surnames(numbers: np.ndarray) -> np.ndarray:
    """An invented surname for each household's number."""
    return _joined(numbers, SURNAME_STARTS, SURNAME_ENDS)


def forenames(numbers: np.ndarray) -> np.ndarray:
    """An invented forename for each number."""
    return _joined(numbers, FORENAME_STARTS, FORENAME_ENDS)


def _joined(numbers: np.ndarray, starts: tuple[str, ...], ends: tuple[str, ...]) -> np.ndarray:
    every = np.array([start + end for start in starts for end in ends])
    return every[numbers * 389 % len(every)]
