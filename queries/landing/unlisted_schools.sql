-- Schools of marks and pupil files that no list of schools has.
--
-- grain:   one row per load_number and urn
-- rows:    build
-- params: none
-- returns:
--   load_number  bigint   load that names the school
--   urn          integer  its number

with

named as (

    select load_number, urn from load_pupils
    union
    select load_number, urn from landed_pupils

)

select named.load_number, named.urn
from named
inner join schools on named.urn = schools.urn
where not schools.is_known
order by named.load_number, named.urn
