-- Who the pupils are. Read by queries of pupil rows alone; nothing else needs a name.
--
-- grain:   one row per pupil_id
-- rows:    build
-- params: none
-- returns:
--   pupil_id       integer  number in this data folder
--   person_key     varchar  random key that lasts, for links and for what is written down
--   pseudonym      varchar  what a pupil is called where names are not shown
--   upn            varchar  unique pupil number, the newest one, or null
--   former_upns    varchar[] those that it took the place of, or null
--   surname        varchar  or null
--   forename       varchar  or null
--   date_of_birth  date     or null
--   household      integer  pupil_id of the first one of the household, or null

with

identities as (

    select
        pupil_id,
        min(person_key) as person_key,
        min(person) filter (where urn is null) as upn,
        array_agg(identifier order by identifier) filter (where urn is null and identifier <> person)
            as former_upns
    from person_identities
    group by pupil_id

),

described as (

    select
        person_identities.pupil_id,
        landed_pupils.*
    from landed_pupils
    inner join listed_pupils
        on landed_pupils.load_number = listed_pupils.load_number
        and landed_pupils.line = listed_pupils.line
    inner join person_identities on listed_pupils.person = person_identities.name
    qualify row_number() over (
        partition by person_identities.pupil_id
        order by
            landed_pupils.academic_year desc, landed_pupils.load_number desc, landed_pupils.line desc
    ) = 1

)

select
    identities.pupil_id,
    identities.person_key,
    'Pupil ' || upper(left(identities.person_key, 6)) as pseudonym,
    identities.upn,
    identities.former_upns,
    described.surname,
    described.forename,
    described.date_of_birth,
    case when described.household is not null
        then min(identities.pupil_id) over (partition by described.household)
    end as household
from identities
left join described on identities.pupil_id = described.pupil_id
order by identities.pupil_id
