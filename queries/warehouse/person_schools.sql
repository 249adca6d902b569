-- In which schools each person was ever on roll, found by the person's key: pages about one pupil
-- begin here. The beginning of the key comes first, because it is quickly looked through.
--
-- grain:   one row per person_key, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   key_start   varchar  first three letters of the key
--   person_key  varchar  random key that lasts, for links and for what is written down
--   school_id   integer  see schools
--   pupil_id    integer  see people

select
    left(people.person_key, 3) as key_start,
    people.person_key,
    on_roll.school_id,
    on_roll.pupil_id
from (select distinct school_id, pupil_id from enrolments) as on_roll
inner join people on on_roll.pupil_id = people.pupil_id
order by people.person_key, on_roll.school_id, on_roll.pupil_id
