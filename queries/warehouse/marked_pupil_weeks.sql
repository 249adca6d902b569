-- What each pupil's marks of a week come to. The step before pupil_weeks, which is dense.
--
-- grain:   one row per week_commencing, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   week_commencing        date     Monday
--   school_id              integer  see schools
--   pupil_id               integer  see people
--   recorded_sessions      smallint marks, whatever their codes
--   possible_sessions      smallint sessions the pupil was expected to attend
--   authorised_sessions    smallint absent with leave
--   unauthorised_sessions  smallint absent without leave
--   illness_days           smallint days with any session absent, ill (I)
--   penalty_exempt_sessions smallint unauthorised, but not counted towards a penalty notice
--   unexplained_sessions   smallint absent, reason not yet known (N)

with

counted_codes as (

    -- What a mark counts as, five bits a count, for a week has 14 sessions: one sum takes less
    -- time than six.
    select
        code,
        is_illness,
        1
        + case when is_possible then 1 << 5 else 0 end
        + case when category = 'authorised absence' then 1 << 10 else 0 end
        + case when category = 'unauthorised absence' then 1 << 15 else 0 end
        + case when category = 'unauthorised absence' and not is_penalty_counted
            then 1 << 20 else 0
        end
        + case when is_unexplained then 1 << 25 else 0 end as counts
    from register_codes

),

summed as (

    select
        date_trunc('week', marks.session_date) as week_commencing,
        marks.school_id,
        marks.pupil_id,
        cast(sum(counted_codes.counts) as bigint) as counts,
        -- Each day of a week is a bit of its own: a distinct count would take ten times as long.
        bit_or(case when counted_codes.is_illness then 1 << day(marks.session_date) else 0 end)
            as ill_days
    from marks
    inner join counted_codes on marks.code = counted_codes.code
    group by date_trunc('week', marks.session_date), marks.school_id, marks.pupil_id

)

select
    cast(week_commencing as date) as week_commencing,
    school_id,
    pupil_id,
    cast(counts & 31 as smallint) as recorded_sessions,
    cast(counts >> 5 & 31 as smallint) as possible_sessions,
    cast(counts >> 10 & 31 as smallint) as authorised_sessions,
    cast(counts >> 15 & 31 as smallint) as unauthorised_sessions,
    cast(bit_count(ill_days) as smallint) as illness_days,
    cast(counts >> 20 & 31 as smallint) as penalty_exempt_sessions,
    cast(counts >> 25 & 31 as smallint) as unexplained_sessions
from summed
