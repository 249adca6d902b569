-- How many of all marks a refresh would work on.
--
-- grain:   one row
-- rows:    build
-- params: none
-- returns:
--   touched     bigint  marks of touched schools from the touched week on
--   everything  bigint  all marks

select
    count(*) filter (
        where school_id in (select school_id from steps.scope_schools)
        and session_date >= (select from_week from steps.scope_start)
    ) as touched,
    count(*) as everything
from warehouse.marks
