-- Names that may change the register of persons: of a pupil file all, which may tell a UPN of
-- someone known by a school's own id; of marks those not known yet.
--
-- grain:   one row per urn and identifier
-- rows:    build
-- params: none
-- returns:
--   urn         integer  school that names the pupil
--   identifier  varchar  UPN or the school's own id

select
    urn,
    coalesce(nullif(upn, ''), local_id) as identifier
from landed_pupils
union
select load_pupils.urn, load_pupils.pupil
from load_pupils
anti join known_identities
    on load_pupils.pupil = known_identities.identifier
    and case
        when not regexp_full_match(load_pupils.pupil, '[A-Z][0-9]{11}[0-9A-Z]')
            then load_pupils.urn
    end is not distinct from known_identities.urn
order by urn, identifier
