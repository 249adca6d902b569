-- What the pupil missed sessions for in the year so far, by register code, beside the same point a
-- year before; with sessions attended late.
--
-- grain:   one row per code
-- rows:    pupil
-- denominator: possible sessions of the pupil in the schools that the viewer sees, year so far
-- source:  registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   year_first_day        date     first day of the academic year
--   last_week             date     Monday of the last week
--   last_year_last_week   date     Monday of the same school week a year before, or null
--   visible_schools       integer[] schools that the viewer may see
-- returns:
--   code                  varchar  register code
--   description           varchar  what it means
--   category              varchar  authorised absence, unauthorised absence or present (late)
--   sessions              bigint   sessions with the code
--   possible_sessions     bigint   possible sessions in the year so far
--   code_share            double   sessions / possible sessions, 0 to 1
--   last_year_sessions    bigint   sessions with the code at the same point last year
--   last_year_possible_sessions bigint possible sessions at the same point last year
--   last_year_code_share  double   last_year_sessions / last_year_possible_sessions, 0 to 1, or null

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

counted as (

    select
        marks.code,
        marks.session_date >= cast($year_first_day as date) as is_now,
        count(*) as sessions
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    where
        (
            marks.session_date >= cast($year_first_day as date)
            and marks.session_date < cast(cast($last_week as date) + interval 7 day as date)
        )
        or (
            marks.session_date
            >= cast(cast($year_first_day as date) - interval 1 year as date)
            and marks.session_date
            < cast(cast($last_year_last_week as date) + interval 7 day as date)
        )
    group by marks.code, is_now

),

described as (

    select
        register_codes.code,
        register_codes.description,
        register_codes.category,
        register_codes.is_possible and (not register_codes.is_attending or register_codes.is_late)
            as is_told,
        coalesce(sum(counted.sessions) filter (where counted.is_now), 0) as sessions,
        coalesce(sum(counted.sessions) filter (where not counted.is_now), 0) as last_year,
        sum(sum(counted.sessions) filter (where counted.is_now and register_codes.is_possible))
            over () as possible,
        sum(sum(counted.sessions) filter (where not counted.is_now and register_codes.is_possible))
            over () as last_year_possible
    from counted
    inner join register_codes on counted.code = register_codes.code
    group by
        register_codes.code,
        register_codes.description,
        register_codes.category,
        register_codes.is_possible,
        register_codes.is_attending,
        register_codes.is_late

)

select
    cast(code as varchar) as code,
    description,
    category,
    cast(sessions as bigint) as sessions,
    cast(coalesce(possible, 0) as bigint) as possible_sessions,
    sessions / nullif(possible, 0) as code_share,
    cast(last_year as bigint) as last_year_sessions,
    cast(coalesce(last_year_possible, 0) as bigint) as last_year_possible_sessions,
    last_year / nullif(last_year_possible, 0) as last_year_code_share
from described
where is_told
order by described.sessions desc, last_year desc, described.code
