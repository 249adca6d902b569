-- Up to which day each school has sent marks, and how many weeks that it was, or should have
-- been, open have passed since without any: what its pupils did in them is not known.
--
-- grain:   one row per school_id
-- rows:    school
-- source:  registers of the schools, set against term dates
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id       integer  number of the school
--   school_name     varchar  name
--   last_day        date     last day of the year that it was held on, by its marks, or null
--   weeks_not_sent  bigint   open weeks since the last one with marks

with

weeks as (

    select
        school_id,
        week_commencing,
        is_open and not is_reported as is_missing,
        max(case when is_reported then week_commencing end)
            over (partition by school_id) as last_sent
    from school_calendar
    where
        academic_year = cast($academic_year as varchar)
        and week_commencing <= cast($last_week as date)
        and is_due
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )

),

since as (

    select
        school_id,
        min(week_commencing) as first_week,
        max(last_sent) as last_sent,
        count(*) filter (
            where is_missing and (last_sent is null or week_commencing > last_sent)
        ) as weeks_not_sent
    from weeks
    where
        school_id in (
            select school_id
            from enrolments
            where academic_year = cast($academic_year as varchar)
        )
    group by school_id

)

select
    since.school_id,
    schools.school_name,
    (
        select max(school_sessions.session_date)
        from school_sessions
        where
            school_sessions.school_id = since.school_id
            and school_sessions.session_date
            between since.first_week and cast(since.last_sent + interval 6 day as date)
    ) as last_day,
    since.weeks_not_sent
from since
inner join schools
    on since.school_id = schools.school_id
    and schools.is_current
order by since.weeks_not_sent desc, schools.school_name, since.school_id
