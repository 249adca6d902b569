"""Invented pupils: who they are, and how prone to absence."""

from dataclasses import dataclass, fields

import numpy as np

# Ethnicity codes of the school census, with invented shares.
ETHNICITIES = {
    "WBRI": 0.76, "WOTH": 0.07, "MWAS": 0.02, "MWBC": 0.02, "AIND": 0.02, "APKN": 0.015,
    "BAFR": 0.03, "BCRB": 0.01, "CHNE": 0.005, "MOTH": 0.02, "WROM": 0.006, "WIRT": 0.004,
    "OOTH": 0.01, "NOBT": 0.01,
}  # fmt: skip
TRAVELLERS = ("WROM", "WIRT")
HOME_AUTHORITIES = {"881": 0.97, "882": 0.012, "883": 0.012, "": 0.006}
# How far each circumstance moves a pupil up the order of absence.
PULLS = {
    "fsm": 0.24,
    "sen_support": 0.2,
    "plan": 0.32,
    "child_in_need": 0.4,
    "young_carer": 0.2,
    "medical_condition": 0.25,
    "eal": -0.08,
}
# One pair of siblings in so many has the same place in the order of absence.
ALIKE = 3


@dataclass
class People:
    """One array for each fact, by the person's number."""

    sex: np.ndarray
    forename: np.ndarray
    surname: np.ndarray
    household: np.ndarray
    birth: np.ndarray
    fsm: np.ndarray
    sen: np.ndarray
    eal: np.ndarray
    ethnicity: np.ndarray
    child_in_need: np.ndarray
    child_protection_plan: np.ndarray
    looked_after: np.ndarray
    previously_looked_after: np.ndarray
    young_carer: np.ndarray
    medical_condition: np.ndarray
    home_authority: np.ndarray
    standing: np.ndarray
    """Place in the order of absence, 0 to 1, evenly spread."""
    health: np.ndarray
    punctuality: np.ndarray

    def __len__(self) -> int:
        return len(self.sex)

    def extended(self, others: "People") -> "People":
        """These people and, with the numbers after theirs, the others."""
        return People(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(others, field.name)])
                for field in fields(People)
            }
        )


def born(
    year_groups: np.ndarray,
    fsm_shares: np.ndarray,
    year: int,
    first: int,
    rng: np.random.Generator,
    is_special: bool = False,
) -> People:
    """New people, numbered from `first`, who are in these year groups in that academic year."""
    count = len(year_groups)
    fsm = rng.random(count) < fsm_shares * (1.7 if is_special else 1)
    sen = _sen(rng.random(count), is_special)
    social = _social_care(fsm, rng)
    eal = rng.random(count) < 0.1
    carer, medical = rng.random(count) < 0.015, rng.random(count) < 0.04
    pulls = PULLS["fsm"] * fsm + PULLS["sen_support"] * (sen == "K") + PULLS["plan"] * (sen == "E")
    pulls = pulls + PULLS["child_in_need"] * social["child_in_need"] + PULLS["eal"] * eal
    pulls = pulls + PULLS["young_carer"] * carer + PULLS["medical_condition"] * medical
    household = first + np.arange(count)
    order = rng.random(count) + pulls
    return People(
        sex=np.where(rng.random(count) < 0.51, "M", "F"),
        forename=(rng.random(count) * 1e6).astype(np.int64),
        surname=(rng.random(count) * 1e6).astype(np.int64),
        household=household,
        birth=_birth(year_groups, year, rng),
        fsm=fsm,
        sen=sen,
        eal=eal,
        ethnicity=_picked(ETHNICITIES, rng.random(count)),
        **social,
        young_carer=carer,
        medical_condition=medical,
        home_authority=_picked(HOME_AUTHORITIES, rng.random(count)),
        standing=_ranked(order),
        health=rng.random(count),
        punctuality=rng.random(count),
    )


def join_households(people: People, younger: np.ndarray, older: np.ndarray) -> None:
    """Make siblings of pairs: name and home are shared, and some of the habits."""
    people.household[younger] = people.household[older]
    people.surname[younger] = people.surname[older]
    people.fsm[younger] = people.fsm[older]
    people.ethnicity[younger] = people.ethnicity[older]
    people.eal[younger] = people.eal[older]
    people.home_authority[younger] = people.home_authority[older]
    people.standing[younger[::ALIKE]] = people.standing[older[::ALIKE]]


def _sen(drawn: np.ndarray, is_special: bool) -> np.ndarray:
    if is_special:
        return np.full(len(drawn), "E")
    return np.select([drawn < 0.035, drawn < 0.18], ["E", "K"], "N")


def _social_care(fsm: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    count = len(fsm)
    in_need = rng.random(count) < np.where(fsm, 0.06, 0.012)
    looked_after = ~in_need & (rng.random(count) < 0.006)
    return {
        "child_in_need": in_need,
        "child_protection_plan": in_need & (rng.random(count) < 0.2),
        "looked_after": looked_after,
        "previously_looked_after": ~looked_after & (rng.random(count) < 0.008),
    }


def _birth(year_groups: np.ndarray, year: int, rng: np.random.Generator) -> np.ndarray:
    """A day of the twelve months to 31 August that make the year group."""
    starts = (year - 5 - year_groups).astype(str)
    first = np.char.add(starts, "-09-01").astype("datetime64[D]")
    return first + (rng.random(len(year_groups)) * 365).astype("timedelta64[D]")


def _picked(shares: dict[str, float], drawn: np.ndarray) -> np.ndarray:
    edges = np.cumsum(list(shares.values()))
    places = np.searchsorted(edges, drawn * edges[-1], side="right")
    return np.array(list(shares))[np.minimum(places, len(shares) - 1)]


def _ranked(order: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(order))
    ranks[np.argsort(order, kind="stable")] = np.arange(len(order))
    return (ranks + 0.5) / max(len(order), 1)
