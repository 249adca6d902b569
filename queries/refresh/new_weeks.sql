-- Weeks that nobody had marks of before the arriving ones.
--
-- grain:   one row per week_commencing
-- rows:    build
-- params: none
-- returns:
--   week_commencing  date  Monday

select distinct cast(date_trunc('week', session_date) as date) as week_commencing
from steps.arriving_marks
where cast(date_trunc('week', session_date) as date)
    not in (select week_commencing from warehouse.marked_weeks)
