-- People of a warehouse, or of what was written down, that the register does not know.
--
-- grain:   one row per person_key
-- rows:    build
-- params: none
-- returns:
--   person_key  varchar  key that the person has there

select asked_people.person_key
from asked_people
anti join known_identities on asked_people.person_key = known_identities.person_key
order by asked_people.person_key
