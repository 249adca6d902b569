-- People of the viewer's schools, or of one of them, who are or were in another school too:
-- what was written down of them may stand under that one.
--
-- grain:   one row per person_key
-- rows:    pupil
-- source:  pupils and registers of the schools
-- params:
--   school_id        integer    one of the viewer's schools, or null for all of them
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key  varchar  key that lasts
--   seen_until  date     last day in the viewer's schools, or null for a person who is there still

with

inside as (

    select school_id
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

here as (

    select
        school_id,
        pupil_id,
        person_key
    from person_schools
    where school_id in (select school_id from inside)

),

elsewhere as (

    select distinct pupil_id
    from person_schools
    where
        pupil_id in (select pupil_id from here)
        and school_id not in (select school_id from inside)

),

moved as (

    select here.*
    from here
    inner join elsewhere on here.pupil_id = elsewhere.pupil_id

)

select
    moved.person_key,
    nullif(
        max(
            coalesce(
                enrolments.leaving_date,
                case
                    when enrolments.academic_year < (select max(academic_year) from enrolments)
                        then make_date(
                            cast(substr(enrolments.academic_year, 1, 4) as integer) + 1, 7, 31
                        )
                    else make_date(9999, 12, 31)
                end
            )
        ),
        make_date(9999, 12, 31)
    ) as seen_until
from enrolments
inner join moved
    on enrolments.school_id = moved.school_id
    and enrolments.pupil_id = moved.pupil_id
group by moved.person_key
order by moved.person_key
