-- The weeks that marks have come for, from any school, and their academic years.
--
-- grain:   one row per week_commencing
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar  such as 2024/25
--   week_commencing  date     Monday
--   first_year       integer  calendar year that the academic year starts in

select distinct
    academic_year,
    week_commencing,
    cast(substr(academic_year, 1, 4) as integer) as first_year
from school_calendar
where is_reported
order by week_commencing
