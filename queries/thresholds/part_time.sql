-- Pupils on a part-time timetable in the year so far (C2): for how many school weeks, whether for
-- longer than a set number, and when the plan is to be reviewed and to end, if one was written
-- down. A pupil is still on it with a C2 in the last week that the school sent or the open week
-- before it, unless the pupil has left. All ages are listed.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  registers of the schools; part-time plans as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   part_time_weeks  integer    school weeks with C2 beyond which a timetable is long
--   plan_people      varchar[]  person_key of each one with a part-time plan written down
--   plan_reviews     date[]     day of its next review or end that is still open, or null
--   plan_ends        date[]     day of its end, or null
--   show_names       boolean    names, else pseudonyms
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key      varchar  key of the person for links
--   pupil           varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name     varchar  name of the school
--   year_group      varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class           varchar  class or tutor group, or null
--   state           varchar  long, within the weeks or ended
--   weeks           bigint   school weeks with a C2 in the year so far
--   sessions        bigint   sessions coded C2
--   first_date      date     day of the first of them
--   last_date       date     day of the last
--   has_plan        boolean  a part-time plan was written down
--   review_on       date     day of its next review or end that is still open, or null
--   is_overdue      boolean  that day is past
--   ends_on         date     day of its end, or null
--   left_on         date     day the pupil left the school, null while on roll
--   in_dfe_figure   boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by    varchar  date of birth, year group or not known
--   upn             varchar  unique pupil number; null without names
--   date_of_birth   date     date of birth; null without names
--   urn             integer  the school's number at DfE
--   school_id       integer  number of the school
--   listed          bigint   pupils in the whole list
--   listed_reached  bigint   of these those on it for too long

with

places as (

    select school_id, school_name, urn
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

-- The last week but one that each school was open, up to the last that it sent.
recent as (

    select school_id, max(week_number) - 1 as week_number
    from school_calendar
    where
        is_open
        and is_reported
        and week_commencing <= cast($last_week as date)
    group by school_id

),

leavers as (

    select school_id, pupil_id
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and leaving_date < cast($as_of as date)

),

plans as (

    select
        people.pupil_id,
        max(given.review_on) as review_on,
        max(given.ends_on) as ends_on
    from (
        select
            unnest(cast($plan_people as varchar[])) as person_key,
            unnest(cast($plan_reviews as date[])) as review_on,
            unnest(cast($plan_ends as date[])) as ends_on
    ) as given
    inner join people on given.person_key = people.person_key
    group by people.pupil_id

),

counted as (

    select
        places.school_id,
        places.school_name,
        places.urn,
        watched_marks.pupil_id,
        count(*) as sessions,
        count(distinct date_trunc('week', watched_marks.session_date)) as weeks,
        min(watched_marks.session_date) as first_date,
        max(watched_marks.session_date) as last_date,
        max(school_calendar.week_number) as last_number
    from watched_marks
    inner join places on watched_marks.school_id = places.school_id
    inner join school_calendar
        on watched_marks.school_id = school_calendar.school_id
        and school_calendar.week_commencing
        = cast(date_trunc('week', watched_marks.session_date) as date)
    where
        watched_marks.code in (select code from register_codes where is_part_time)
        and watched_marks.session_date
        between cast($year_first_day as date) and cast($as_of as date)
    group by places.school_id, places.school_name, places.urn, watched_marks.pupil_id

),

judged as (

    select
        counted.*,
        plans.pupil_id is not null as has_plan,
        plans.review_on,
        plans.ends_on,
        counted.last_number >= recent.week_number and leavers.pupil_id is null as is_on_it,
        counted.weeks > cast($part_time_weeks as integer) as is_long
    from counted
    inner join recent on counted.school_id = recent.school_id
    left join plans on counted.pupil_id = plans.pupil_id
    left join leavers
        on counted.school_id = leavers.school_id
        and counted.pupil_id = leavers.pupil_id

),

wanted as (

    select
        judged.*,
        case when not is_on_it then 3 when is_long then 1 else 2 end as place,
        count(*) over () as listed,
        sum(case when is_on_it and is_long then 1 else 0 end) over () as listed_reached
    from judged
    order by place, has_plan, weeks desc, sessions desc, school_id, pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

)

select
    people.person_key,
    case
        when not cast($show_names as boolean) then people.pseudonym
        else coalesce(
            people.surname || ', ' || people.forename,
            people.surname,
            enrolments.local_id,
            people.upn
        )
    end as pupil,
    wanted.school_name,
    enrolments.year_group_words as year_group,
    enrolments.class,
    case wanted.place when 1 then 'long' when 2 then 'within the weeks' else 'ended' end as state,
    wanted.weeks,
    wanted.sessions,
    wanted.first_date,
    wanted.last_date,
    wanted.has_plan,
    wanted.review_on,
    coalesce(wanted.review_on < cast($as_of as date), false) as is_overdue,
    wanted.ends_on,
    case when enrolments.leaving_date < cast($as_of as date) then enrolments.leaving_date end
        as left_on,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(enrolments.age_source, 'not known') as age_known_by,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then people.date_of_birth end as date_of_birth,
    wanted.urn,
    wanted.school_id,
    wanted.listed,
    cast(wanted.listed_reached as bigint) as listed_reached
from wanted
inner join enrolments
    on enrolments.academic_year = cast($academic_year as varchar)
    -- Compared so that pupils are found by their id alone, which reads less.
    and wanted.school_id between enrolments.school_id and enrolments.school_id
    and wanted.pupil_id = enrolments.pupil_id
inner join people on wanted.pupil_id = people.pupil_id
order by
    wanted.place,
    wanted.has_plan,
    wanted.weeks desc,
    wanted.sessions desc,
    wanted.school_id,
    wanted.pupil_id
