-- The number by which a school's week counts towards windows of ten open weeks: a closed week
-- goes to the next open one.
--
-- grain:   one row per school_id and week_commencing
-- rows:    build
-- params: none
-- returns:
--   school_id        integer  see schools
--   week_commencing  date     Monday
--   week_number      integer  open weeks so far

select
    school_id,
    week_commencing,
    week_number + case when is_open then 0 else 1 end as week_number
from school_calendar
where week_number > 0
order by school_id, week_commencing
