-- Sessions that a school has marks of, held or not. The step before school_calendar and
-- school_sessions, which both read it. One at which a pupil was expected was held. Of the others,
-- one with a planned closure (#), which is of the whole school, was not: systems leave D beside it.
-- Nor was one outside the term dates: some systems send what they filled in ahead, as D and X.
--
-- grain:   one row per school_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id        integer   see schools
--   session_date     date      day
--   session          half_day  AM or PM
--   week_commencing  date      Monday
--   is_held          boolean   a pupil was expected, or neither marks nor term dates say closed
--   recorded_marks   hugeint   marks, whatever their codes
--   possible_marks   hugeint   of these where the pupil was expected to attend, or null

with

-- The last holiday of a year ends with July, when the next year has begun.
breaks as (

    select
        school_id,
        from_day as first_day,
        cast(first_day - interval 1 day as date) as last_day
    from school_terms
    union all
    select
        school_id,
        cast(last_day + interval 1 day as date) as first_day,
        coalesce(
            cast(
                lead(from_day) over (partition by school_id, academic_year order by from_day)
                - interval 1 day as date
            ),
            make_date(cast(substr(academic_year, 1, 4) as integer) + 1, 7, 31)
        ) as last_day
    from school_terms

),

counted as (

    select
        school_session_codes.school_id,
        school_session_codes.session_date,
        school_session_codes.session,
        bool_or(register_codes.is_possible) as is_possible,
        bool_or(register_codes.is_closure) as is_closure,
        sum(school_session_codes.marks) as recorded_marks,
        sum(school_session_codes.marks) filter (where register_codes.is_possible)
            as possible_marks
    from school_session_codes
    inner join register_codes on school_session_codes.code = register_codes.code
    group by
        school_session_codes.school_id,
        school_session_codes.session_date,
        school_session_codes.session

)

select
    counted.school_id,
    counted.session_date,
    counted.session,
    cast(date_trunc('week', counted.session_date) as date) as week_commencing,
    counted.is_possible or not (counted.is_closure or breaks.school_id is not null) as is_held,
    counted.recorded_marks,
    counted.possible_marks
from counted
left join breaks
    on counted.school_id = breaks.school_id
    and counted.session_date between breaks.first_day and breaks.last_day
