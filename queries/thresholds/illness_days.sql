-- Pupils with so many days of illness in the year, in a row or not, over all their schools; those
-- close to it; and those who reach it by the end of the year at the pace so far: days per school
-- week that marks came for, times the school weeks of the year, if term dates tell them. A day
-- counts with any session coded I. A run over two years reaches it, too, when its sessions of
-- illness are twice as many. Weeks are told of schools that the viewer may see; days at others by
-- number alone.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- source:  registers and pupil files of the schools
-- params:
--   academic_year        varchar    such as 2024/25
--   year_first_day       date       first day of the academic year
--   last_week            date       Monday of the last week
--   as_of                date       last marked day of the weeks
--   school_id            integer    one school, or null for all
--   chosen_schools       integer[]  leave out other schools, or null
--   illness_days         integer    days that reach the threshold
--   illness_close_days   integer    days from which on a pupil is close to it
--   illness_likely_days  integer    days from which on the pace of a pupil is looked at
--   show_names           boolean    names, else pseudonyms
--   listed_from          integer    rows of the list left out before the first one given
--   listed_at_once       integer    rows given at most
--   visible_schools      integer[]  schools that the viewer may see
--   schools_beside       integer[]  other schools whose weeks are told, if the viewer may see them
-- returns:
--   person_key         varchar  key of the person for links
--   pupil              varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name        varchar  name of the school
--   year_group         varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class              varchar  class or tutor group, or null
--   state              varchar  reached, close or likely
--   days               bigint   days with illness in the year so far, at whatever school
--   other_school_days  bigint   of these at another school alone
--   days_by_pace       double   days by the end of the year at the pace so far; null before marks or without term dates
--   reached_in         date     Monday of the week in which the threshold was reached, or null
--   weeks_ill          varchar  weeks with illness and how many days of each, of the schools that the viewer may see, or null
--   run_days           double   days ill in the longest run of absence; null if one went on after
--   in_dfe_figure      boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by       varchar  date of birth, year group or not known
--   upn                varchar  unique pupil number; null without names
--   date_of_birth      date     date of birth; null without names
--   urn                integer  the school's number at DfE
--   school_id          integer  number of the school
--   listed             bigint   pupils in the whole list
--   listed_reached     bigint   of these those who reached the threshold

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

    select school_id, pupil_id
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

-- School weeks of the year so far, those of them that marks came for, and all by term dates, if
-- these reach the last week so far.
paces as (

    select
        places.school_id,
        count(*) filter (
            where
                school_calendar.is_due
                and school_calendar.week_commencing <= cast($last_week as date)
        ) as weeks_due,
        count(*) filter (
            where
                school_calendar.is_reported
                and school_calendar.week_commencing <= cast($last_week as date)
        ) as weeks_so_far,
        case
            when
                max(case when school_calendar.is_in_term then school_calendar.week_commencing end)
                >= max(
                    case
                        when
                            school_calendar.is_due
                            and school_calendar.week_commencing <= cast($last_week as date)
                            then school_calendar.week_commencing
                    end
                )
                then count(*) filter (
                    where
                        school_calendar.is_due
                        or school_calendar.week_commencing > cast($last_week as date)
                )
        end as all_weeks
    from places
    inner join school_calendar
        on places.school_id = school_calendar.school_id
        and school_calendar.academic_year = cast($academic_year as varchar)
        and school_calendar.is_open
    group by places.school_id

),

-- Days of the year that more than one school of the pupil counts.
shared as (

    select
        session_date,
        pupil_id,
        cast(date_trunc('week', session_date) as date) as week_commencing,
        more_schools
    from shared_illness_days
    where
        session_date
        between cast(cast($year_first_day as date) - interval 3 day as date)
        and cast(cast($last_week as date) + interval 6 day as date)

),

-- Of all schools everybody ill; of one school its pupils, wherever they were ill.
ill as (

    select pupil_id, year_illness_days as days
    from pupil_weeks
    where
        cast($school_id as integer) is null
        and week_commencing = cast($last_week as date)
        and year_illness_days > 0
    union all
    select pupil_id, year_illness_days
    from pupil_weeks
    where
        cast($school_id as integer) is not null
        and week_commencing = cast($last_week as date)
        and year_illness_days > 0
        and pupil_id in (select pupil_id from on_roll)
    union all
    select pupil_id, -more_schools
    from shared

),

