-- Pupils of the year chosen in whose names are the first and the last word that the reader typed, in
-- the schools that the viewer sees; those whose surname begins with the first word come first.
-- Without names, pseudonyms are searched in the same way.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  pupil files of the schools that the viewer sees
-- params:
--   search_words     varchar[]  the words that were typed, in lower case, without commas
--   academic_year    varchar    such as 2024/25
--   show_names       boolean    names, else pseudonyms
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key   varchar  key of the person for links
--   pupil        varchar  surname and forename, else the school's own id; or a pseudonym
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

-- Whose names, or whose pseudonym, have the first and the last word.
called as (

    select pupil_id, surname, forename
    from people
    where
        cast($show_names as boolean)
        and surname is not null
        and (
            contains(lower(surname), cast($search_words as varchar[])[1])
            or contains(lower(forename), cast($search_words as varchar[])[1])
        )
        and (
            len(cast($search_words as varchar[])) = 1
            or contains(lower(surname), cast($search_words as varchar[])[-1])
            or contains(lower(forename), cast($search_words as varchar[])[-1])
        )
    union all
    select pupil_id, pseudonym, null
    from people
    where
        not cast($show_names as boolean)
        and contains('pupil ' || left(person_key, 6), cast($search_words as varchar[])[1])
        and contains('pupil ' || left(person_key, 6), cast($search_words as varchar[])[-1])

),

found as (

    select
        called.pupil_id,
        called.surname,
        called.forename,
        enrolments.school_id,
        enrolments.year_group_words,
        enrolments.class
    from called
    inner join enrolments on called.pupil_id = enrolments.pupil_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        -- Said again so that these pupils alone are read.
        and enrolments.pupil_id in (select pupil_id from called)

),

shown as (

    select
        *,
        starts_with(lower(surname), cast($search_words as varchar[])[1]) as is_first
    from found
    where school_id in (select school_id from places)
    order by is_first desc, surname, forename, school_id, pupil_id
    limit 50

)

select
    people.person_key,
    shown.surname || coalesce(', ' || shown.forename, '') as pupil,
    places.school_name,
    shown.year_group_words as year_group,
    shown.class,
    shown.school_id
from shown
inner join people on shown.pupil_id = people.pupil_id
inner join places on shown.school_id = places.school_id
order by
    shown.is_first desc,
    shown.surname,
    shown.forename,
    shown.school_id,
    people.person_key
