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
        pupil_id,
        case
            when leaving_date is not null then leaving_date
            when academic_year < (select max(academic_year) from enrolments)
                then make_date(cast(left(academic_year, 4) as integer) + 1, 7, 31)
            else date '9999-12-31'
        end as seen_until
    from enrolments
    where school_id in (select school_id from inside)

),

moved as (

    select distinct pupil_id
    from enrolments
    where
        pupil_id in (select pupil_id from here)
        and school_id not in (select school_id from inside)

)

select
    people.person_key,
    nullif(max(here.seen_until), date '9999-12-31') as seen_until
from here
inner join moved on here.pupil_id = moved.pupil_id
inner join people on here.pupil_id = people.pupil_id
group by people.person_key
order by people.person_key
