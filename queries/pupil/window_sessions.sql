-- The sessions that the pupil was away from without leave (G, N, O, U) from a day on, for the
-- consultation about them. One missed at two schools is told once, by a code that gives a reason.
--
-- grain:   one row per session_date and session
-- rows:    pupil
-- source:  registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   first_day        date       first day
--   as_of            date       last day
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id     integer  number of the school
--   school_name   varchar  name of the school
--   session_date  date     day
--   session       varchar  AM or PM
--   code          varchar  register code
--   description   varchar  what it means

select
    marks.school_id,
    schools.school_name,
    marks.session_date,
    cast(marks.session as varchar) as session,
    cast(marks.code as varchar) as code,
    register_codes.description
from marks
inner join person_schools
    on marks.school_id = person_schools.school_id
    and marks.pupil_id = person_schools.pupil_id
inner join register_codes
    on marks.code = register_codes.code
    and register_codes.is_penalty_counted
inner join schools
    on marks.school_id = schools.school_id
    and schools.is_current
where
    person_schools.key_start = left(cast($person_key as varchar), 3)
    and person_schools.person_key = cast($person_key as varchar)
    and list_contains(cast($visible_schools as integer[]), person_schools.school_id)
    and marks.session_date between cast($first_day as date) and cast($as_of as date)
qualify
    row_number() over (
        partition by marks.session_date, marks.session
        order by register_codes.is_unexplained, marks.school_id
    ) = 1
order by marks.session_date desc, marks.session desc
