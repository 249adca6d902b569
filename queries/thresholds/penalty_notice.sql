-- Pupils at or close to the national threshold for considering a penalty notice: so many sessions
-- with G, N, O or U in the newest ten school weeks of the pupil's school, over terms and years and
-- over all schools that the pupil attended, a session missed at two of them once. What a notice of
-- the last three years already covers stands apart, one of after the weeks too: it is known of now.
-- Days and codes are told of schools that the viewer may see; sessions at others by number alone.
-- Legal lists are of compulsory school age.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  registers of the schools; notices as written down here
-- params:
--   academic_year           varchar    such as 2024/25
--   year_first_day          date       first day of the academic year
--   last_week               date       Monday of the last week
--   as_of                   date       last marked day of the weeks
--   school_id               integer    one school, or null for all
--   chosen_schools          integer[]  leave out other schools, or null
--   penalty_sessions        integer    sessions that reach the threshold
--   penalty_close_sessions  integer    sessions from which on a pupil is close to it, at least 6
--   notice_people           varchar[]  person_key of each notice that was not withdrawn
--   notice_dates            date[]     day of issue of each notice
--   notice_parents          varchar[]  parent that each notice went to, A or B
--   notices_counted_from    date       day from which on notices to a parent are counted
--   show_names              boolean    names, else pseudonyms
--   listed_from             integer    rows of the list left out before the first one given
--   listed_at_once          integer    rows given at most
--   visible_schools         integer[]  schools that the viewer may see
--   schools_beside          integer[]  other schools whose days are told, if the viewer may see them
-- returns:
--   person_key             varchar  key of the person for links
--   pupil                  varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name            varchar  name of the school
--   year_group             varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                  varchar  class or tutor group, or null
--   state                  varchar  reached, close, incomplete or covered by a notice
--   penalty_sessions       bigint   sessions that count in the window and no notice covers (G, N, O, U)
--   unexplained_sessions   bigint   of these without a reason yet (N): they may yet be explained
--   other_school_sessions  bigint   of these missed at another school alone
--   first_crossed          date     day of this year on which so many first lay in ten weeks; null where that was at a school out of sight
--   window_first_week      date     Monday of the first of the school's ten school weeks, or null
--   window_last_week       date     Monday of the last of them
--   gaps                   varchar  weeks of the window without any mark; null if none
--   sessions_missed        varchar  the sessions that count, of the schools that the viewer may see, or null
--   covered_sessions       bigint   sessions of the window up to the day of a notice, not counted
--   covered_list           varchar  these sessions, of the schools that the viewer may see, or null
--   notices                varchar  notices of three years by parent, withdrawn ones left out, or null
--   most_notices           bigint   most of them for one parent
--   in_dfe_figure          boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by           varchar  date of birth, year group or not known
--   upn                    varchar  unique pupil number; null without names
--   date_of_birth          date     date of birth; null without names
--   urn                    integer  the school's number at DfE
--   school_id              integer  number of the school
--   listed                 bigint   pupils in the whole list
--   listed_reached         bigint   of these those who reached the threshold

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

