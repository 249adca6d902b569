-- Whom each UPN, and each school's own pupil id, means: those known before, and a new person
-- for every name that the loads bring. A person known by a school's id alone gets the UPN once
-- a pupil file tells it; where that UPN was another's, the two are one from then on. New
-- persons are numbered school by school: numbers that lie together take a third of the room.
--
-- grain:   one row per urn and identifier
-- rows:    build
-- params: none
-- returns:
--   urn         integer  school whose own id it is, or null for a UPN
--   identifier  varchar  UPN or own id
--   pupil_id    integer  number of the person in this data folder
--   person_key  varchar  random key that lasts

with

listed as (

    select distinct urn, nullif(upn, '') as upn, nullif(local_id, '') as local_id
    from landed_pupils

),

upn_of_local as (

    select urn, local_id, min(upn) as upn
    from listed
    where local_id is not null
    group by urn, local_id

),

marked as (

    select distinct urn, pupil
    from load_pupils

),

named as (

    select urn as seen_by, null as urn, upn as identifier, upn as person
    from listed
    where upn is not null
    union
    select
        urn,
        urn,
        local_id,
        coalesce(upn, cast(urn as varchar) || ' ' || local_id)
    from upn_of_local
    union
    select urn, null, pupil, pupil
    from marked
    where regexp_full_match(pupil, '[A-Z][0-9]{11}[0-9A-Z]')
    union
    select
        marked.urn,
        marked.urn,
        marked.pupil,
        coalesce(upn_of_local.upn, cast(marked.urn as varchar) || ' ' || marked.pupil)
    from marked
    left join upn_of_local
        on marked.urn = upn_of_local.urn
        and marked.pupil = upn_of_local.local_id
    where not regexp_full_match(marked.pupil, '[A-Z][0-9]{11}[0-9A-Z]')

),

recognised as (

    -- Of the persons that its names are known to mean, the one known by UPN comes first.
    select
        named.person,
        arg_min(known_identities.pupil_id, case when known_identities.urn is null then 0 else 1 end)
            as pupil_id
    from named
    inner join known_identities
        on named.identifier = known_identities.identifier
        and named.urn is not distinct from known_identities.urn
    group by named.person

),

keys as (

    select pupil_id, min(person_key) as person_key
    from known_identities
    group by pupil_id

),

newcomers as (

    select
        named.person,
        (select coalesce(max(pupil_id), 0) from known_identities)
        + row_number() over (order by min(named.seen_by), named.person) as pupil_id
    from named
    where named.person not in (select person from recognised)
    group by named.person

),

persons as (

    select recognised.person, recognised.pupil_id, keys.person_key
    from recognised
    inner join keys on recognised.pupil_id = keys.pupil_id
    union all
    select person, pupil_id, substr(replace(cast(uuid() as varchar), '-', ''), 1, 16)
    from newcomers

),

spoken_of as (

    select distinct named.urn, named.identifier, persons.pupil_id, persons.person_key
    from named
    inner join persons on named.person = persons.person

)

select
    cast(urn as integer) as urn,
    identifier,
    cast(pupil_id as integer) as pupil_id,
    person_key
from spoken_of
union all
select known_identities.*
from known_identities
anti join spoken_of
    on known_identities.identifier = spoken_of.identifier
    and known_identities.urn is not distinct from spoken_of.urn
order by pupil_id, urn nulls first, identifier