long_spells as (

    select school_id, pupil_id, first_date, last_date, illness_sessions
    from absence_spells
    where
        illness_sessions >= 2 * cast($illness_likely_days as integer)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and first_date <= cast($as_of as date)
        and last_date >= cast($year_first_day as date)

),

-- A pupil who moved was ill at both schools. Of a spell over the summer that went on after the day
-- only what lies before it counts. Of one that began in the year that is not counted again: the
-- days of the year tell more, and the run so far stays untold.
long_runs as (

    select school_id, pupil_id, max(sessions) as sessions, count(*) > count(sessions) as is_untold
    from (
        select
            school_id,
            pupil_id,
            case when last_date <= cast($as_of as date) then illness_sessions end as sessions
        from long_spells
        where
            last_date <= cast($as_of as date)
            or first_date >= cast($year_first_day as date)
        union all
        select found.school_id, found.pupil_id, count(*)
        from long_spells as found
        inner join marks
            on found.pupil_id = marks.pupil_id
            -- Compared so that pupils are found by their id alone, which reads less.
            and found.school_id between marks.school_id and marks.school_id
            and found.first_date <= marks.session_date
        where
            found.last_date > cast($as_of as date)
            and found.first_date < cast($year_first_day as date)
            and marks.session_date <= cast($as_of as date)
            and marks.code in (select code from register_codes where is_illness)
        group by found.school_id, found.pupil_id, found.first_date
        having count(*) >= 2 * cast($illness_likely_days as integer)
    ) as runs
    group by school_id, pupil_id

),

-- At all schools together, of those whom days or a run may bring into the list.
of_all_schools as (

    select pupil_id, sum(days) as days
    from ill
    group by pupil_id
    having
        sum(days) >= least(
            cast($illness_likely_days as integer),
            cast($illness_close_days as integer),
            cast($illness_days as integer)
        )
        or pupil_id in (select pupil_id from long_runs)

),

judged as materialized (

    select
        on_roll.*,
        of_all_schools.days,
        of_all_schools.days / nullif(paces.weeks_so_far, 0) * paces.all_weeks as days_by_pace,
        case when long_runs.is_untold then null else coalesce(long_runs.sessions, 0) end
            as run_sessions,
        case
            when
                of_all_schools.days >= cast($illness_days as integer)
                or long_runs.sessions >= 2 * cast($illness_days as integer)
                then 1
            when of_all_schools.days >= cast($illness_close_days as integer) then 2
            when
                of_all_schools.days >= cast($illness_likely_days as integer)
                and paces.weeks_so_far > 0
                and of_all_schools.days * paces.all_weeks
                >= cast($illness_days as integer) * paces.weeks_so_far
                then 3
        end as place
    from on_roll
    inner join of_all_schools
        on on_roll.pupil_id = of_all_schools.pupil_id
    inner join paces
        on on_roll.school_id = paces.school_id
        and paces.weeks_due > 0
    left join long_runs
        on on_roll.school_id = long_runs.school_id
        and on_roll.pupil_id = long_runs.pupil_id

),

whole as (

    select count(*) as listed, sum(case when place = 1 then 1 else 0 end) as listed_reached
    from judged
    where place is not null

),

