-- Pupils of arriving marks whom no pupil file of the school has for the year: a mistaken
-- identifier, or a pupil file that is still to come.
--
-- grain:   one row per load_number, school_id and academic_year
-- rows:    build
-- params: none
-- returns:
--   load_number    bigint   load of the marks
--   school_id      integer  see schools
--   academic_year  varchar  such as 2024/25
--   school_name    varchar  its name
--   pupils         bigint   pupils of the load in no pupil file

with

marked as (

    select distinct
        load_pupils.load_number,
        schools.school_id,
        load_pupils.academic_year,
        load_pupils.pupil
    from load_pupils
    inner join schools on load_pupils.urn = schools.urn

),

listed as (

    select schools.school_id, landed_pupils.academic_year, landed_pupils.upn as pupil
    from landed_pupils
    inner join schools on landed_pupils.urn = schools.urn
    union
    select schools.school_id, landed_pupils.academic_year, landed_pupils.local_id
    from landed_pupils
    inner join schools on landed_pupils.urn = schools.urn

),

unlisted as (

    select
        marked.load_number,
        marked.school_id,
        marked.academic_year,
        count(*) as pupils
    from marked
    anti join listed
        on marked.school_id = listed.school_id
        and marked.academic_year = listed.academic_year
        and marked.pupil = listed.pupil
    group by marked.load_number, marked.school_id, marked.academic_year

)

select
    unlisted.load_number,
    unlisted.school_id,
    unlisted.academic_year,
    schools.school_name,
    unlisted.pupils
from unlisted
inner join schools on unlisted.school_id = schools.school_id and schools.is_current
order by unlisted.load_number, unlisted.pupils desc, unlisted.school_id, unlisted.academic_year
