-- The entries behind one fault of one school, to be put right there: pupils by the school's own
-- id, else by UPN, without names.
--
-- grain:   one row per entry
-- rows:    record
-- source:  registers and pupil files of the school
-- params:
--   academic_year     varchar    such as 2024/25
--   year_first_day    date       first day of the academic year
--   fault             varchar    what is wrong, as data_quality/faults names it
--   school_id         integer    the school
--   days_to_explain   integer    school days after which an absence should have its reason
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   school_name    varchar  name
--   fault          varchar  what is wrong
--   pupil          varchar  school's own id of the pupil, else UPN; null for a week
--   year_group     varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class          varchar  class or tutor group, or null
--   session_date   date     day, for a week its Monday; null for a pupil
--   session        varchar  AM or PM, or null
--   code           varchar  code as it stands, or null

with

year_days as (

    select
        cast($year_first_day as date) as first_day,
        cast(cast($year_first_day as date) + interval 1 year - interval 1 day as date)
            as last_day

),

held_days as (

    select
        session_date,
        row_number() over (order by session_date desc) - 1 as days_since
    from (
        select distinct session_date
        from school_sessions
        where
            school_id = cast($school_id as integer)
            and session_date >= (select first_day from year_days)
    ) as days

),

entries as (

    select
        cast(null as integer) as pupil_id,
        cast(null as varchar) as named,
        week_commencing as session_date,
        cast(null as varchar) as session,
        cast(null as varchar) as code
    from coverage
    where
        cast($fault as varchar) = 'week not sent'
        and academic_year = cast($academic_year as varchar)
        and school_id = cast($school_id as integer)
        and is_open
        and not is_reported
    union all
    select pupil_id, null, session_date, cast(session as varchar), null
    from missing_marks
    where
        cast($fault as varchar) = 'mark missing'
        and school_id = cast($school_id as integer)
        and session_date
        between (select first_day from year_days) and (select last_day from year_days)
    union all
    select
        marks.pupil_id, null, marks.session_date, cast(marks.session as varchar),
        cast(marks.code as varchar)
    from marks
    inner join register_codes
        on marks.code = register_codes.code
        and register_codes.is_unexplained
    inner join held_days
        on marks.session_date = held_days.session_date
        and held_days.days_since > cast($days_to_explain as integer)
    where
        cast($fault as varchar) = 'N not resolved'
        and marks.school_id = cast($school_id as integer)
        and marks.session_date
        between (select first_day from year_days) and (select last_day from year_days)
    union all
    select pupil_id, pupil, session_date, session, code
    from mark_problems
    where
        problem = cast($fault as varchar)
        and school_id = cast($school_id as integer)
        and (
            session_date
            between (select first_day from year_days) and (select last_day from year_days)
            or (problem = 'in the future' and session_date > (select last_day from year_days))
        )
    union all
    select pupil_id, null, null, null, null
    from enrolments
    where
        school_id = cast($school_id as integer)
        and academic_year = cast($academic_year as varchar)
        and (
            (cast($fault as varchar) = 'not in the pupil file' and is_provisional)
            or (
                cast($fault as varchar) = 'FSM or SEN unknown'
                and not is_provisional
                and (fsm is null or sen is null)
            )
        )

)

select
    schools.school_name,
    cast($fault as varchar) as fault,
    coalesce(enrolments.local_id, people.upn, entries.named) as pupil,
    enrolments.year_group_words as year_group,
    enrolments.class,
    entries.session_date,
    entries.session,
    entries.code
from entries
inner join schools
    on schools.school_id = cast($school_id as integer)
    and schools.is_current
left join enrolments
    on enrolments.school_id = cast($school_id as integer)
    and enrolments.academic_year = cast($academic_year as varchar)
    and entries.pupil_id = enrolments.pupil_id
left join people on entries.pupil_id = people.pupil_id
where list_contains(cast($visible_schools as integer[]), schools.school_id)
order by
    entries.session_date, entries.session, enrolments.year_group, enrolments.class, pupil
