-- Sessions of the whole county by week and phase, from marks: grouped first, joined then.
--
-- grain:   one row per week_commencing and education_phase
-- rows:    county
-- params: none
-- returns:
--   week_commencing        date     Monday
--   education_phase        varchar  see schools
--   possible_sessions      bigint   sessions pupils were expected to attend
--   authorised_sessions    bigint   absent with leave
--   unauthorised_sessions  bigint   absent without leave

with

counted as (

    select school_id, session_date, code, count(*) as marks
    from marks
    group by school_id, session_date, code

)

select
    cast(date_trunc('week', counted.session_date) as date) as week_commencing,
    school_values.education_phase,
    cast(sum(counted.marks) as bigint) as possible_sessions,
    cast(
        coalesce(
            sum(counted.marks) filter (where register_codes.category = 'authorised absence'), 0
        ) as bigint
    ) as authorised_sessions,
    cast(
        coalesce(
            sum(counted.marks) filter (where register_codes.category = 'unauthorised absence'), 0
        ) as bigint
    ) as unauthorised_sessions
from counted
inner join register_codes
    on counted.code = register_codes.code
    and register_codes.is_possible
inner join school_values on counted.school_id = school_values.school_id
group by week_commencing, school_values.education_phase
