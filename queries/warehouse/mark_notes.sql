-- What was noted with a mark that counts: minutes late, a comment. A note goes with its mark:
-- a newer load that has the mark without a note takes the note away.
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

with

noted as (

    select distinct
        mark_pupils.school_id,
        mark_pupils.pupil_id,
        landed_marks.session_date,
        landed_marks.session
    from landed_marks
    inner join mark_pupils
        on landed_marks.urn = mark_pupils.urn
        and landed_marks.pupil = mark_pupils.pupil
        and landed_marks.session_date between mark_pupils.first_day and mark_pupils.last_day
    where landed_marks.minutes_late is not null or landed_marks.comment is not null

),

given as (

    select
        noted.*,
        landed_marks.minutes_late,
        landed_marks.comment
    from noted
    inner join mark_pupils
        on noted.school_id = mark_pupils.school_id
        and noted.pupil_id = mark_pupils.pupil_id
        and noted.session_date between mark_pupils.first_day and mark_pupils.last_day
    inner join landed_marks
        on mark_pupils.urn = landed_marks.urn
        and mark_pupils.pupil = landed_marks.pupil
        and noted.session_date = landed_marks.session_date
        and noted.session = landed_marks.session
    qualify row_number() over (
        partition by noted.school_id, noted.pupil_id, noted.session_date, noted.session
        order by landed_marks.load_number desc, landed_marks.urn desc
    ) = 1

)

select *
from given
where minutes_late is not null or comment is not null
order by school_id, pupil_id, session_date, session
