-- What a pack for a Targeting Support Meeting holds in each term, in which order and under which
-- headings, and what is asked of every school that term. A phase may have rows of its own in a
-- term; the others have those without a phase.
--
-- grain:   one row per term, education_phase and section
-- rows:    county
-- source:  tsm_themes.csv, our own choice
-- params: none
-- returns:
--   term             varchar  autumn, spring or summer
--   education_phase  varchar  Primary, Secondary, Special and others, or null for all others
--   theme            varchar  the term's theme in words
--   place            integer  place of the section in the pack
--   section          varchar  which section, such as severe
--   heading          varchar  what it is called
--   questions        varchar  questions of the section, between bars, or null

select
    term,
    education_phase,
    theme,
    place,
    section,
    heading,
    questions
from tsm_themes
order by term, education_phase, place
