-- The register of one pupil, a year at a time: each school day with what was marked in the
-- morning and in the afternoon, to the last week. Days without a mark of the pupil, on which the
-- school took a register, are missing; so are the days of weeks that the school has not sent.
-- Holidays have no row.
--
-- grain:   one row per school_id and session_date
-- rows:    pupil
-- source:  registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id        integer  number of the school
--   school_name      varchar  name of the school
--   half_term        smallint 1 to 6, a holiday counting to the one before; null without dates
--   week_commencing  date     Monday
--   session_date     date     day
--   day_of_week      bigint   1 Monday to 7 Sunday
--   am_code          varchar  register code of the morning, or null
--   am_meaning       varchar  what it means
--   am_kind          varchar  present, late, activity, authorised, unauthorised, not possible, missing
--   pm_code          varchar  register code of the afternoon, or null
--   pm_meaning       varchar  what it means
--   pm_kind          varchar  as in the morning

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

coded as (

    select
        marks.school_id,
        marks.session_date,
        cast(marks.session as varchar) as half,
        cast(marks.code as varchar) as code,
        register_codes.description as meaning,
        case
            when register_codes.category = 'present' and register_codes.is_late then 'late'
            when register_codes.category = 'approved educational activity' then 'activity'
            when register_codes.category = 'authorised absence' then 'authorised'
            when register_codes.category = 'unauthorised absence' then 'unauthorised'
            else register_codes.category
        end as kind
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    inner join register_codes on marks.code = register_codes.code
    where
        marks.session_date >= cast($year_first_day as date)
        and marks.session_date
        < cast(cast($year_first_day as date) + interval 1 year as date)
        and marks.session_date
        < cast(cast($last_week as date) + interval 7 day as date)
    union all
    select
        missing_marks.school_id,
        missing_marks.session_date,
        cast(missing_marks.session as varchar),
        null,
        'No mark was taken',
        'missing'
    from missing_marks
    inner join own
        on missing_marks.school_id = own.school_id
        and missing_marks.pupil_id = own.pupil_id
    where
        missing_marks.session_date >= cast($year_first_day as date)
        and missing_marks.session_date
        < cast(cast($year_first_day as date) + interval 1 year as date)
        and missing_marks.session_date
        < cast(cast($last_week as date) + interval 7 day as date)

),

unsent_weeks as (

    select
        school_calendar.school_id,
        school_calendar.week_commencing
    from school_calendar
    inner join own on school_calendar.school_id = own.school_id
    inner join enrolments
        on own.school_id = enrolments.school_id
        and own.pupil_id = enrolments.pupil_id
        and enrolments.academic_year = cast($academic_year as varchar)
        and not enrolments.is_provisional
    where
        school_calendar.academic_year = cast($academic_year as varchar)
        and school_calendar.week_commencing <= cast($last_week as date)
        and school_calendar.is_open
        and school_calendar.is_due
        and not school_calendar.is_reported
        and school_calendar.week_commencing
        >= coalesce(enrolments.entry_date, school_calendar.week_commencing)
        and school_calendar.week_commencing
        <= coalesce(enrolments.leaving_date, school_calendar.week_commencing)

),

days as (

    select * from coded
    union all
    select
        unsent_weeks.school_id,
        cast(
            unsent_weeks.week_commencing + interval 1 day * day_places.day_place as date
        ),
        halves.half,
        null,
        'The school has not sent this week',
        'missing'
    from unsent_weeks
    cross join (values (0), (1), (2), (3), (4)) as day_places (day_place)
    cross join (values ('AM'), ('PM')) as halves (half)

)

select
    days.school_id,
    schools.school_name,
    school_calendar.half_term,
    cast(date_trunc('week', days.session_date) as date) as week_commencing,
    days.session_date,
    date_diff('day', cast(date_trunc('week', days.session_date) as date), days.session_date) + 1
        as day_of_week,
    max(days.code) filter (where days.half = 'AM') as am_code,
    max(days.meaning) filter (where days.half = 'AM') as am_meaning,
    max(days.kind) filter (where days.half = 'AM') as am_kind,
    max(days.code) filter (where days.half = 'PM') as pm_code,
    max(days.meaning) filter (where days.half = 'PM') as pm_meaning,
    max(days.kind) filter (where days.half = 'PM') as pm_kind
from days
inner join schools
    on days.school_id = schools.school_id
    and schools.is_current
left join school_calendar
    on days.school_id = school_calendar.school_id
    and cast(date_trunc('week', days.session_date) as date) = school_calendar.week_commencing
group by
    days.school_id,
    schools.school_name,
    school_calendar.half_term,
    days.session_date
order by days.session_date, days.school_id
