-- What is wrong or missing in the registers and pupil files, by school. Entries are marks; for
-- "week not sent" they are weeks, for "not in the pupil file" and "FSM or SEN unknown" pupils.
--
-- grain:   one row per school_id and fault
-- rows:    school
-- source:  registers and pupil files of the county's schools
-- params:
--   academic_year     varchar    such as 2024/25
--   year_first_day    date       first day of the academic year
--   fault             varchar    the fault that is asked for, or null for all
--   days_to_explain   integer    school days after which an absence should have its reason
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   school_id        integer  number of the school in all its years
--   school_name      varchar  name
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   fault            varchar  what is wrong
--   entries          bigint   how many marks, weeks or pupils
--   first_date       date     earliest of them, or null
--   last_date        date     latest of them, or null
--   all_entries      bigint   entries with the fault in all schools in scope
--   schools          bigint   schools in scope with the fault

with

year_days as (

    select
        cast($year_first_day as date) as first_day,
        cast(cast($year_first_day as date) + interval 1 year - interval 1 day as date)
            as last_day

),

held_days as (

    -- How many days the school held registers on after each day.
    select
        school_id,
        session_date,
        row_number() over (partition by school_id order by session_date desc) - 1 as days_since
    from (
        select distinct school_id, session_date
        from school_sessions
        where session_date >= (select first_day from year_days)
    ) as days

),

found as (

    select school_id, 'week not sent' as fault, count(*) as entries,
        min(week_commencing) as first_date, max(week_commencing) as last_date
    from coverage
    where
        academic_year = cast($academic_year as varchar)
        and is_open
        and not is_reported
    group by school_id
    union all
    select school_id, 'mark missing', count(*), min(session_date), max(session_date)
    from missing_marks
    where
        session_date
        between (select first_day from year_days) and (select last_day from year_days)
    group by school_id
    union all
    select codes.school_id, 'N not resolved', sum(codes.marks),
        min(codes.session_date), max(codes.session_date)
    from school_session_codes as codes
    inner join register_codes
        on codes.code = register_codes.code
        and register_codes.is_unexplained
    inner join held_days
        on codes.school_id = held_days.school_id
        and codes.session_date = held_days.session_date
        and held_days.days_since > cast($days_to_explain as integer)
    where codes.academic_year = cast($academic_year as varchar)
    group by codes.school_id
    union all
    select school_id, problem, count(*), min(session_date), max(session_date)
    from mark_problems
    where
        session_date
        between (select first_day from year_days) and (select last_day from year_days)
        or (problem = 'in the future' and session_date > (select last_day from year_days))
    group by school_id, problem
    union all
    select school_id, 'not in the pupil file', count(*), null, null
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and is_provisional
    group by school_id
    union all
    select school_id, 'FSM or SEN unknown', count(*), null, null
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and not is_provisional
        and (fsm is null or sen is null)
    group by school_id

)

select
    found.school_id,
    schools.school_name,
    schools.education_phase,
    found.fault,
    cast(found.entries as bigint) as entries,
    found.first_date,
    found.last_date,
    cast(sum(found.entries) over (partition by found.fault) as bigint) as all_entries,
    count(*) over (partition by found.fault) as schools
from found
inner join schools
    on found.school_id = schools.school_id
    and schools.is_current
where
    list_contains(cast($visible_schools as integer[]), found.school_id)
    and (cast($fault as varchar) is null or found.fault = cast($fault as varchar))
order by found.fault, found.entries desc, schools.school_name
