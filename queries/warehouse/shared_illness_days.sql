-- Days on which a pupil was ill at more than one school. Each school counts such a day, and who
-- counts the days of all schools takes it off as often as it is counted too much.
--
-- grain:   one row per session_date and pupil_id
-- rows:    build
-- params: none
-- returns:
--   session_date  date      day
--   pupil_id      integer   see people
--   more_schools  smallint  schools with illness (I) on that day, less one

select
    session_date,
    pupil_id,
    cast(count(distinct school_id) - 1 as smallint) as more_schools
from marks
where
    code in (select code from register_codes where is_illness)
    and pupil_id in (
        select pupil_id
        from enrolments
        group by pupil_id
        having count(distinct school_id) > 1
    )
group by session_date, pupil_id
having count(distinct school_id) > 1
order by session_date, pupil_id
