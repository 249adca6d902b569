-- The pupils of one school: their year so far, and some of its reasons.
--
-- grain:   one row per pupil_id
-- rows:    pupil
-- params:
--   academic_year    varchar  such as 2024/25
--   week_commencing  date     Monday of the last week, the year's latest
--   school_id        integer  see schools
-- returns:
--   pupil_id               integer  see people
--   possible_sessions      bigint   sessions the pupil was expected to attend
--   absent_sessions        bigint   of these missed
--   unauthorised_sessions  bigint   of these without leave
--   illness_sessions       bigint   absent, ill (I)
--   holiday_sessions       bigint   absent, unauthorised holiday (G)
--   late_sessions          bigint   late, before registers closed (L)

with

reasons as (

    select
        pupil_id,
        sum(sessions) filter (where code in ('G', 'N', 'O', 'U')) as unauthorised_sessions,
        sum(sessions) filter (where code = 'I') as illness_sessions,
        sum(sessions) filter (where code = 'G') as holiday_sessions,
        sum(sessions) filter (where code = 'L') as late_sessions
    from pupil_half_term_codes
    where
        academic_year = cast($academic_year as varchar)
        and school_id = cast($school_id as integer)
        and code in ('G', 'N', 'O', 'U', 'I', 'L')
    group by pupil_id

)

select
    pupil_weeks.pupil_id,
    cast(pupil_weeks.year_possible_sessions as bigint) as possible_sessions,
    cast(pupil_weeks.year_absent_sessions as bigint) as absent_sessions,
    cast(coalesce(reasons.unauthorised_sessions, 0) as bigint) as unauthorised_sessions,
    cast(coalesce(reasons.illness_sessions, 0) as bigint) as illness_sessions,
    cast(coalesce(reasons.holiday_sessions, 0) as bigint) as holiday_sessions,
    cast(coalesce(reasons.late_sessions, 0) as bigint) as late_sessions
from pupil_weeks
left join reasons on pupil_weeks.pupil_id = reasons.pupil_id
where
    pupil_weeks.week_commencing = cast($week_commencing as date)
    and pupil_weeks.school_id = cast($school_id as integer)
