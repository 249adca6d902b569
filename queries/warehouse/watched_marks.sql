-- The marks that lists of pupils are made of: every absence without leave, and every session of
-- a part-time timetable. Sorted by day, for lists look back some weeks, of all schools.
--
-- grain:   one row per session_date, session, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   session_date  date           day
--   session       half_day       AM or PM
--   school_id     integer        see schools
--   pupil_id      integer        see people
--   code          register_code  register code

select session_date, session, school_id, pupil_id, code
from marks
where
    code in (
        select code
        from register_codes
        where category = 'unauthorised absence' or is_part_time
    )
order by session_date, school_id, pupil_id, session
