-- Pupils who were ill on fifteen days and more this year, from marks.
--
-- grain:   one row per school_id and pupil_id
-- rows:    pupil
-- params: none
-- returns:
--   school_id     integer  see schools
--   pupil_id      integer  see people
--   illness_days  bigint   days with any session missed, ill, 15 or more

select
    school_id,
    pupil_id,
    count(distinct session_date) as illness_days
from marks
where code = 'I'
group by school_id, pupil_id
having count(distinct session_date) >= 15
