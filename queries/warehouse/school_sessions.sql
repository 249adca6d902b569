-- The sessions that each school held: those with a mark other than a planned closure (#).
-- Numbered over all years, so that one session after another can be told by the number.
--
-- grain:   one row per school_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id       integer   see schools
--   session_date    date      day
--   session         half_day  AM or PM
--   session_number  integer   1, 2, 3 ... in the order held
--   recorded_marks  integer   pupils with any mark
--   possible_marks  integer   pupils expected, by their codes
--   weeks_unreported integer  open school weeks without any mark, up to this session

with

held as (

    select
        school_session_codes.school_id,
        school_session_codes.session_date,
        school_session_codes.session,
        cast(date_trunc('week', school_session_codes.session_date) as date) as week_commencing,
        sum(school_session_codes.marks) as recorded_marks,
        sum(school_session_codes.marks) filter (where register_codes.is_possible)
            as possible_marks
    from school_session_codes
    inner join register_codes on school_session_codes.code = register_codes.code
    group by
        school_session_codes.school_id,
        school_session_codes.session_date,
        school_session_codes.session
    having count(*) filter (where not register_codes.is_closure) > 0

)

select
    held.school_id,
    held.session_date,
    held.session,
    cast(row_number() over (
        partition by held.school_id
        order by held.session_date, held.session
    ) as integer) as session_number,
    cast(held.recorded_marks as integer) as recorded_marks,
    cast(coalesce(held.possible_marks, 0) as integer) as possible_marks,
    coalesce(school_calendar.weeks_unreported, 0) as weeks_unreported
from held
left join school_calendar
    on held.school_id = school_calendar.school_id
    and held.week_commencing = school_calendar.week_commencing
order by held.school_id, held.session_date, held.session
