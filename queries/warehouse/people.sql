-- Who the pupils are. Read by queries of pupil rows alone; nothing else needs a name.
--
-- grain:   one row per pupil_id
-- rows:    build
-- params: none
-- returns:
--   pupil_id       integer  number in this data folder
--   person_key     varchar  random key that lasts, for links and for what is written down
--   pseudonym      varchar  what a pupil is called where names are not shown
--   upn            varchar  unique pupil number, or null
--   surname        varchar  or null
--   forename       varchar  or null
--   date_of_birth  date     or null
--   household      integer  pupil_id of the first one of the household, or null

with

identities as (

    select
        pupil_id,
        min(person_key) as person_key,
        min(identifier) filter (where urn is null) as upn
    from person_identities
    group by pupil_id

),

described as (

    select
        coalesce(own.pupil_id, national.pupil_id) as pupil_id,
        landed_pupils.*
    from landed_pupils
    left join person_identities as national
        on landed_pupils.upn = national.identifier
        and national.urn is null
    left join person_identities as own
        on landed_pupils.urn = own.urn
        and landed_pupils.local_id = own.identifier
        and national.pupil_id is null
    qualify row_number() over (
        partition by coalesce(own.pupil_id, national.pupil_id)
        order by landed_pupils.academic_year desc, landed_pupils.load_number desc, landed_pupils.line desc
    ) = 1

)

select
    identities.pupil_id,
    identities.person_key,
    'Pupil ' || upper(left(identities.person_key, 6)) as pseudonym,
    identities.upn,
    described.surname,
    described.forename,
    described.date_of_birth,
    case when described.household is not null
        then min(identities.pupil_id) over (partition by described.household)
    end as household
from identities
left join described on identities.pupil_id = described.pupil_id
order by identities.pupil_id
