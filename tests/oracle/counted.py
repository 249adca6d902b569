"""What is counted of some pupils."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """Sessions of some pupils."""

    possible: int = 0
    authorised: int = 0
    unauthorised: int = 0

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def attended(self) -> int:
        return self.possible - self.absent

    @property
    def attendance_rate(self) -> float | None:
        return self.attended / self.possible if self.possible else None

    @property
    def absence_rate(self) -> float | None:
        return self.absent / self.possible if self.possible else None

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.possible + other.possible,
            self.authorised + other.authorised,
            self.unauthorised + other.unauthorised,
        )


@dataclass(frozen=True)
class SoFar:
    """Enrolments with possible sessions of the year so far, and of these the persistently (10%
    or more missed) and the severely absent (50%)."""

    enrolments: int = 0
    persistent: int = 0
    severe: int = 0
