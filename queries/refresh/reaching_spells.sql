-- Spells from before the touched week of which a session in it was missed as well, by pupil.
--
-- grain:   one row per school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   school_id  integer  see schools
--   pupil_id   integer  see people
--   from_date  date     first day of the earliest of them
--   to_date    date     day before the touched week

select
    school_id,
    pupil_id,
    min(first_date) as from_date,
    cast((select from_week from steps.scope_start) - interval 1 day as date) as to_date
from warehouse.absence_spells
where
    school_id in (select school_id from steps.scope_schools)
    and first_date < (select from_week from steps.scope_start)
    and last_date >= (select from_week from steps.scope_start)
group by school_id, pupil_id
