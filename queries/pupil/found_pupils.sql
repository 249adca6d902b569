-- Pupils of the year chosen in whose names are the first and the last word that the reader typed, or
-- whose UPN or school number it is, in the schools that the viewer sees; those whose surname begins
-- with the first word come first. A number has a digit; who has no name is found by a part of it.
-- Without names, pseudonyms are searched.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  pupil files of the schools that the viewer sees
-- params:
--   search           varchar    what was typed: a UPN, a school number or a pseudonym
--   search_words     varchar[]  the words of it in lower case, without commas
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

-- Whose name has the first word, or whose pseudonym has it all.
called as (

    select pupil_id, surname, forename
    from people
    where
        cast($show_names as boolean)
        and trim(cast($search as varchar)) <> ''
        and surname is not null
        and (
            contains(lower(surname), cast($search_words as varchar[])[1])
            or contains(lower(forename), cast($search_words as varchar[])[1])
        )
    union all
    select pupil_id, 'Pupil ' || upper(left(person_key, 6)), null
    from people
    where
        not cast($show_names as boolean)
        and trim(cast($search as varchar)) <> ''
        and contains('pupil ' || left(person_key, 6), lower(trim(cast($search as varchar))))

),

found as (

    select
        called.pupil_id,
        called.surname,
        called.forename,
        enrolments.school_id,
        enrolments.year_group,
        enrolments.class
    from called
    inner join enrolments on called.pupil_id = enrolments.pupil_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        -- Said again so that these pupils alone are read.
        and enrolments.pupil_id in (select pupil_id from called)
        and (
            not cast($show_names as boolean)
            or len(cast($search_words as varchar[])) = 1
            or contains(
                lower(called.surname || ' ' || coalesce(called.forename, '')),
                cast($search_words as varchar[])[-1]
            )
        )
    union all
    select
        people.pupil_id,
        coalesce(people.surname, enrolments.local_id, people.upn),
        case when people.surname is not null then people.forename end,
        enrolments.school_id,
        enrolments.year_group,
        enrolments.class
    from people
    inner join enrolments on people.pupil_id = enrolments.pupil_id
    where
        cast($show_names as boolean)
        and regexp_matches(cast($search as varchar), '[0-9]')
        and enrolments.academic_year = cast($academic_year as varchar)
        and (
            lower(trim(cast($search as varchar)))
            in (lower(people.upn), lower(enrolments.local_id))
            or replace(lower(cast($search as varchar)), ' ', '') = lower(people.upn)
            or (
                people.surname is null
                and contains(
                    lower(coalesce(enrolments.local_id, people.upn)),
                    lower(trim(cast($search as varchar)))
                )
            )
        )
        and people.pupil_id not in (select pupil_id from called)

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
    case shown.year_group
        when -1 then 'Nursery'
        when 0 then 'Reception'
        else 'Year ' || cast(shown.year_group as varchar)
    end as year_group,
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
