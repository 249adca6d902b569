-- Which of these people a viewer sees, and by which of the viewer's schools: those that the
-- person is or was enrolled in, in any year. What other schools wrote down of the person is
-- seen up to the last day there.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  pupils and registers of the schools
-- params:
--   person_keys      varchar[]  whom to look for, or null for everybody
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key     varchar  key that lasts
--   school_id      integer  a school that the viewer may see
--   school_name    varchar  its newest name
--   academic_year  varchar  newest year of the person there
--   seen_until     date     last day there, or null for a person who is there still

with

asked as (

    select
        person_schools.person_key,
        person_schools.school_id,
        person_schools.pupil_id,
        schools.school_name
    from person_schools
    inner join schools on person_schools.school_id = schools.school_id and schools.is_current
    where
        (
            cast($person_keys as varchar[]) is null
            or list_contains(cast($person_keys as varchar[]), person_schools.person_key)
        )
        and list_contains(cast($visible_schools as integer[]), person_schools.school_id)

),

newest as (

    select
        asked.person_key,
        asked.school_id,
        asked.school_name,
        enrolments.academic_year,
        enrolments.leaving_date
    from enrolments
    inner join asked
        on enrolments.school_id = asked.school_id
        and enrolments.pupil_id = asked.pupil_id
    qualify row_number() over (
        partition by asked.person_key, asked.school_id
        order by enrolments.academic_year desc
    ) = 1

)

select
    person_key,
    school_id,
    school_name,
    academic_year,
    coalesce(
        leaving_date,
        case
            when academic_year < (select max(academic_year) from enrolments)
                then make_date(cast(substr(academic_year, 1, 4) as integer) + 1, 7, 31)
        end
    ) as seen_until
from newest
order by person_key, academic_year desc, seen_until desc nulls first, school_id
