-- Marks that somebody should look at: set aside at import (code not known, in the future,
-- twice), counted but with a code out of date, or outside the pupil's entry and leaving dates.
--
-- grain:   one row per mark and problem
-- rows:    build
-- params: none
-- returns:
--   school_id     integer  see schools
--   pupil_id      integer  see people, null if the pupil is not known
--   pupil         varchar  as the file names the pupil, for marks set aside
--   session_date  date     day
--   session       varchar  AM or PM
--   code          varchar  code as written
--   problem       varchar  what is wrong
--   load_id       varchar  load it came with, for marks set aside

with

doubtful_weeks as (

    select
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        pupil_weeks.week_commencing,
        enrolments.entry_date,
        enrolments.leaving_date
    from pupil_weeks
    inner join marked_weeks on pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
    where
        pupil_weeks.recorded_sessions > 0
        and (
            cast(pupil_weeks.week_commencing + interval 6 day as date) > enrolments.leaving_date
            or pupil_weeks.week_commencing < enrolments.entry_date
        )

),

outdated_sessions as (

    select
        school_session_codes.school_id,
        school_session_codes.session_date,
        school_session_codes.session,
        school_session_codes.code
    from school_session_codes
    inner join register_codes
        on school_session_codes.code = register_codes.code
        and (
            school_session_codes.session_date > register_codes.valid_to
            or school_session_codes.session_date < register_codes.valid_from
        )

)

select
    schools.school_id,
    mark_pupils.pupil_id,
    landed_rejected.pupil,
    landed_rejected.session_date,
    landed_rejected.session,
    landed_rejected.code,
    landed_rejected.reason as problem,
    landed_rejected.load_id
from landed_rejected
inner join schools on landed_rejected.urn = schools.urn
left join mark_pupils
    on landed_rejected.urn = mark_pupils.urn
    and landed_rejected.pupil = mark_pupils.pupil
    and landed_rejected.session_date between mark_pupils.first_day and mark_pupils.last_day
where landed_rejected.reason in ('code not known', 'in the future', 'twice')
union all
select
    marks.school_id, marks.pupil_id, cast(null as varchar), marks.session_date,
    cast(marks.session as varchar), cast(marks.code as varchar),
    'code out of date', cast(null as varchar)
from outdated_sessions
inner join marks
    on outdated_sessions.school_id = marks.school_id
    and outdated_sessions.session_date = marks.session_date
    and outdated_sessions.session = marks.session
    and outdated_sessions.code = marks.code
union all
select
    marks.school_id, marks.pupil_id, cast(null as varchar), marks.session_date,
    cast(marks.session as varchar), cast(marks.code as varchar),
    case when marks.session_date > doubtful_weeks.leaving_date then 'after leaving'
        else 'before entry'
    end,
    cast(null as varchar)
from doubtful_weeks
inner join marks
    on doubtful_weeks.school_id = marks.school_id
    and doubtful_weeks.pupil_id = marks.pupil_id
    and marks.session_date
    between doubtful_weeks.week_commencing
    and cast(doubtful_weeks.week_commencing + interval 6 day as date)
where
    marks.session_date > doubtful_weeks.leaving_date
    or marks.session_date < doubtful_weeks.entry_date
