-- How many spells of absence of each length began in each week in all the county's schools of a
-- phase.
--
-- grain:   one row per education_phase, week_commencing and sessions
-- rows:    build
-- params: none
-- returns:
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   week_commencing  date     Monday of the week that the spells began in
--   sessions         integer  sessions missed in each of them
--   spells           bigint   how many

select
    schools.education_phase,
    cast(date_trunc('week', absence_spells.first_date) as date) as week_commencing,
    absence_spells.sessions,
    count(*) as spells
from absence_spells
inner join schools
    on absence_spells.school_id = schools.school_id
    and schools.is_current
group by schools.education_phase, week_commencing, absence_spells.sessions
order by education_phase, week_commencing, sessions
