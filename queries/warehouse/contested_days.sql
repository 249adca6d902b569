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

spoken as (

    select
        schools.school_id,
        load_pupils.urn,
        load_pupils.load_number,
        min(load_pupils.first_date) as first_date,
        max(load_pupils.last_date) as last_date
    from load_pupils
    inner join schools on load_pupils.urn = schools.urn
    group by schools.school_id, load_pupils.urn, load_pupils.load_number

),

meeting as (

    -- Schools about which loads or URNs speak of days that may be the same ones.
    select distinct school_id
    from (
        select
            school_id,
            first_date <= max(last_date) over (
                partition by school_id
                order by first_date, urn, load_number
                rows between unbounded preceding and 1 preceding
            ) as is_meeting
        from spoken
    )
    where is_meeting

),

named_twice as (

    select distinct school_id
    from (
        select school_id
        from mark_pupils
        where pupil_id is not null
        group by school_id, pupil_id, academic_year
        having count(*) > 1
    )

),

compared as (

    select
        schools.school_id,
        schools.urn,
        named_twice.school_id is not null as is_named_twice
    from schools
    left join named_twice on schools.school_id = named_twice.school_id
    where named_twice.school_id is not null or schools.school_id in (select school_id from meeting)

),

days as (

    select urn, session_date, load_number
    from landed_marks
    where urn in (select urn from compared)
    group by urn, session_date, load_number

)

select
    compared.school_id,
    days.session_date
from days
inner join compared on days.urn = compared.urn
group by compared.school_id, days.session_date
having count(*) > 1 or bool_or(compared.is_named_twice)
