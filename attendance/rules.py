"""Published thresholds and conventions, each with its source."""

# Chart rules of NHS England's "Making data count" (XmR charts).
LIMIT_FACTOR = 2.66
"""Control limits lie this many mean moving ranges from the mean."""
MOVING_RANGE_CUT = 3.267
"""Moving ranges above this many times their mean are left out of it."""
WEEKS_FOR_LIMITS = 12
"""With fewer points the limits are called trial limits."""
RUN_LENGTH = 7
"""So many points on one side of the mean, or rising, or falling, are a signal."""

# DfE adds up all schools from sessions since 2025/26; before, it weighted phases by headcount
# (commits of 15 September 2025 to its attendance dashboard).
FIRST_YEAR_OF_SUMMED_TOTALS = "2025/26"

SMALLEST_CHANGE_POINTS = 0.05
"""A change of a gap below half the last printed digit is called "no clear change". Our own
choice: DfE prints one decimal, so less cannot be seen in what it publishes."""

PARAMETERS = {
    "limit_factor": LIMIT_FACTOR,
    "moving_range_cut": MOVING_RANGE_CUT,
    "run_length": RUN_LENGTH,
}
"""Query parameters that take a rule's value unless a caller gives another."""
