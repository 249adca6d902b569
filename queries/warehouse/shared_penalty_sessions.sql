-- Sessions that a pupil missed at more than one school with codes that count towards a penalty
-- notice. Each school counts such a session, and who counts those of all schools takes it off as
-- often as it is counted too much. It is without a reason only where every school has none.
--
-- grain:   one row per session_date, session and pupil_id
-- rows:    build
-- params: none
-- returns:
--   session_date               date      day
--   session                    half_day  AM or PM
--   pupil_id                   integer   see people
--   more_sessions              smallint  schools with a code that counts (G, N, O, U), less one
--   more_unexplained_sessions  smallint  schools with N, less one if all of them have N

select
    watched_marks.session_date,
    watched_marks.session,
    watched_marks.pupil_id,
    cast(count(*) - 1 as smallint) as more_sessions,
    cast(
        count(*) filter (where register_codes.is_unexplained)
        - case when bool_and(register_codes.is_unexplained) then 1 else 0 end as smallint
    ) as more_unexplained_sessions
from watched_marks
inner join register_codes
    on watched_marks.code = register_codes.code
    and register_codes.is_penalty_counted
where
    watched_marks.pupil_id in (
        select pupil_id
        from enrolments
        group by pupil_id
        having count(distinct school_id) > 1
    )
group by watched_marks.session_date, watched_marks.session, watched_marks.pupil_id
having count(*) > 1
order by watched_marks.session_date, watched_marks.session, watched_marks.pupil_id
