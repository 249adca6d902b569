"""Published thresholds and conventions, each with its source."""

from datetime import date

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

SMALLEST_SHARE_OF_ROLL = 0.9
"""A file, or a week, with fewer of a school's pupils may be an export of some classes. Our own
choice."""
LARGEST_SHARE_CHANGED = 0.05
"""A file that changes more of the marks it overlaps may be another year's. Our own choice."""

# "Working together to improve school attendance" (August 2024), paragraph on code N.
DAYS_TO_EXPLAIN = 5
"""School days after which an absence without a reason (N) should have another code."""

# Spiegelhalter, "Funnel plots for comparing institutional performance" (2005): two pairs of
# limits, 95% and 99.8% of a normal distribution.
CHANCE_LIMIT = 1.96
"""So many standard errors from what is usual hold 95% of what chance makes."""
SURE_LIMIT = 3.09
"""And so many 99.8%: a school outside is called "unlikely to be chance". One in twenty lies
outside the other pair by chance alone, some 25 schools of Essex."""
SMALLEST_SHARE_SENT = 0.9
"""A school that sent a smaller share of the weeks due is not compared with the others: absence
is not the same all year. Our own choice."""

UNUSUAL_FACTOR = 3.0
UNUSUAL_POINTS = 0.5
"""A code is unusual in a school when its share of marks is so many times that of the other
schools of the phase, and so many points above it. Our own choice."""

ABSENCE_BANDS = [0.0, 0.05, 0.1, 0.2, 0.5]
"""Least share missed of each band of pupils. PA begins at 10% and SA at 50%; the other bounds are
common in schools, not DfE's."""

SPELL_BANDS = [1, 3, 7, 21]
"""Least sessions of each band of spells, two a day: 1, 2 to 3, 4 to 10 and over 10 days. Our own
choice."""

WEEKDAY_POINTS = 1.5
WEEK_POINTS = 3.0
SPELL_POINTS = 3.0
"""So many points make a weekday, a week or a length of spells stand out in a school's title. Our
own choice: below it, a school of 200 pupils differs so much by chance."""

SMALLEST_GROUP = {"governor": 5}
"""Fewest pupils of whom a role may see a count or rate. DfE sets no rule for governors; five is
what councils commonly use (Welsh guidance: fewer than 5 not shown)."""

SMALLEST_COVERAGE = 0.9
"""Where fewer of the pupils on roll have marks, no change is told. Our own choice."""

SPREAD_OF_PUPILS_POINTS = 10.0
"""A change between two years is called clear beyond CHANCE_LIMIT standard errors for its pupils,
with pupils' own attendance spread about so many points around the mean. Our own choice: the
sample's primary schools spread by 7, secondary schools by more."""

SMALLEST_NAMED_GROUP = 30
"""A title names the group of lowest attendance among those with so many pupils; the rate of
fewer is mostly chance. Our own choice."""

SMALLEST_NAMED_GROUP_OF_SCHOOL = 10
"""The same for groups of one school's pupils. Our own choice."""

FEWEST_PACE_WEEKS = 3
"""A half term with fewer weeks sent is not taken as the pace of the rest of the year, the one
before it is. Our own choice: one week's illness is no pace."""

MOST_SIMILAR = 20
"""So many similar schools. DfE's similar-schools reports take as many."""

SMALLEST_POOL = 5
"""Fewest schools whose marks are told together to a viewer who may not see them. Our own
choice."""

SMALLEST_KNOWN_SHARE = 0.5
"""Two schools that share less of the weights are not called similar. Our own choice."""

CLOSE_STEPS = 0.25
FAR_STEPS = 0.75
"""Schools are called alike in a factor up to so many standard deviations of the phase, and
different from so many on. Our own choice."""

AT_RISK_SHARE = 0.05
"""Least share missed of pupils at risk of persistent absence, at first: DfE gives none."""

SETTLED_SESSIONS = 60
"""Until a pupil has so many possible sessions, a share says little: two sessions missed in the
first fortnight are 10%. Our own choice."""

FEWEST_CHANGE_SESSIONS = 20
CLEAR_CHANGE_SESSIONS = 10
"""A pupil's half term is set beside the one before with so many possible sessions in both (two
school weeks), and a change is told beyond so many sessions missed more or fewer than at the rate
before: more than one school week, for a week's illness alone is no change of habit. Our own
choice."""

PUPILS_LISTED_AT_ONCE = 200
MOST_PUPILS_DOWNLOADED = 100_000
"""So many rows fit a page and a file. Our own choice."""

# National framework for penalty notices, in force since 19 August 2024, as the codes of conduct
# of authorities quote it: 10 sessions with G, N, O or U within a rolling 10 school weeks.
PENALTY_SESSIONS = 10
NOTICES_COUNTED_FROM = date(2024, 8, 19)
"""Notices to a parent of before do not count to the two of three years (the same source)."""
PENALTY_CLOSE_SESSIONS = 6
"""From so many sessions on a pupil is called close to it. Our own choice."""

# School Attendance (Pupil Registration) (England) Regulations 2024, regulation 13, and "Working
# together to improve school attendance" (August 2024) on returns to the local authority.
RUN_DAYS = 10
"""School days in a row of absence without leave that the authority is told of."""
RUN_COMING_DAYS = 5
ILLNESS_DAYS = 15
"""School days of illness in the year, in a row or not, that the authority is told of."""
ILLNESS_CLOSE_DAYS = 10
ILLNESS_LIKELY_DAYS = 5
"""From so many days on a pupil is listed before the threshold is reached. Our own choice."""