wanted as materialized (

    select *
    from judged
    where place is not null
    order by place, days desc, school_id, pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

-- The schools at which they were ill: fewer than all, which reads less.
ill_at as (

    select
        wanted.school_id,
        wanted.pupil_id,
        ill.school_id as ill_at_school,
        ill.year_illness_days as days,
        ill.school_id = wanted.school_id
        or coalesce(list_contains(cast($schools_beside as integer[]), ill.school_id), false)
            as is_seen
    from wanted
    inner join pupil_weeks as ill
        on wanted.pupil_id = ill.pupil_id
        and ill.week_commencing = cast($last_week as date)
    where ill.year_illness_days > 0

),

seen_at as (

    select
        school_id,
        pupil_id,
        count(*) as schools,
        sum(case when is_seen then 1 else 0 end) as seen_schools
    from ill_at
    group by school_id, pupil_id

),

-- Days ill at several schools that are seen, of those ill at one more: hardly anybody.
seen_twice as (

    select
        seen_at.school_id,
        seen_at.pupil_id,
        shared.week_commencing,
        count(distinct marks.school_id) - 1 as more_schools
    from seen_at
    inner join shared on seen_at.pupil_id = shared.pupil_id
    inner join marks
        on shared.pupil_id = marks.pupil_id
        and shared.session_date = marks.session_date
    where
        seen_at.seen_schools between 2 and seen_at.schools - 1
        and marks.code in (select code from register_codes where is_illness)
        and (
            marks.school_id = seen_at.school_id
            or list_contains(cast($schools_beside as integer[]), marks.school_id)
        )
    group by
        seen_at.school_id,
        seen_at.pupil_id,
        shared.week_commencing,
        shared.session_date

),

weekly as (

    select
        school_id,
        pupil_id,
        week_commencing,
        sum(days) as days,
        sum(seen_days) as seen_days
    from (
        select
            ill_at.school_id,
            ill_at.pupil_id,
            pupil_weeks.week_commencing,
            pupil_weeks.year_illness_days as days,
            case when ill_at.is_seen then pupil_weeks.year_illness_days else 0 end as seen_days
        from ill_at
        inner join pupil_weeks
            on ill_at.pupil_id = pupil_weeks.pupil_id
            -- Compared so that pupils are found by their id alone, which reads less.
            and ill_at.ill_at_school between pupil_weeks.school_id and pupil_weeks.school_id
        where
            pupil_weeks.school_id in (select ill_at_school from ill_at)
            and pupil_weeks.year_illness_days > 0
            and pupil_weeks.week_commencing
            between cast(cast($year_first_day as date) - interval 3 day as date)
            and cast($last_week as date)
        union all
        select
            seen_at.school_id,
            seen_at.pupil_id,
            marked_weeks.week_commencing,
            -shared.more_schools,
            case when seen_at.seen_schools = seen_at.schools then -shared.more_schools else 0 end
        from seen_at
        inner join shared on seen_at.pupil_id = shared.pupil_id
        inner join marked_weeks
            on marked_weeks.week_commencing
            between shared.week_commencing and cast($last_week as date)
        union all
        select
            seen_twice.school_id,
            seen_twice.pupil_id,
            marked_weeks.week_commencing,
            0,
            -seen_twice.more_schools
        from seen_twice
        inner join marked_weeks
            on marked_weeks.week_commencing
            between seen_twice.week_commencing and cast($last_week as date)
    ) as counted
    group by school_id, pupil_id, week_commencing

),

risen as (

    select
        *,
        seen_days - coalesce(lag(seen_days) over (
            partition by school_id, pupil_id
            order by week_commencing
        ), 0) as more_days
    from weekly

),

told as (

    select
        school_id,
        pupil_id,
        min(week_commencing) filter (where days >= cast($illness_days as integer)) as week_reached,
        min(week_commencing) filter (
            where days >= cast($illness_days as integer)
            and more_days > 0
        ) as seen_week_reached,
        string_agg(
            cast(day(week_commencing) as varchar) || ' '
            || substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * month(week_commencing) - 2, 3)
            || ': ' || cast(more_days as varchar),
            ', '
            order by week_commencing
        ) filter (where more_days > 0) as weeks_ill
    from risen
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
    places.school_name,
    enrolments.year_group_words as year_group,
    enrolments.class,
    case wanted.place when 1 then 'reached' when 2 then 'close' else 'likely' end as state,
    cast(wanted.days as bigint) as days,
    cast(wanted.days - coalesce(here.days, 0) as bigint) as other_school_days,
    wanted.days_by_pace,
    case when told.week_reached = told.seen_week_reached then told.week_reached end as reached_in,
    told.weeks_ill,
    wanted.run_sessions / 2 as run_days,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(enrolments.age_source, 'not known') as age_known_by,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then people.date_of_birth end as date_of_birth,
    places.urn,
    wanted.school_id,
    whole.listed,
    cast(whole.listed_reached as bigint) as listed_reached
from wanted
cross join whole
inner join places on wanted.school_id = places.school_id
inner join enrolments
    on enrolments.academic_year = cast($academic_year as varchar)
    -- Compared so that pupils are found by their id alone, which reads less.
    and wanted.school_id between enrolments.school_id and enrolments.school_id
    and wanted.pupil_id = enrolments.pupil_id
inner join people on wanted.pupil_id = people.pupil_id
left join ill_at as here
    on wanted.school_id = here.school_id
    and wanted.pupil_id = here.pupil_id
    and here.school_id = here.ill_at_school
left join told
    on wanted.school_id = told.school_id
    and wanted.pupil_id = told.pupil_id
order by wanted.place, wanted.days desc, wanted.school_id, wanted.pupil_id
