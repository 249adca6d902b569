-- Who is meant by each pupil that a marks file names, year by year: whoever has that own id in the
-- school's newest pupil file of the year, or of the nearest one; else by UPN, else by own id alone.
--
-- grain:   one row per urn, pupil and academic_year
-- rows:    build
-- params: none
-- returns:
--   urn            integer  school that took the register
--   pupil          varchar  UPN or the school's own id, as the file has it
--   academic_year  varchar  such as 2024/25
--   first_day      date     1 August that the year begins with
--   last_day       date     31 July that it ends with
--   school_id      integer  see schools
--   pupil_id       integer  see people, null if the pupil is not known
--   local_id       varchar  the school's own id, or null where the file has a UPN

with

named as (

    select urn, pupil, cast(substr(academic_year, 1, 4) as integer) as first_year
    from load_pupils
    union
    select
        urn,
        pupil,
        year(session_date) - case when month(session_date) < 8 then 1 else 0 end
    from landed_rejected
    where pupil is not null and session_date is not null

),

listed_by_year as (

    select urn, local_id, person, cast(substr(academic_year, 1, 4) as integer) as first_year
    from listed_pupils
    where local_id in (select pupil from named)
    qualify row_number() over (
        partition by urn, local_id, academic_year order by load_number desc, line desc
    ) = 1

),

holders as (

    select named.urn, named.pupil, named.first_year, listed_by_year.person
    from named
    inner join listed_by_year
        on named.urn = listed_by_year.urn
        and named.pupil = listed_by_year.local_id
    qualify row_number() over (
        partition by named.urn, named.pupil, named.first_year
        order by
            abs(listed_by_year.first_year - named.first_year), listed_by_year.first_year desc
    ) = 1

),

meant as (

    select
        named.*,
        coalesce(
            holders.person,
            case when regexp_full_match(named.pupil, '[A-Z][0-9]{11}[0-9A-Z]') then named.pupil end,
            cast(named.urn as varchar) || ' ' || named.pupil
        ) as name,
        case
            when
                holders.person is not null
                or not regexp_full_match(named.pupil, '[A-Z][0-9]{11}[0-9A-Z]')
                then named.pupil
        end as local_id
    from named
    left join holders
        on named.urn = holders.urn
        and named.pupil = holders.pupil
        and named.first_year = holders.first_year

)

select
    meant.urn,
    meant.pupil,
    cast(meant.first_year as varchar) || '/'
    || right(cast(meant.first_year + 1 as varchar), 2) as academic_year,
    make_date(meant.first_year, 8, 1) as first_day,
    make_date(meant.first_year + 1, 7, 31) as last_day,
    schools.school_id,
    person_identities.pupil_id,
    meant.local_id
from meant
inner join schools on meant.urn = schools.urn
left join person_identities on meant.name = person_identities.name
order by meant.urn, meant.pupil, meant.first_year