# The same regulations, regulation 9: a ground for deletion after joint reasonable enquiries.
ENQUIRY_DAYS = 20
ENQUIRY_COMING_DAYS = 10
"""School days in a row with G, N or O alone, and from when on a run is listed."""

PART_TIME_WEEKS = 6
"""A part-time timetable (C2) has to be limited in time; no rule says how long. Local practice."""

WEEKS_BACK = 4
"""School weeks looked back for pupils who joined or left. Our own choice."""

LETTER_LEVEL = 0.95
"""Attendance below which a school writes home, until it sets its own. No rule of DfE's."""

# "Working together": a pupil's social worker is told of unexplained absence.
TOLD_CODES = ["N", "O"]
DAYS_SINCE = 7
"""Codes that a social worker is told of, and days looked back without another choice."""
WEEKDAY_SPELL_SESSIONS = 4
"""Whether a pupil is away on one weekday is told from spells of at most two days: longer ones hold
several. Our own choice."""


SHORT_SPELL_SESSIONS = 2
LONG_SPELL_SESSIONS = 10
"""A spell of a day or less is short, one of a school week or more is long. Our own choice."""
SPELLS_FOR_A_DAY = 6
"""With fewer short spells chance alone makes one weekday stand out. Our own choice."""

CELEBRATED_RATE = 0.98
IMPROVED_POINTS = 5.0
IMPROVED_TO_RATE = 0.8
CELEBRATED_CLASS_RATE = 0.97
IMPROVED_CLASS_POINTS = 2.0
"""From so high an attendance on, or so many points above the half term before, a pupil or a class
is praised; for the latter a pupil attends four days of five by now. Our own choice."""

UNEXPLAINED_STEPS = [3, 5, 8]
"""Days of an unexplained absence on which a school does the next thing: a call, a visit, a
referral. Local practice; no rule says when."""

WEEKS_OFFERED = 13
"""Weeks back that "what changed since" can be asked of. Our own choice: about a term."""

SINCE_MEETING_POINTS = 2.0
"""A pupil discussed at a meeting misses less or more since then from a change of so many points of
the pupil's own possible sessions on; less is no clear change. Our own choice."""

FEWEST_SINCE_MEETING = 5
"""With fewer pupils compared on a side, a count of those who miss less tells nothing. Our own
choice."""
FEWEST_FOR_INTAKE = 10
"""With fewer schools of a phase, what PA to expect is told from attendance alone: intake would
fit chance. Our own choice."""

MOST_MET_FIRST = 20
"""So many schools at the top of the list of need are asked whether weights put them there."""

FIXED = {
    "most_similar": MOST_SIMILAR,
    "smallest_pool": SMALLEST_POOL,
    "smallest_known_share": SMALLEST_KNOWN_SHARE,
    "smallest_share_pooled": SMALLEST_SHARE_SENT,
}
"""Query parameters that no caller may set: by moving them one could tell a school from the sums
of several."""

PARAMETERS = {
    "limit_factor": LIMIT_FACTOR,
    "moving_range_cut": MOVING_RANGE_CUT,
    "run_length": RUN_LENGTH,
    "smallest_coverage": SMALLEST_COVERAGE,
    "smallest_share_of_roll": SMALLEST_SHARE_OF_ROLL,
    "days_to_explain": DAYS_TO_EXPLAIN,
    "chance_limit": CHANCE_LIMIT,
    "sure_limit": SURE_LIMIT,
    "smallest_share_sent": SMALLEST_SHARE_SENT,
    "fewest_pace_weeks": FEWEST_PACE_WEEKS,
    "unusual_factor": UNUSUAL_FACTOR,
    "unusual_points": UNUSUAL_POINTS,
    "absence_bands": ABSENCE_BANDS,
    "settled_sessions": SETTLED_SESSIONS,
    "fewest_change_sessions": FEWEST_CHANGE_SESSIONS,
    "clear_change_sessions": CLEAR_CHANGE_SESSIONS,
    "spell_bands": SPELL_BANDS,
    "penalty_sessions": PENALTY_SESSIONS,
    "notices_counted_from": NOTICES_COUNTED_FROM,
    "penalty_close_sessions": PENALTY_CLOSE_SESSIONS,
    "run_days": RUN_DAYS,
    "run_coming_days": RUN_COMING_DAYS,
    "illness_days": ILLNESS_DAYS,
    "illness_close_days": ILLNESS_CLOSE_DAYS,
    "illness_likely_days": ILLNESS_LIKELY_DAYS,
    "enquiry_days": ENQUIRY_DAYS,
    "enquiry_coming_days": ENQUIRY_COMING_DAYS,
    "told_codes": TOLD_CODES,
    "unexplained_steps": UNEXPLAINED_STEPS,
    "weeks_offered": WEEKS_OFFERED,
    "short_spell_sessions": SHORT_SPELL_SESSIONS,
    "spells_for_a_day": SPELLS_FOR_A_DAY,
    "long_spell_sessions": LONG_SPELL_SESSIONS,
    "celebrated_rate": CELEBRATED_RATE,
    "improved_points": IMPROVED_POINTS,
    "improved_to_rate": IMPROVED_TO_RATE,
    "celebrated_class_rate": CELEBRATED_CLASS_RATE,
    "improved_class_points": IMPROVED_CLASS_POINTS,
    "weekday_spell_sessions": WEEKDAY_SPELL_SESSIONS,
    "since_meeting_points": SINCE_MEETING_POINTS,
    "fewest_for_intake": FEWEST_FOR_INTAKE,
}
"""Query parameters that take a rule's value unless a caller gives another."""
