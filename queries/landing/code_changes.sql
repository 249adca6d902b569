-- Which codes arriving marks would replace by which, most frequent first.
--
-- grain:   one row per old_code and new_code
-- rows:    build
-- params: none
-- returns:
--   old_code  varchar  code that stands there
--   new_code  varchar  code that would replace it
--   marks     bigint   how many marks

select
    cast(marks.code as varchar) as old_code,
    cast(arriving_marks.code as varchar) as new_code,
    count(*) as marks
from arriving_marks
inner join marks
    on arriving_marks.school_id = marks.school_id
    and arriving_marks.pupil_id = marks.pupil_id
    and arriving_marks.session_date = marks.session_date
    and arriving_marks.session = marks.session
    and arriving_marks.code <> marks.code
group by marks.code, arriving_marks.code
order by marks desc, old_code, new_code
