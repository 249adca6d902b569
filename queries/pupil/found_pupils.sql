-- Pupils of the year chosen whose name, UPN or school number has what the reader typed, in the
-- schools that the viewer sees; those whose surname begins with it come first. Without names,
-- pseudonyms are searched.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  pupil files of the schools that the viewer sees
-- params:
--   search           varchar    part of a name, or a whole UPN or school number
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

-- Whose name, number or pseudonym may have it, each looked up where that is quick.
may_be as (

    select pupil_id
    from people
    where
        cast($show_names as boolean)
        and (
            surname is null
            or contains(lower(surname), lower(trim(cast($search as varchar))))
            or contains(lower(forename), lower(trim(cast($search as varchar))))
            or (
                contains(cast($search as varchar), ',')
                and ends_with(
                    lower(surname),
                    split_part(lower(trim(cast($search as varchar))), ',', 1)
                )
            )
        )
    union
    select pupil_id
    from people
    where
        cast($show_names as boolean)
        and length(trim(cast($search as varchar))) = 13
        and upn = upper(trim(cast($search as varchar)))
    union
    select pupil_id
    from enrolments
    where
        cast($show_names as boolean)
        and length(local_id) = length(trim(cast($search as varchar)))
        and lower(local_id) = lower(trim(cast($search as varchar)))
    union
    select pupil_id
    from people
    where
        not cast($show_names as boolean)
        and contains('pupil ' || left(person_key, 6), lower(trim(cast($search as varchar))))

),

named as (

    select
        people.person_key,
        enrolments.school_id,
        enrolments.year_group,
        enrolments.class,
        case
            when not cast($show_names as boolean) then 'Pupil ' || upper(left(people.person_key, 6))
            else coalesce(
                people.surname || ', ' || people.forename,
                people.surname,
                enrolments.local_id,
                people.upn
            )
        end as pupil,
        cast($show_names as boolean)
        and lower(trim(cast($search as varchar)))
        in (lower(people.upn), lower(enrolments.local_id)) as is_number
    from may_be
    inner join people on may_be.pupil_id = people.pupil_id
    inner join enrolments on may_be.pupil_id = enrolments.pupil_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        and list_contains(cast($visible_schools as integer[]), enrolments.school_id)

)

select
    named.person_key,
    named.pupil,
    schools.school_name,
    case named.year_group
        when -1 then 'Nursery'
        when 0 then 'Reception'
        else 'Year ' || cast(named.year_group as varchar)
    end as year_group,
    named.class,
    named.school_id
from named
inner join schools
    on named.school_id = schools.school_id
    and schools.is_current
where
    trim(cast($search as varchar)) <> ''
    and (
        coalesce(named.is_number, false)
        or contains(lower(named.pupil), lower(trim(cast($search as varchar))))
    )
order by
    starts_with(lower(named.pupil), lower(trim(cast($search as varchar)))) desc,
    named.pupil,
    named.person_key,
    named.school_id
limit 50
