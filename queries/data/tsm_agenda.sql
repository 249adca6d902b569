-- What the agenda of a Targeting Support Meeting is made of: how long a meeting of a phase is, its
-- items with their minutes of a meeting of ninety, who should come and what to bring.
--
-- grain:   one row per kind and place
-- rows:    county
-- source:  tsm_agenda.csv, after Essex's guidance to schools; minutes are our own choice
-- params: none
-- returns:
--   kind     varchar  length, item, who or bring
--   place    integer  place in the order
--   words    varchar  the phase, the item, who should come, what to bring
--   minutes  integer  how long; null for who and bring
--   detail   varchar  what it is about, or null

select
    kind,
    place,
    words,
    minutes,
    detail
from tsm_agenda
order by kind, place
