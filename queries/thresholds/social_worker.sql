-- Pupils with a social worker who missed a session that nobody accounted for since a day: those
-- looked after, with a child protection plan, or in need, and with one of the codes that a social
-- worker is told of (N and O). Of a school that is behind, up to four weeks, as many days up to its
-- last are looked at. All ages are listed.
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
--   since            date       first day looked at
--   told_codes       varchar[]  codes that a social worker is told of
--   show_names       boolean    names, else pseudonyms
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key            varchar  key of the person for links
--   pupil                 varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   why                   varchar  looked after, child protection plan, child in need
--   sessions              bigint   sessions with such a code since that day
--   unexplained_sessions  bigint   of these without a reason yet (N)
--   last_date             date     day of the last of them
--   sessions_missed       varchar  these sessions
--   year_sessions         bigint   sessions with such a code in the year so far
--   left_on               date     day the pupil left the school, null while on roll
--   in_dfe_figure         boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by          varchar  date of birth, year group or not known
--   upn                   varchar  unique pupil number; null without names
--   date_of_birth         date     date of birth; null without names
--   urn                   integer  the school's number at DfE
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list

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

-- A week that is sent late must not go by unseen.
last_days as (

    select school_id, max(session_date) as last_day
    from school_sessions
    where
        session_date <= cast($as_of as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
    group by school_id

),

known as (

    select
        places.*,
        last_days.last_day,
        enrolments.pupil_id,
        concat_ws(
            ', ',
            case when enrolments.looked_after then 'looked after' end,
            case when enrolments.child_protection_plan then 'child protection plan' end,
            case when enrolments.child_in_need then 'child in need' end
        ) as why
    from enrolments
    inner join places on enrolments.school_id = places.school_id
    inner join last_days on enrolments.school_id = last_days.school_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        and (
            enrolments.looked_after
            or enrolments.child_protection_plan
            or enrolments.child_in_need
        )

),

missed as (

    select
        known.school_id,
        known.pupil_id,
        watched_marks.session_date,
        watched_marks.session,
        watched_marks.code,
        register_codes.is_unexplained
    from watched_marks
    inner join known
        on watched_marks.school_id = known.school_id
        and watched_marks.pupil_id = known.pupil_id
    inner join register_codes on watched_marks.code = register_codes.code
    where
        list_contains(cast($told_codes as varchar[]), cast(watched_marks.code as varchar))
        and watched_marks.session_date
        between cast(cast($since as date) - interval 28 day as date) and cast($as_of as date)
        and watched_marks.session_date >= cast($year_first_day as date)
        and date_diff('day', watched_marks.session_date, known.last_day)
        <= date_diff('day', cast($since as date), cast($as_of as date))

),

counted as (

    select
        school_id,
        pupil_id,
        count(*) as sessions,
        count(*) filter (where is_unexplained) as unexplained_sessions,
        max(session_date) as last_date
    from missed
    group by school_id, pupil_id

),

of_year as (

    select watched_marks.school_id, watched_marks.pupil_id, count(*) as year_sessions
    from watched_marks
    where
        watched_marks.pupil_id in (select pupil_id from counted)
        and (
            cast($school_id as integer) is null
            or watched_marks.school_id = cast($school_id as integer)
        )
        and list_contains(cast($told_codes as varchar[]), cast(watched_marks.code as varchar))
        and watched_marks.session_date
        between cast($year_first_day as date) and cast($as_of as date)
    group by watched_marks.school_id, watched_marks.pupil_id

),

wanted as (

    select
        known.school_name,
        known.urn,
        known.why,
        counted.*,
        of_year.year_sessions,
        count(*) over () as listed
    from counted
    inner join of_year
        on counted.school_id = of_year.school_id
        and counted.pupil_id = of_year.pupil_id
    inner join known
        on counted.school_id = known.school_id
        and counted.pupil_id = known.pupil_id
    order by
        counted.sessions desc, of_year.year_sessions desc, counted.school_id, counted.pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

told as (

    select
        missed.school_id,
        missed.pupil_id,
        string_agg(
            substr('MonTueWedThuFriSatSun', 3 * date_diff('day', cast(date_trunc('week', session_date) as date), session_date) + 1, 3)
            || ' ' || cast(day(session_date) as varchar) || ' '
            || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(session_date) - 2, 3)
            || ' ' || cast(session as varchar) || ' ' || cast(code as varchar),
            '; '
            order by session_date, session
        ) as sessions_missed
    from missed
    group by missed.school_id, missed.pupil_id

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
    wanted.why,
    wanted.sessions,
    wanted.unexplained_sessions,
    wanted.last_date,
    told.sessions_missed,
    wanted.year_sessions,
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
order by
    wanted.sessions desc, wanted.year_sessions desc, wanted.school_id, wanted.pupil_id
