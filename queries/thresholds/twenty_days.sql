-- Pupils with so many school days in a row that nobody gave leave for and on which they did not come
-- at all: G, N and O alone, never illness (I) or coming late (U). From 20 such days, and after joint
-- enquiries of school and authority, a name may be deleted from the register. Those whose run still
-- goes on are listed before they reach it. Of each pupil one run: that
-- which has reached it and goes on, else the longest.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  registers and pupil files of the schools
-- params:
--   academic_year        varchar    such as 2024/25
--   year_first_day       date       first day of the academic year
--   as_of                date       last marked day of the weeks
--   school_id            integer    one school, or null for all
--   chosen_schools       integer[]  leave out other schools, or null
--   enquiry_days         integer    school days in a row that reach the threshold
--   enquiry_coming_days  integer    school days from which on a run that goes on is listed
--   show_names           boolean    names, else pseudonyms
--   listed_from          integer    rows of the list left out before the first one given
--   listed_at_once       integer    rows given at most
--   visible_schools      integer[]  schools that the viewer may see
-- returns:
--   person_key            varchar  key of the person for links
--   pupil                 varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   state                 varchar  reached or coming
--   days                  double   school days of the run, half days as 0.5
--   sessions              bigint   sessions of the run that count
--   unexplained_sessions  bigint   of these without a reason yet (N)
--   codes                 varchar  codes of these sessions with how many there are of each
--   first_date            date     first day of the run
--   last_date             date     last day of it so far
--   going_on              boolean  no attended session or leave has ended it yet
--   days_now              double   days of the run that goes on, once it is coming, or null
--   is_confirmed          boolean  every session has a mark, to the last week if it goes on
--   in_dfe_figure         boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by          varchar  date of birth, year group or not known
--   upn                   varchar  unique pupil number; null without names
--   date_of_birth         date     date of birth; null without names
--   urn                   integer  the school's number at DfE
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list
--   listed_reached        bigint   of these those who reached the threshold
--   listed_going_on       bigint   of those who reached it those whose run goes on

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

-- On roll and of compulsory school age on the day; whose age is not known is left in. Nearly all:
-- conditions of their own are planned for as if they left few.
on_roll as (

    select
        school_id,
        pupil_id,
        coalesce(compulsory_from, make_date(1900, 1, 1)) as compulsory_from
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and coalesce(
            (entry_date is null or entry_date <= cast($as_of as date))
            and (leaving_date is null or leaving_date >= cast($as_of as date))
            and (
                compulsory_from is null
                or cast($as_of as date) between compulsory_from and compulsory_to
            ),
            false
        )

),

