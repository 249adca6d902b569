-- The named spans that a refresh works on: those that end in the touched week or later.
--
-- grain:   one row per first_week and last_week
-- rows:    build
-- params: none
-- returns:
--   first_week   date  Monday of the first week
--   last_week    date  Monday of the last week
--   week_before  date  last week with marks before the first, in the same year; null if none

select *
from warehouse.named_spans
where last_week >= (select from_week from steps.scope_start)