last_weeks as (

    select school_id, max(week_number) as week_number
    from school_calendar
    where
        is_open
        and is_due
        and week_commencing <= cast($last_week as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
    group by school_id

),

-- The ten open weeks of each school that end with the last one, and what is missing of them.
windows as (

    select
        last_weeks.school_id,
        max(school_calendar.week_commencing) as window_last_week,
        min(school_calendar.week_commencing)
            filter (where school_calendar.week_number = last_weeks.week_number - 9)
            as window_first_week,
        -- What was missed elsewhere while this school was closed counts to its next open week.
        coalesce(
            cast(
                max(school_calendar.week_commencing)
                    filter (where school_calendar.week_number = last_weeks.week_number - 10)
                + interval 7 day as date
            ),
            min(school_calendar.week_commencing)
        ) as from_day,
        count(*) filter (
            where school_calendar.week_number >= last_weeks.week_number - 9
        ) < 10
        or count(*) filter (
            where school_calendar.week_number >= last_weeks.week_number - 9
            and not school_calendar.is_due
        ) > 0 as is_before_marks,
        string_agg(
            cast(day(school_calendar.week_commencing) as varchar) || ' '
            || substr(
                'JanFebMarAprMayJunJulAugSepOctNovDec',
                3 * month(school_calendar.week_commencing) - 2,
                3
            ),
            ', '
            order by school_calendar.week_commencing
        ) filter (
            where school_calendar.week_number >= last_weeks.week_number - 9
            and school_calendar.is_due
            and not school_calendar.is_reported
        ) as weeks_missing
    from last_weeks
    inner join school_calendar
        on last_weeks.school_id = school_calendar.school_id
        and school_calendar.is_open
        and school_calendar.week_number
        between last_weeks.week_number - 10 and last_weeks.week_number
    group by last_weeks.school_id

),

-- Few pupils: put together first, or every pupil on roll would be.
in_window as materialized (

    select
        places.*,
        penalty_windows.pupil_id,
        windows.window_first_week,
        windows.window_last_week,
        windows.from_day,
        penalty_windows.penalty_sessions as window_sessions,
        nullif(
            concat_ws(
                '; ',
                case when windows.is_before_marks then 'weeks before the first marks' end,
                'week of ' || windows.weeks_missing
            ),
            ''
        ) as gaps
    from penalty_windows
    inner join windows
        on penalty_windows.school_id = windows.school_id
        and penalty_windows.week_commencing = windows.window_last_week
    inner join places on penalty_windows.school_id = places.school_id
    where
        penalty_windows.week_commencing
        between cast(cast($last_week as date) - interval 49 day as date)
        and cast($last_week as date)

),

candidates as (

    select in_window.*, on_roll.compulsory_from
    from in_window
    inner join on_roll
        on in_window.school_id = on_roll.school_id
        and in_window.pupil_id = on_roll.pupil_id

),

notices as (

    select people.pupil_id, given.notice_date, given.notice_parent
    from (
        select
            unnest(cast($notice_people as varchar[])) as person_key,
            unnest(cast($notice_dates as date[])) as notice_date,
            unnest(cast($notice_parents as varchar[])) as notice_parent
    ) as given
    inner join people on given.person_key = people.person_key
    where given.notice_date > cast(cast($as_of as date) - interval 3 year as date)

),

by_parent as (

    select
        pupil_id,
        notice_parent,
        count(*) filter (where notice_date >= cast($notices_counted_from as date)) as notices,
        max(notice_date) as last_date
    from notices
    group by pupil_id, notice_parent

),

noticed as (

    select
        pupil_id,
        max(last_date) as covered_to,
        max(notices) as most_notices,
        string_agg(
            'parent ' || notice_parent || ': ' || cast(notices as varchar),
            ', '
            order by notice_parent
        ) filter (where notices > 0) as notices
    from by_parent
    group by pupil_id

),

-- What the mart counts for everybody is too much for those with a notice, and for those who came
-- to compulsory age inside the window.
special as (

    select candidates.*, noticed.covered_to
    from candidates
    left join noticed on candidates.pupil_id = noticed.pupil_id
    where
        noticed.pupil_id is not null
        or candidates.compulsory_from > candidates.from_day

),

recounted as (

    select
        special.school_id,
        special.pupil_id,
        count(*) filter (where not is_covered) as penalty_sessions,
        count(*) filter (where is_covered) as covered_sessions
    from (
        select distinct
            special.school_id,
            special.pupil_id,
            watched_marks.session_date,
            watched_marks.session,
            coalesce(watched_marks.session_date <= special.covered_to, false) as is_covered
        from special
        inner join watched_marks
            on special.pupil_id = watched_marks.pupil_id
            and watched_marks.session_date >= special.from_day
            and watched_marks.session_date >= special.compulsory_from
            and watched_marks.session_date
            <= cast(special.window_last_week + interval 6 day as date)
        inner join register_codes
            on watched_marks.code = register_codes.code
            and register_codes.is_penalty_counted
        where
            watched_marks.session_date between cast(
                cast($as_of as date) - interval 196 day as date
            ) and cast($as_of as date)
    ) as special
    group by special.school_id, special.pupil_id

),

judged as (

    select
        candidates.*,
        counts.penalty_sessions,
        counts.covered_sessions,
        case
            when counts.penalty_sessions >= cast($penalty_sessions as integer) then 1
            when counts.penalty_sessions >= cast($penalty_close_sessions as integer) then 2
            when counts.covered_sessions > 0 then 3
        end as place
    from candidates
    inner join (
        select * from recounted
        union all
        select candidates.school_id, candidates.pupil_id, candidates.window_sessions, 0
        from candidates
        anti join special
            on candidates.school_id = special.school_id
            and candidates.pupil_id = special.pupil_id
    ) as counts
        on candidates.school_id = counts.school_id
        and candidates.pupil_id = counts.pupil_id

),

wanted as (

    select
        *,
        count(*) over () as listed,
        sum(case when place = 1 then 1 else 0 end) over () as listed_reached
    from judged
    where place is not null
    order by place, penalty_sessions desc, covered_sessions desc, school_id, pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

-- Their sessions since ten school weeks before the year, each with the school week that it counts
-- to: ten school weeks over the summer are seventeen of the calendar, with some to spare. `place`
-- puts a mark of this school first, then those of schools that are seen.
marked as (

    select
        wanted.school_id,
        wanted.pupil_id,
        watched_marks.session_date,
        watched_marks.session,
        watched_marks.code,
        register_codes.is_unexplained,
        noticed.covered_to,
        wanted.from_day,
        school_calendar.week_number + case when school_calendar.is_open then 0 else 1 end
            as week_number,
        case
            when watched_marks.school_id = wanted.school_id then 0
            when list_contains(cast($schools_beside as integer[]), watched_marks.school_id) then 1
            else 2
        end * 10000000000 + watched_marks.school_id as place
    from wanted
    inner join watched_marks
        on wanted.pupil_id = watched_marks.pupil_id
        and watched_marks.session_date >= wanted.compulsory_from
        and watched_marks.session_date
        <= cast(wanted.window_last_week + interval 6 day as date)
    inner join register_codes
        on watched_marks.code = register_codes.code
        and register_codes.is_penalty_counted
    inner join school_calendar
        on wanted.school_id = school_calendar.school_id
        and school_calendar.week_commencing
        = cast(date_trunc('week', watched_marks.session_date) as date)
        and school_calendar.week_number > 0
    left join noticed on wanted.pupil_id = noticed.pupil_id
    where
        watched_marks.session_date between cast(
            cast($year_first_day as date) - interval 196 day as date
        ) and cast($as_of as date)

),

-- A session missed at two schools is told as this school has it, else as one does that is seen.
placed as (

    select
        school_id,
        pupil_id,
        session_date,
        session,
        min_by(code, place) as code,
        min(place) >= 10000000000 as is_elsewhere,
        min(place) < 20000000000 as is_seen,
        bool_and(is_unexplained) as is_unexplained,
        coalesce(session_date <= min(covered_to), false) as is_covered,
        session_date >= min(from_day) as is_in_window,
        session_date >= cast($year_first_day as date) as is_of_year,
        min(week_number) as week_number
    from marked
    group by school_id, pupil_id, session_date, session

),

-- The threshold is crossed where so many sessions lie in ten weeks, this one the last of them.
rolling as (

    select
        *,
        case when is_in_window and is_seen
            then substr('MonTueWedThuFriSatSun', 3 * date_diff('day', cast(date_trunc('week', session_date) as date), session_date) + 1, 3)
                || ' ' || cast(day(session_date) as varchar) || ' '
                || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(session_date) - 2, 3)
                || ' ' || cast(session as varchar) || ' ' || cast(code as varchar)
        end as in_words,
        lag(week_number, cast($penalty_sessions as integer) - 1) over (
            partition by school_id, pupil_id, is_covered
            order by session_date, session
        ) > week_number - 10 as is_crossed
    from placed

),

told as (

    select
        school_id,
        pupil_id,
        count(*) filter (where is_in_window and not is_covered and is_unexplained)
            as unexplained_sessions,
        count(*) filter (where is_in_window and not is_covered and is_elsewhere)
            as other_school_sessions,
        min(session_date) filter (where is_of_year and not is_covered and is_crossed)
            as crossed_on,
        min(session_date) filter (
            where is_of_year
            and not is_covered
            and is_crossed
            and is_seen
        ) as seen_crossed_on,
        string_agg(in_words, '; ' order by session_date, session)
            filter (where is_in_window and not is_covered) as sessions_missed,
        string_agg(in_words, '; ' order by session_date, session)
            filter (where is_in_window and is_covered) as covered_list
    from rolling
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
    case
        when wanted.place = 1 then 'reached'
        when wanted.place = 3 then 'covered by a notice'
        when wanted.gaps is not null then 'incomplete'
        else 'close'
    end as state,
    cast(wanted.penalty_sessions as bigint) as penalty_sessions,
    told.unexplained_sessions,
    told.other_school_sessions,
    case when wanted.place = 1 and told.crossed_on = told.seen_crossed_on
        then told.crossed_on
    end as first_crossed,
    wanted.window_first_week,
    wanted.window_last_week,
    wanted.gaps,
    told.sessions_missed,
    cast(wanted.covered_sessions as bigint) as covered_sessions,
    told.covered_list,
    noticed.notices,
    coalesce(noticed.most_notices, 0) as most_notices,
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
inner join told
    on wanted.school_id = told.school_id
    and wanted.pupil_id = told.pupil_id
left join noticed on wanted.pupil_id = noticed.pupil_id
order by
    wanted.place,
    wanted.penalty_sessions desc,
    wanted.covered_sessions desc,
    wanted.school_id,
    wanted.pupil_id
