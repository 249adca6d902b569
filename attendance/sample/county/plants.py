"""Which school of the sample has which pattern and which fault."""

import numpy as np

from attendance.sample.county import faults, patterns
from attendance.sample.county.codes import NO_MARK, NOT_POSSIBLE
from attendance.sample.county.registers import Register

PATTERNS: dict[str, tuple[patterns.Pattern, ...]] = {
    "Pebblethorpe": (patterns.friday_problem,),
    "Nettlequay": (patterns.part_time_overuse,),
    "Juniperreach": (patterns.off_site_overuse,),
    "Saffronholme": (patterns.improving,),
    "Otterhythe": (patterns.illness_wave,),
    "Featherdown": (patterns.holiday_weeks,),
    "Mumblehaven": (patterns.severe_absence,),
    "Kettlecroft": (patterns.siblings_together,),
    "Bramblelea": (patterns.absent_before_moving,),
    "Marrowfold": (patterns.absent_after_moving,),
    "Copperstow": (patterns.late_school,),
    "Gingermarsh": (patterns.stopped_reporting,),
}
FAULTS: dict[str, tuple[patterns.Pattern, ...]] = {
    "Lanternbeck": (faults.unresolved,),
    "Brindlewick Junior": (faults.code_out_of_date,),
    "Hobblegate": (faults.meaningless_codes,),
    "Thimblebarrow": (faults.class_without_register,),
    "Quillmere": (faults.marked_after_leaving,),
}


def plant_patterns(place: str, register: Register) -> None:
    """Write the school's patterns over its registers, but not where no pupil was expected."""
    before = register.codes.copy()
    for pattern in PATTERNS.get(place, ()):
        pattern(register)
    not_expected = (before == NO_MARK) | np.isin(before, NOT_POSSIBLE)
    not_sent = register.codes == NO_MARK
    register.codes[:] = np.where(not_expected & ~not_sent, before, register.codes)


def plant_faults(place: str, register: Register) -> None:
    """Write the school's faults over its registers, in 2024/25 only."""
    if register.calendar.year >= faults.FIRST_YEAR_WITH_FAULTS:
        faults.recent_without_reason(register)
        for fault in FAULTS.get(place, ()):
            fault(register)
