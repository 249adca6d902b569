-- What was noted with a mark: minutes late, a comment.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer   see schools
--   pupil_id      integer   see people
--   session_date  date      day
--   session       half_day  AM or PM
--   minutes_late  smallint  minutes after the session began, or null
--   comment       varchar   as written, or null

select
    mark_pupils.school_id,
    mark_pupils.pupil_id,
    landed_marks.session_date,
    landed_marks.session,
    landed_marks.minutes_late,
    landed_marks.comment
from landed_marks
inner join mark_pupils
    on landed_marks.urn = mark_pupils.urn
    and landed_marks.pupil = mark_pupils.pupil
where landed_marks.minutes_late is not null or landed_marks.comment is not null
qualify row_number() over (
    partition by
        mark_pupils.school_id,
        mark_pupils.pupil_id,
        landed_marks.session_date,
        landed_marks.session
    order by landed_marks.load_number desc
) = 1
order by school_id, pupil_id, session_date, session
