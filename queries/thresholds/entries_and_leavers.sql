-- Pupils who joined or left a school in its last weeks, as pupil files say. Those who joined by the
-- first day on which the school held registers in the year, which is taken to be in the first five
-- days of its terms, are left out, and so are those who leave in the last five days of its last
-- term, or from the last Friday in June of Year 11: they begin, or have finished, with everybody
-- else. Where the last weeks reach back over the summer,
-- this holds of the year before, too; of several changes of a kind the latest is told.
--
-- grain:   one row per person_key, school_id and change
-- rows:    pupil
-- source:  pupil files of the schools
-- params:
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   weeks_back       integer    school weeks looked back
--   show_names       boolean    names, else pseudonyms
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
--   schools_beside   integer[]  schools where pupils also were, if the viewer may see them
-- returns:
--   person_key         varchar  key of the person for links
--   pupil              varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name        varchar  name of the school
--   year_group         varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class              varchar  class or tutor group, or null
--   change             varchar  joined or left
--   changed_on         date     first or last day on roll
--   other_school       varchar  other school of the year that the viewer sees, or null
--   possible_sessions  bigint   possible sessions of the year at this school
--   absent_sessions    bigint   of these missed
--   in_dfe_figure      boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by       varchar  date of birth, year group or not known
--   upn                varchar  unique pupil number; null without names
--   date_of_birth      date     date of birth; null without names
--   urn                integer  the school's number at DfE
--   school_id          integer  number of the school
--   listed             bigint   pupils in the whole list
--   listed_joined      bigint   of these those who joined

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

-- The year and the one before it, in which the last weeks may lie.
years as (

    select
        cast($academic_year as varchar) as academic_year,
        cast($year_first_day as date) as from_day,
        make_date(2999, 12, 31) as before_day
    union all
    select
        cast(cast(substr(cast($academic_year as varchar), 1, 4) as integer) - 1 as varchar)
        || '/' || substr(cast($academic_year as varchar), 3, 2),
        cast(cast($year_first_day as date) - interval 1 year as date),
        cast($year_first_day as date)

),

last_weeks as (

    select
        school_calendar.school_id,
        min(school_calendar.week_commencing) as from_day
    from (
        select school_id, max(week_number) as week_number
        from school_calendar
        where
            is_open
            and is_due
            and week_commencing <= cast($last_week as date)
            and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        group by school_id
    ) as newest
    inner join school_calendar
        on newest.school_id = school_calendar.school_id
        and school_calendar.is_open
        and school_calendar.week_number > newest.week_number - cast($weeks_back as integer)
        and school_calendar.week_number <= newest.week_number
    group by school_calendar.school_id

),

