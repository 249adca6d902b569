-- Spells of ten days (20 sessions) and more, missed one after another, by school, from marks.
-- The marks are taken to have no gaps.
--
-- grain:   one row per school_id
-- rows:    county
-- params: none
-- returns:
--   school_id  integer  see schools
--   spells     bigint   spells of 20 sessions and more that began in the year
--   sessions   bigint   sessions missed in them
--   longest    bigint   sessions of the longest

with

not_attended as (

    select
        school_id, pupil_id, session_date, session,
        code between 'C'::register_code and 'U'::register_code as is_absent
    from marks
    where code = 'D' or code >= 'C'::register_code

),

numbered as (

    select
        not_attended.school_id,
        not_attended.pupil_id,
        not_attended.is_absent,
        sessions.session_number - row_number() over (
            partition by not_attended.school_id, not_attended.pupil_id
            order by sessions.session_number
        ) as stretch
    from not_attended
    inner join sessions
        on not_attended.school_id = sessions.school_id
        and not_attended.session_date = sessions.session_date
        and not_attended.session = sessions.session

),

spells as (

    select school_id, count(*) filter (where is_absent) as sessions
    from numbered
    group by school_id, pupil_id, stretch
    having count(*) filter (where is_absent) >= 20

)

select
    school_id,
    count(*) as spells,
    cast(sum(sessions) as bigint) as sessions,
    max(sessions) as longest
from spells
group by school_id
