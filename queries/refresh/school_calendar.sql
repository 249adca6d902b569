-- The weeks of schools that a refresh works on: of the touched schools, from the touched week on.
--
-- grain:   one row per school_id and week_commencing
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar   such as 2024/25
--   school_id        integer   see schools
--   week_commencing  date      Monday
--   half_term        smallint  1 to 6, a holiday counting to the one before; null without dates
--   is_in_term       boolean   by term dates
--   is_open          boolean   school was, or should be, held
--   is_due           boolean   in the weeks of anyone's marks, and the school existed or has marks
--   is_reported      boolean   any mark has come
--   sessions_held    integer   sessions with marks that are no planned closure
--   week_number      integer   open weeks up to and including this one, over all years
--   weeks_unreported integer   open and due weeks without a mark, up to and including this one

select *
from warehouse.school_calendar
where
    school_id in (select school_id from steps.scope_schools)
    and week_commencing >= (select from_week from steps.scope_start)