-- The last session of each pupil that should have a mark and has none.
unmarked as (

    select
        school_id,
        pupil_id,
        max(
            2 * date_diff('day', make_date(2000, 1, 1), session_date)
            + case cast(session as varchar) when 'AM' then 0 else 1 end
        ) as last_unmarked
    from missing_marks
    where
        session_date <= cast($as_of as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
    group by school_id, pupil_id

),

-- Weeks that the school has not sent up to the day, and whether that of the day is one of them.
sent as (

    select
        school_id,
        max(weeks_unreported) as weeks_unreported,
        coalesce(
            bool_or(is_open and not is_reported) filter (
                where week_commencing = cast(date_trunc('week', cast($as_of as date)) as date)
            ),
            false
        ) as is_late
    from school_calendar
    where
        week_commencing <= cast($as_of as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
    group by school_id

),

-- Runs that reach into the year or go on, cut at the day and at the beginning of compulsory age.
runs as (

    select
        places.*,
        found.pupil_id,
        greatest(found.first_date, on_roll.compulsory_from) as first_date,
        least(found.last_date, cast($as_of as date)) as last_date,
        found.sessions as whole_sessions,
        found.last_date > cast($as_of as date)
        or found.first_date < on_roll.compulsory_from as is_cut,
        found.ended_date is null or found.ended_date > cast($as_of as date) as going_on,
        found.is_confirmed,
        2 * date_diff('day', make_date(2000, 1, 1), found.first_date)
        + case cast(found.first_session as varchar) when 'AM' then 0 else 1 end as first_place
    from unauthorised_runs as found
    inner join places on found.school_id = places.school_id
    inner join on_roll
        on found.school_id = on_roll.school_id
        and found.pupil_id = on_roll.pupil_id
    where
        found.run_kind = 'not accounted for'
        and found.first_date <= cast($as_of as date)
        and (
            found.last_date >= cast($year_first_day as date)
            or found.ended_date is null
            or found.ended_date > cast($as_of as date)
        )
        and found.last_date >= on_roll.compulsory_from

),

recounted as (

    select
        runs.school_id,
        runs.pupil_id,
        runs.first_date,
        min(watched_marks.session_date) as first_counted,
        max(watched_marks.session_date) as last_counted,
        min(
            2 * date_diff('day', make_date(2000, 1, 1), watched_marks.session_date)
            + case cast(watched_marks.session as varchar) when 'AM' then 0 else 1 end
        ) as first_place,
        count(*) as sessions
    from runs
    inner join watched_marks
        on runs.pupil_id = watched_marks.pupil_id
        -- Compared so that pupils are found by their id alone, which reads less.
        and runs.school_id between watched_marks.school_id and watched_marks.school_id
        and watched_marks.session_date between runs.first_date and runs.last_date
    inner join register_codes
        on watched_marks.code = register_codes.code
        and register_codes.category = 'unauthorised absence'
        and not register_codes.is_on_site
    where
        runs.is_cut
        and (
            cast($school_id as integer) is null
            or watched_marks.school_id = cast($school_id as integer)
        )
    group by runs.school_id, runs.pupil_id, runs.first_date

),

-- Whether a mark is missing is known of the whole of a run that has ended; of one that goes on, it
-- is asked of the time from its first session that counts to the day.
counted as (

    select
        runs.* replace (
            coalesce(recounted.first_counted, runs.first_date) as first_date,
            coalesce(recounted.last_counted, runs.last_date) as last_date,
            case
                when runs.going_on
                    then
                        not sent.is_late
                        and coalesce(
                            unmarked.last_unmarked
                            < coalesce(recounted.first_place, runs.first_place),
                            true
                        )
                        and coalesce(began.weeks_unreported = sent.weeks_unreported, false)
                else runs.is_confirmed
            end as is_confirmed
        ),
        case when runs.is_cut then coalesce(recounted.sessions, 0) else runs.whole_sessions end
            as sessions
    from runs
    left join recounted
        on runs.school_id = recounted.school_id
        and runs.pupil_id = recounted.pupil_id
        and runs.first_date = recounted.first_date
    left join unmarked
        on runs.school_id = unmarked.school_id
        and runs.pupil_id = unmarked.pupil_id
    left join sent on runs.school_id = sent.school_id
    left join school_calendar as began
        on runs.school_id = began.school_id
        and began.week_commencing = cast(
            date_trunc('week', coalesce(recounted.first_counted, runs.first_date)) as date
        )

),

-- Of each pupil the run that has reached it and goes on; else the longest, and of these the newest.
judged as (

    select
        *,
        sessions >= 2 * cast($enquiry_days as integer) as is_reached,
        max(case when going_on then sessions end) over (
            partition by school_id, pupil_id
        ) as sessions_now
    from counted
    where
        sessions >= 2 * cast($enquiry_days as integer)
        or (going_on and sessions >= 2 * cast($enquiry_coming_days as integer))
    qualify row_number() over (
        partition by school_id, pupil_id
        order by
            going_on and sessions >= 2 * cast($enquiry_days as integer) desc,
            sessions desc,
            first_date desc
    ) = 1

),

wanted as (

    select
        *,
        count(*) over () as listed,
        sum(case when is_reached then 1 else 0 end) over () as listed_reached,
        sum(case when is_reached and going_on then 1 else 0 end) over () as listed_going_on
    from judged
    order by is_reached desc, going_on desc, sessions desc, school_id, pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

coded as (

    select
        wanted.school_id,
        wanted.pupil_id,
        watched_marks.code,
        count(*) filter (where register_codes.is_unexplained) as unexplained_sessions,
        count(*) as sessions
    from wanted
    inner join watched_marks
        on wanted.pupil_id = watched_marks.pupil_id
        -- Compared so that pupils are found by their id alone, which reads less.
        and wanted.school_id between watched_marks.school_id and watched_marks.school_id
        and watched_marks.session_date between wanted.first_date and wanted.last_date
    inner join register_codes
        on watched_marks.code = register_codes.code
        and register_codes.category = 'unauthorised absence'
        and not register_codes.is_on_site
    where
        cast($school_id as integer) is null
        or watched_marks.school_id = cast($school_id as integer)
    group by wanted.school_id, wanted.pupil_id, watched_marks.code

),

told as (

    select
        school_id,
        pupil_id,
        sum(unexplained_sessions) as unexplained_sessions,
        string_agg(
            cast(code as varchar) || ' ' || cast(sessions as varchar),
            ', '
            order by code
        ) as codes
    from coded
    group by school_id, pupil_id

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
    case when wanted.is_reached then 'reached' else 'coming' end as state,
    wanted.sessions / 2 as days,
    cast(wanted.sessions as bigint) as sessions,
    cast(told.unexplained_sessions as bigint) as unexplained_sessions,
    told.codes,
    wanted.first_date,
    wanted.last_date,
    wanted.going_on,
    wanted.sessions_now / 2 as days_now,
    wanted.is_confirmed,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(enrolments.age_source, 'not known') as age_known_by,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then people.date_of_birth end as date_of_birth,
    wanted.urn,
    wanted.school_id,
    wanted.listed,
    cast(wanted.listed_reached as bigint) as listed_reached,
    cast(wanted.listed_going_on as bigint) as listed_going_on
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
    wanted.is_reached desc,
    wanted.going_on desc,
    wanted.sessions desc,
    wanted.school_id,
    wanted.pupil_id
