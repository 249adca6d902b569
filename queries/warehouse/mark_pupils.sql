-- Who is meant by each pupil that a marks file names: by UPN, else by the school's own id.
--
-- grain:   one row per urn and pupil
-- rows:    build
-- params: none
-- returns:
--   urn        integer  school that took the register
--   pupil      varchar  UPN or the school's own id, as the file has it
--   school_id  integer  see schools
--   pupil_id   integer  see people
--   local_id   varchar  the school's own id, or null where the file has a UPN

with

named as (

    select distinct urn, pupil
    from load_pupils

)

select
    named.urn,
    named.pupil,
    schools.school_id,
    coalesce(own.pupil_id, national.pupil_id) as pupil_id,
    own.identifier as local_id
from named
inner join schools on named.urn = schools.urn
left join person_identities as national
    on named.pupil = national.identifier
    and national.urn is null
left join person_identities as own
    on named.urn = own.urn
    and named.pupil = own.identifier
order by named.urn, named.pupil