held as (

    -- The first and the last day with registers of each year.
    select
        school_id,
        session_date >= cast($year_first_day as date) as is_this_year,
        min(session_date) as first_day,
        max(session_date) as last_day
    from school_sessions
    where
        session_date >= cast(cast($year_first_day as date) - interval 1 year as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
    group by school_id, session_date >= cast($year_first_day as date)

),

terms as (

    select
        school_id,
        academic_year,
        min(first_day) as first_day,
        max(last_day) as last_day
    from school_terms
    where cast($school_id as integer) is null or school_id = cast($school_id as integer)
    group by school_id, academic_year

),

spans as (

    -- Of each year the days of the last weeks, and those on which everybody begins and finishes.
    select
        places.school_id,
        greatest(last_weeks.from_day, years.from_day) as from_day,
        years.before_day,
        -- Of a school that sent nothing for weeks the registers tell too late a day.
        least(held.first_day, cast(terms.first_day + interval 4 day as date)) as first_day,
        -- A year that is over has ended with its registers where no term dates tell.
        coalesce(
            cast(terms.last_day - interval 4 day as date),
            case when not held.is_this_year then held.last_day end,
            make_date(2999, 12, 31)
        ) as last_day
    from places
    inner join last_weeks on places.school_id = last_weeks.school_id
    inner join years on last_weeks.from_day < years.before_day
    left join held
        on places.school_id = held.school_id
        and (years.academic_year = cast($academic_year as varchar)) = held.is_this_year
    left join terms
        on places.school_id = terms.school_id
        and years.academic_year = terms.academic_year

),

-- By its day a change lies in one of the years, whichever year's pupil file tells of it.
changes as (

    select
        enrolments.school_id,
        enrolments.pupil_id,
        'joined' as change,
        max(enrolments.entry_date) as changed_on,
        max(enrolments.academic_year) as academic_year
    from enrolments
    inner join spans
        on enrolments.school_id = spans.school_id
        and enrolments.entry_date >= spans.from_day
        and enrolments.entry_date < spans.before_day
        and enrolments.entry_date > spans.first_day
    where
        enrolments.academic_year in (select academic_year from years)
        and enrolments.entry_date <= cast($as_of as date)
        and (
            cast($school_id as integer) is null
            or enrolments.school_id = cast($school_id as integer)
        )
    group by enrolments.school_id, enrolments.pupil_id
    union all
    select
        enrolments.school_id,
        enrolments.pupil_id,
        'left',
        max(enrolments.leaving_date),
        max(enrolments.academic_year)
    from enrolments
    inner join spans
        on enrolments.school_id = spans.school_id
        and enrolments.leaving_date >= spans.from_day
        and enrolments.leaving_date < spans.before_day
        and enrolments.leaving_date < spans.last_day
    where
        enrolments.academic_year in (select academic_year from years)
        and enrolments.leaving_date <= cast($as_of as date)
        and (
            enrolments.compulsory_to is null
            or enrolments.leaving_date not between enrolments.compulsory_to
            and make_date(year(enrolments.compulsory_to), 8, 31)
        )
        and (
            cast($school_id as integer) is null
            or enrolments.school_id = cast($school_id as integer)
        )
    group by enrolments.school_id, enrolments.pupil_id

),

wanted as (

    select
        places.school_name,
        places.urn,
        changes.*,
        count(*) over () as listed,
        sum(case when changes.change = 'joined' then 1 else 0 end) over () as listed_joined
    from changes
    inner join places on changes.school_id = places.school_id
    order by changes.changed_on desc, changes.change, changes.school_id, changes.pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

elsewhere as (

    select
        wanted.school_id,
        wanted.pupil_id,
        wanted.change,
        string_agg(schools.school_name, ', ' order by schools.school_name) as other_school
    from wanted
    inner join enrolments
        on enrolments.academic_year = cast($academic_year as varchar)
        and wanted.pupil_id = enrolments.pupil_id
        and wanted.school_id <> enrolments.school_id
    inner join schools
        on enrolments.school_id = schools.school_id
        and schools.is_current
        and list_contains(cast($schools_beside as integer[]), schools.school_id)
    group by wanted.school_id, wanted.pupil_id, wanted.change

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
    wanted.change,
    wanted.changed_on,
    elsewhere.other_school,
    cast(coalesce(pupil_weeks.year_possible_sessions, 0) as bigint) as possible_sessions,
    cast(coalesce(pupil_weeks.year_absent_sessions, 0) as bigint) as absent_sessions,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(enrolments.age_source, 'not known') as age_known_by,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then people.date_of_birth end as date_of_birth,
    wanted.urn,
    wanted.school_id,
    wanted.listed,
    cast(wanted.listed_joined as bigint) as listed_joined
from wanted
inner join enrolments
    on wanted.academic_year = enrolments.academic_year
    -- Compared so that pupils are found by their id alone, which reads less.
    and wanted.school_id between enrolments.school_id and enrolments.school_id
    and wanted.pupil_id = enrolments.pupil_id
inner join people on wanted.pupil_id = people.pupil_id
left join pupil_weeks
    on pupil_weeks.week_commencing = cast($last_week as date)
    -- Compared so that pupils are found by their id alone, which reads less.
    and wanted.school_id between pupil_weeks.school_id and pupil_weeks.school_id
    and wanted.pupil_id = pupil_weeks.pupil_id
left join elsewhere
    on wanted.school_id = elsewhere.school_id
    and wanted.pupil_id = elsewhere.pupil_id
    and wanted.change = elsewhere.change
order by wanted.changed_on desc, wanted.change, wanted.school_id, wanted.pupil_id
