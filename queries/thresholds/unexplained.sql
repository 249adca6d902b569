-- Pupils with absence that nobody has explained for longer than five school days (N): the school is
-- to put another code, or O, in its place. By the rule of the data quality list "N not resolved",
-- pupil by pupil: school days are those on which the school held registers. Of the year before those
-- are listed that were not yet so old when it ended. All ages are listed.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  registers and pupil files of the schools
-- params:
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   as_of            date       last marked day of the weeks
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   days_to_explain  integer    school days after which an absence should have its reason
--   show_names       boolean    names, else pseudonyms
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key       varchar  key of the person for links
--   pupil            varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name      varchar  name of the school
--   year_group       varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class            varchar  class or tutor group, or null
--   sessions         bigint   sessions with N older than that
--   first_date       date     day of the earliest of them
--   last_date        date     day of the latest of them
--   days_open        bigint   school days since the earliest
--   sessions_missed  varchar  these sessions, earliest first
--   left_on          date     day the pupil left the school, null while on roll
--   in_dfe_figure    boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by     varchar  date of birth, year group or not known
--   upn              varchar  unique pupil number; null without names
--   date_of_birth    date     date of birth; null without names
--   urn              integer  the school's number at DfE
--   school_id        integer  number of the school
--   listed           bigint   pupils in the whole list

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

-- How many days the school held registers on after each day.
held_days as (

    select
        school_id,
        session_date,
        row_number() over (partition by school_id order by session_date desc) - 1 as days_since,
        count(*) filter (where session_date >= cast($year_first_day as date))
            over (partition by school_id) as days_of_year
    from (
        select distinct school_sessions.school_id, school_sessions.session_date
        from school_sessions
        inner join places on school_sessions.school_id = places.school_id
        where
            school_sessions.session_date
            between cast(cast($year_first_day as date) - interval 60 day as date)
            and cast($as_of as date)
    ) as days

),

old as (

    select
        watched_marks.school_id,
        watched_marks.pupil_id,
        watched_marks.session_date,
        watched_marks.session,
        watched_marks.code,
        held_days.days_since
    from watched_marks
    inner join register_codes
        on watched_marks.code = register_codes.code
        and register_codes.is_unexplained
    inner join held_days
        on watched_marks.school_id = held_days.school_id
        and watched_marks.session_date = held_days.session_date
        and held_days.days_since > cast($days_to_explain as integer)
        and held_days.days_since <= held_days.days_of_year + cast($days_to_explain as integer)
    where
        watched_marks.session_date
        between cast(cast($year_first_day as date) - interval 60 day as date)
        and cast($as_of as date)

),

counted as (

    select
        school_id,
        pupil_id,
        count(*) as sessions,
        min(session_date) as first_date,
        max(session_date) as last_date,
        max(days_since) as days_open
    from old
    group by school_id, pupil_id

),

wanted as (

    select places.school_name, places.urn, counted.*, count(*) over () as listed
    from counted
    inner join places on counted.school_id = places.school_id
    order by counted.first_date, counted.sessions desc, counted.school_id, counted.pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

told as (

    select
        old.school_id,
        old.pupil_id,
        string_agg(
            substr('MonTueWedThuFriSatSun', 3 * date_diff('day', cast(date_trunc('week', session_date) as date), session_date) + 1, 3)
            || ' ' || cast(day(session_date) as varchar) || ' '
            || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(session_date) - 2, 3)
            || ' ' || cast(session as varchar),
            '; '
            order by session_date, session
        ) as sessions_missed
    from old
    inner join wanted
        on old.school_id = wanted.school_id
        and old.pupil_id = wanted.pupil_id
    group by old.school_id, old.pupil_id

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
    wanted.sessions,
    wanted.first_date,
    wanted.last_date,
    wanted.days_open,
    told.sessions_missed,
    case when enrolments.leaving_date < cast($as_of as date) then enrolments.leaving_date end
        as left_on,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(enrolments.age_source, 'not known') as age_known_by,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then people.date_of_birth end as date_of_birth,
    wanted.urn,
    wanted.school_id,
    wanted.listed
from wanted
inner join enrolments
    on enrolments.academic_year = cast($academic_year as varchar)
    -- Compared so that pupils are found by their id alone, which reads less.
    and wanted.school_id between enrolments.school_id and enrolments.school_id
    and wanted.pupil_id = enrolments.pupil_id
inner join people on wanted.pupil_id = people.pupil_id
inner join told
    on wanted.school_id = told.school_id
    and wanted.pupil_id = told.pupil_id
order by wanted.first_date, wanted.sessions desc, wanted.school_id, wanted.pupil_id
