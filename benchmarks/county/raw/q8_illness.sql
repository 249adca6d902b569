-- Pupils who missed fifteen days (30 sessions) and more through illness, from marks.
--
-- grain:   one row per school_id and pupil_id
-- rows:    pupil
-- params: none
-- returns:
--   school_id         integer  see schools
--   pupil_id          integer  see people
--   illness_sessions  bigint   sessions missed, ill (I), 30 or more

select
    school_id,
    pupil_id,
    count(*) as illness_sessions
from marks
where code = 'I'
group by school_id, pupil_id
having count(*) >= 30
