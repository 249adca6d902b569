-- UPNs and own ids that loads name for the first time, each with a number and key of its own.
-- Whether two of them are one pupil is not settled here (queries/warehouse/person_identities.sql).
-- UPNs come first, school by school: numbers that lie together take a third of the room.
--
-- grain:   one row per urn and identifier
-- rows:    build
-- params: none
-- returns:
--   urn         integer  school whose own id it is, or null for a UPN
--   identifier  varchar  UPN or the school's own id
--   pupil_id    integer  number in this data folder
--   person_key  varchar  random key that lasts

with

named as (

    select urn as seen_by, cast(null as integer) as urn, upn as identifier
    from landed_pupils
    where upn is not null
    union all
    select urn, urn, local_id
    from landed_pupils
    where upn is null and local_id is not null
    union all
    select urn, case when not regexp_full_match(pupil, '[A-Z][0-9]{11}[0-9A-Z]') then urn end, pupil
    from load_pupils

),

newcomers as (

    select named.urn, named.identifier, min(named.seen_by) as seen_by
    from named
    anti join known_identities
        on named.identifier = known_identities.identifier
        and named.urn is not distinct from known_identities.urn
    group by named.urn, named.identifier

)

select
    urn,
    identifier,
    cast(
        (select coalesce(max(pupil_id), 0) from known_identities)
        + row_number() over (order by urn is not null, seen_by, identifier) as integer
    ) as pupil_id,
    substr(replace(cast(uuid() as varchar), '-', ''), 1, 16) as person_key
from newcomers
order by pupil_id
