-- Weeks that nobody had marks of before the arriving ones.
--
-- grain:   one row per week_commencing
-- rows:    build
-- params: none
-- returns:
--   week_commencing  date  Monday

select distinct cast(date_trunc('week', session_date) as date) as week_commencing
from (select distinct session_date from steps.arriving_marks) as days
where cast(date_trunc('week', session_date) as date)
    not in (select week_commencing from warehouse.marked_weeks)
