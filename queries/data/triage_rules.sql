-- The rules by which a group of the shared language is suggested for a persistently absent
-- pupil. They are tried in order; the first that applies gives the group.
--
-- grain:   one row per rule
-- rows:    county
-- source:  triage_rules.csv, our own choice
-- params: none
-- returns:
--   rule          integer  place in the order
--   triage_group  varchar  just attendance, specific issue or complex
--   reason        varchar  what is said of a pupil to whom the rule applies
--   measure       varchar  what the rule looks at
--   of_what       varchar  cohort and value, or register code, that it is of; or null
--   at_least      double   the measure must be so much; shares are 0 to 1
--   and_measure   varchar  what else it looks at, or null
--   and_at_least  double   that must be so much, or null

select
    rule,
    triage_group,
    reason,
    measure,
    of_what,
    at_least,
    and_measure,
    and_at_least
from triage_rules
order by rule
