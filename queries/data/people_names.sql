-- What these people are called, and their newest year group and class in the viewer's schools:
-- for lists of what was written down of them.
--
-- grain:   one row per person_key
-- rows:    pupil
-- source:  pupil files of the schools that the viewer sees
-- params:
--   person_keys      varchar[]  whom to look for, or null for everybody
--   show_names       boolean    names, else pseudonyms
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key  varchar  key that lasts
--   pupil       varchar  surname and forename, else the school's own id; or a pseudonym
--   year_group  varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class       varchar  class or tutor group, or null

with

asked as (

    select
        person_key,
        school_id,
        pupil_id
    from person_schools
    where
        (
            cast($person_keys as varchar[]) is null
            or list_contains(cast($person_keys as varchar[]), person_key)
        )
        and list_contains(cast($visible_schools as integer[]), school_id)

),

newest as (

    select
        asked.person_key,
        people.pseudonym,
        enrolments.year_group_words,
        enrolments.class,
        coalesce(
            people.surname || ', ' || people.forename,
            people.surname,
            enrolments.local_id,
            people.upn
        ) as name
    from enrolments
    inner join asked
        on enrolments.school_id = asked.school_id
        and enrolments.pupil_id = asked.pupil_id
    inner join people on asked.pupil_id = people.pupil_id
    qualify row_number() over (
        partition by asked.person_key
        order by
            enrolments.academic_year desc,
            enrolments.leaving_date desc nulls first,
            enrolments.school_id
    ) = 1

)

select
    person_key,
    case when cast($show_names as boolean) then name else pseudonym end as pupil,
    year_group_words as year_group,
    class
from newest
order by name, person_key
