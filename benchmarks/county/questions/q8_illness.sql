-- Pupils who were ill on fifteen days and more this year: days with any session missed, ill (I).
--
-- grain:   one row per school_id and pupil_id
-- rows:    pupil
-- params:
--   week_commencing  date  Monday of the last week, the year's latest
-- returns:
--   school_id     integer  see schools
--   pupil_id      integer  see people
--   illness_days  bigint   days with any session missed, ill, 15 or more

select
    school_id,
    pupil_id,
    cast(year_illness_days as bigint) as illness_days
from pupil_weeks
where
    week_commencing = cast($week_commencing as date)
    and year_illness_days >= 15
