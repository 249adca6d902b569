-- Meetings that took place in an academic year, by quadrant, phase and term: how many schools
-- there are, how many of them were met, how many meetings that were and how many pupils were
-- discussed. Schools without a quadrant come last.
--
-- grain:   one row per quadrant and education_phase and term
-- rows:    planning
-- denominator: schools that marks or pupils are loaded of
-- source:  meetings as written down here; DfE's register of schools (GIAS)
-- params:
--   held_schools     integer[]  school of each meeting that took place
--   held_terms       varchar[]  its term: autumn, spring or summer
--   held_pupils      integer[]  pupils discussed in it
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   quadrant         varchar  quadrant of the county, or null
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   term             varchar  autumn, spring or summer
--   schools          bigint   schools of the quadrant and phase
--   met              bigint   those of them that were met in the term
--   not_met          bigint   those that were not
--   meetings         bigint   meetings with them in the term
--   discussed        bigint   pupils discussed in these meetings, each once a meeting

with

terms as (

    select
        unnest(['autumn', 'spring', 'summer']) as term,
        unnest([1, 2, 3]) as place

),

held as (

    select
        unnest(cast($held_schools as integer[])) as school_id,
        unnest(cast($held_terms as varchar[])) as term,
        unnest(cast($held_pupils as integer[])) as pupils

),

of_school as (

    select
        school_id,
        term,
        count(*) as meetings,
        sum(pupils) as pupils
    from held
    group by school_id, term

),

inside as (

    select
        school_id,
        quadrant,
        education_phase
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and school_id in (select school_id from enrolments)

)

select
    inside.quadrant,
    inside.education_phase,
    terms.term,
    count(*) as schools,
    count(of_school.school_id) as met,
    count(*) - count(of_school.school_id) as not_met,
    cast(coalesce(sum(of_school.meetings), 0) as bigint) as meetings,
    cast(coalesce(sum(of_school.pupils), 0) as bigint) as discussed
from inside
cross join terms
left join of_school
    on inside.school_id = of_school.school_id
    and terms.term = of_school.term
group by inside.quadrant, inside.education_phase, terms.term, terms.place
order by inside.quadrant nulls last, inside.education_phase nulls last, terms.place
