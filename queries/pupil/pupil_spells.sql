-- The pupil's spells of absence of one year: sessions missed one after another, from one session
-- up, counted to the last marked day; of a spell from the year before what was missed in this one.
--
-- grain:   one row per school_id, first_date and first_session
-- rows:    pupil
-- source:  registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   year_first_day   date       first day of the academic year
--   as_of            date       last marked day of the weeks
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id              integer  number of the school
--   school_name            varchar  name of the school
--   first_date             date     day of the first session missed
--   first_session          varchar  AM or PM
--   last_date              date     day of the last session missed so far
--   sessions               bigint   sessions missed in the year so far
--   main_code              varchar  code of most of them, the first by letter of several
--   main_reason            varchar  what it means
--   main_sessions          bigint   sessions with that code
--   unauthorised_sessions  bigint   of all without leave
--   illness_sessions       bigint   of all ill
--   is_confirmed           boolean  every session from first to last has a mark
--   is_over                boolean  a session after it was attended

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

begun as (

    select absence_spells.*
    from absence_spells
    inner join own
        on absence_spells.school_id = own.school_id
        and absence_spells.pupil_id = own.pupil_id
    where
        absence_spells.last_date >= cast($year_first_day as date)
        and absence_spells.first_date
        < cast(cast($year_first_day as date) + interval 1 year as date)
        and absence_spells.first_date <= cast($as_of as date)

),

missed as (

    select
        begun.school_id,
        begun.first_date,
        begun.first_session,
        marks.code,
        register_codes.description,
        count(*) as sessions,
        max(marks.session_date) as last_date,
        count(*) filter (where register_codes.category = 'unauthorised absence') as unauthorised,
        count(*) filter (where register_codes.is_illness) as illness
    from begun
    inner join marks
        on begun.school_id = marks.school_id
        and begun.pupil_id = marks.pupil_id
        and marks.session_date between begun.first_date and begun.last_date
        and marks.session_date <= cast($as_of as date)
        and marks.session_date >= cast($year_first_day as date)
    inner join register_codes
        on marks.code = register_codes.code
        and register_codes.is_possible
        and not register_codes.is_attending
    group by
        begun.school_id,
        begun.first_date,
        begun.first_session,
        marks.code,
        register_codes.description

),

ranked as (

    select
        missed.*,
        row_number() over (
            partition by school_id, first_date, first_session
            order by sessions desc, cast(code as varchar)
        ) as code_place
    from missed

),

summed as (

    select
        school_id,
        first_date,
        first_session,
        max(last_date) as last_date,
        sum(sessions) as sessions,
        max(cast(code as varchar)) filter (where code_place = 1) as main_code,
        max(description) filter (where code_place = 1) as main_reason,
        max(sessions) filter (where code_place = 1) as main_sessions,
        sum(unauthorised) as unauthorised,
        sum(illness) as illness
    from ranked
    group by school_id, first_date, first_session

)

select
    summed.school_id,
    schools.school_name,
    summed.first_date,
    cast(summed.first_session as varchar) as first_session,
    summed.last_date,
    cast(summed.sessions as bigint) as sessions,
    summed.main_code,
    summed.main_reason,
    summed.main_sessions,
    cast(summed.unauthorised as bigint) as unauthorised_sessions,
    cast(summed.illness as bigint) as illness_sessions,
    begun.is_confirmed,
    coalesce(begun.ended_date <= cast($as_of as date), false) as is_over
from summed
inner join begun
    on summed.school_id = begun.school_id
    and summed.first_date = begun.first_date
    and summed.first_session = begun.first_session
inner join schools
    on summed.school_id = schools.school_id
    and schools.is_current
order by summed.first_date desc, summed.first_session desc, summed.school_id
