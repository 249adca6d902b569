-- Who each row of a pupil file is: by UPN, else the pupil of that UPN whom the school's nearest
-- year gave the same own id, unless dates of birth (without one of them, names) differ, else whom
-- the own id alone tells.
--
-- grain:   one row per load_number and line
-- rows:    build
-- params: none
-- returns:
--   load_number    bigint   load of the row
--   line           bigint   its line
--   urn            integer  school
--   academic_year  varchar  such as 2024/25
--   local_id       varchar  the school's own id, or null
--   person         varchar  newest UPN of the pupil, else school and own id

with

unnamed as (

    select
        load_number, line, urn, local_id, date_of_birth, surname, forename,
        cast(substr(academic_year, 1, 4) as integer) as first_year
    from landed_pupils
    where upn is null

),

told as (

    select
        landed_pupils.urn,
        landed_pupils.local_id,
        landed_pupils.upn,
        landed_pupils.load_number,
        landed_pupils.line,
        landed_pupils.date_of_birth,
        landed_pupils.surname,
        landed_pupils.forename,
        cast(substr(landed_pupils.academic_year, 1, 4) as integer) as first_year
    from landed_pupils
    where
        landed_pupils.upn is not null
        and landed_pupils.urn in (select urn from unnamed)

),

by_own_id as (

    select
        unnamed.load_number,
        unnamed.line,
        told.upn
    from unnamed
    inner join told
        on unnamed.urn = told.urn
        and unnamed.local_id = told.local_id
    where
        coalesce(
            unnamed.date_of_birth = told.date_of_birth,
            lower(trim(unnamed.surname)) = lower(trim(told.surname))
            and lower(trim(unnamed.forename)) = lower(trim(told.forename)),
            true
        )
    qualify row_number() over (
        partition by unnamed.load_number, unnamed.line
        order by
            abs(told.first_year - unnamed.first_year),
            told.first_year desc,
            told.load_number desc,
            told.line desc
    ) = 1

)

select
    landed_pupils.load_number,
    landed_pupils.line,
    landed_pupils.urn,
    landed_pupils.academic_year,
    landed_pupils.local_id,
    coalesce(
        upn_persons.person,
        landed_pupils.upn,
        by_own_id.upn,
        cast(landed_pupils.urn as varchar) || ' ' || landed_pupils.local_id
    ) as person
from landed_pupils
left join by_own_id
    on landed_pupils.load_number = by_own_id.load_number
    and landed_pupils.line = by_own_id.line
left join upn_persons on coalesce(landed_pupils.upn, by_own_id.upn) = upn_persons.upn
