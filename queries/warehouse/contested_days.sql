-- School days that more than one load, URN or name of a pupil speaks of: on these alone marks
-- must be compared to find the newest.
--
-- grain:   one row per school_id and session_date
-- rows:    build
-- params: none
-- returns:
--   school_id     integer  see schools
--   session_date  date     day

with

days as (

    select urn, session_date, load_number
    from landed_marks
    group by urn, session_date, load_number

),

named_twice as (

    select school_id
    from mark_pupils
    group by school_id, pupil_id
    having count(*) > 1

)

select
    schools.school_id,
    days.session_date
from days
inner join schools on days.urn = schools.urn
left join (select distinct school_id from named_twice) as doubled
    on schools.school_id = doubled.school_id
group by schools.school_id, days.session_date
having count(*) > 1 or count(doubled.school_id) > 0
