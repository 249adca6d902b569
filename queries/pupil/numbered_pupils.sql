-- Pupils of the year chosen whose UPN, a former one too, or school number the reader typed, in the
-- schools that the viewer sees, or whose number, where they have no name, has it. Nobody without
-- names: a number would tell whose pseudonym it is.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  pupil files of the schools that the viewer sees
-- params:
--   search           varchar    what was typed
--   academic_year    varchar    such as 2024/25
--   show_names       boolean    names, else pseudonyms
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key   varchar  key of the person for links
--   pupil        varchar  surname and forename, else the school's own id
--   school_name  varchar  name of the school
--   year_group   varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class        varchar  class or tutor group, or null
--   school_id    integer  number of the school

with

places as (

    select school_id, school_name
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)

),

-- Whose number it may be, each looked up where that is quick.
numbered as (

    select pupil_id
    from people
    where
        surname is null
        or upn = upper(replace(cast($search as varchar), ' ', ''))
        or list_contains(former_upns, upper(replace(cast($search as varchar), ' ', '')))
    union
    select pupil_id
    from enrolments
    where
        length(local_id) = length(trim(cast($search as varchar)))
        and lower(local_id) = lower(trim(cast($search as varchar)))

),

named as (

    select
        people.person_key,
        coalesce(
            people.surname || ', ' || people.forename,
            people.surname,
            enrolments.local_id,
            people.upn
        ) as pupil,
        places.school_name,
        enrolments.year_group_words as year_group,
        enrolments.class,
        enrolments.school_id,
        lower(enrolments.local_id) = lower(trim(cast($search as varchar)))
        or people.upn = upper(replace(cast($search as varchar), ' ', ''))
        or list_contains(
            people.former_upns, upper(replace(cast($search as varchar), ' ', ''))
        ) as is_whole,
        people.surname is null as is_nameless
    from numbered
    inner join people on numbered.pupil_id = people.pupil_id
    inner join enrolments
        on numbered.pupil_id = enrolments.pupil_id
        and enrolments.academic_year = cast($academic_year as varchar)
    inner join places on enrolments.school_id = places.school_id

)

select person_key, pupil, school_name, year_group, class, school_id
from named
where
    cast($show_names as boolean)
    and trim(cast($search as varchar)) <> ''
    and (
        coalesce(is_whole, false)
        or (is_nameless and contains(lower(pupil), lower(trim(cast($search as varchar)))))
    )
order by pupil, school_id, person_key
limit 50
