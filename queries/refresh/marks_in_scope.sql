-- How many of all marks a refresh would work on, counted before the arriving ones are.
--
-- grain:   one row
-- rows:    build
-- params: none
-- returns:
--   touched     hugeint marks of touched schools from the touched week on
--   everything  hugeint all marks

select
    coalesce(
        sum(marks) filter (
            where school_id in (select school_id from steps.scope_schools)
            and session_date >= (select from_week from steps.scope_start)
        ),
        0
    )
    + (select count(*) from steps.arriving_marks) as touched,
    coalesce(sum(marks), 0) as everything
from warehouse.school_session_codes
