-- The pupils of one school: their year so far, and some of its reasons, from marks.
--
-- grain:   one row per pupil_id
-- rows:    pupil
-- params:
--   school_id  integer  see schools
-- returns:
--   pupil_id               integer  see people
--   possible_sessions      bigint   sessions the pupil was expected to attend
--   absent_sessions        bigint   of these missed
--   unauthorised_sessions  bigint   of these without leave
--   illness_sessions       bigint   absent, ill (I)
--   holiday_sessions       bigint   absent, unauthorised holiday (G)
--   late_sessions          bigint   late, before registers closed (L)

select
    pupil_id,
    count(*) filter (
        where code <= 'J'::register_code
            or code between 'C'::register_code and 'U'::register_code
    ) as possible_sessions,
    count(*) filter (
        where code between 'C'::register_code and 'U'::register_code
    ) as absent_sessions,
    count(*) filter (
        where code between 'G'::register_code and 'U'::register_code
    ) as unauthorised_sessions,
    count(*) filter (where code = 'I') as illness_sessions,
    count(*) filter (where code = 'G') as holiday_sessions,
    count(*) filter (where code = 'L') as late_sessions
from marks
where school_id = cast($school_id as integer)
group by pupil_id
