-- Which person each known UPN and own id stands for. A person has the number and key of that
-- identifier which was known first, so that they last when a UPN is told or corrected. The number
-- of an own id is that of the first pupil who had it; it may be given again, to another.
--
-- grain:   one row per urn and identifier
-- rows:    build
-- params: none
-- returns:
--   urn         integer  school whose own id it is, or null for a UPN
--   identifier  varchar  UPN or the school's own id
--   name        varchar  UPN, else school and own id
--   person      varchar  newest UPN of the pupil, else school and own id
--   pupil_id    integer  number of the person in this data folder
--   person_key  varchar  random key that lasts

with

identities as (

    select
        *,
        case when urn is null then identifier else cast(urn as varchar) || ' ' || identifier end
            as name
    from known_identities

),

first_holders as (

    -- A pupil whom the own id alone tells is asked first: nothing else has a number for it.
    select listed_pupils.urn, listed_pupils.local_id, listed_pupils.person
    from listed_pupils
    inner join identities
        on listed_pupils.urn = identities.urn
        and listed_pupils.local_id = identities.identifier
    qualify row_number() over (
        partition by listed_pupils.urn, listed_pupils.local_id
        order by
            listed_pupils.person = identities.name desc,
            listed_pupils.academic_year,
            listed_pupils.load_number,
            listed_pupils.line
    ) = 1

),

meant as (

    select
        identities.*,
        coalesce(upn_persons.person, first_holders.person, identities.name) as person
    from identities
    left join upn_persons
        on identities.urn is null
        and identities.identifier = upn_persons.upn
    left join first_holders
        on identities.urn = first_holders.urn
        and identities.identifier = first_holders.local_id

)

select
    urn,
    identifier,
    name,
    person,
    min(pupil_id) over (partition by person) as pupil_id,
    first_value(person_key) over (partition by person order by pupil_id) as person_key
from meant
