-- Pupils who missed sessions in the first week of this term, and those who missed 10% or more of
-- last year and have missed sessions again this year. The first week is that of each school: the
-- first week of the term of half terms 1 and 2, 3 and 4, or 5 and 6 in which it held sessions.
-- Last year is told of the schools that the viewer may see. Most sessions missed this year come
-- first. Those who left are not listed.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the year so far; of last year in all schools seen
-- source:  registers of the schools
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   year_group       varchar    such as Year 7, or null for all
--   class_name       varchar    class or tutor group, or null for all
--   cohort           varchar    cohort such as fsm, or null for all
--   cohort_value     varchar    its value, such as yes
--   settled_sessions integer    possible sessions from which on a share says something
--   show_names       boolean    names, else pseudonyms
--   support_people   varchar[]  person_key of each one with support written down
--   support_steps    varchar[]  latest step of each of them, in words
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
--   schools_beside   integer[]  schools where pupils also were, if the viewer may see them
-- returns:
--   person_key            varchar  key of the person for links
--   pupil                 varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   upn                   varchar  unique pupil number; null without names
--   listed_because        varchar  first week, PA last year, or both
--   first_week            date     Monday of the school's first week of the term, or null: none sent
--   first_missed          date     first day missed of the term, its first if already away; or null: none
--   first_week_absent_sessions bigint sessions missed in the first week
--   first_week_possible_sessions bigint possible sessions in the first week, null if none was missed
--   first_week_unauthorised_sessions bigint of those missed the ones without leave
--   absent_sessions       bigint   sessions missed in the year so far
--   possible_sessions     bigint   possible sessions in the year so far
--   absence_rate          double   absent / possible sessions, 0 to 1
--   last_year_absent_sessions bigint sessions missed last year if 10% or more, else null
--   last_year_possible_sessions bigint possible sessions of that year, or null
--   last_year_absence_rate double  of last year, 0 to 1, or null
--   support_step          varchar  latest step written down, or none
--   in_dfe_figure         boolean  counted in DfE's rates
--   is_settled            boolean  enough possible sessions for the share to say something
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list
--   listed_first_week     bigint   of these absent in the first week
--   listed_last_year      bigint   of these who missed 10% or more last year
--   enrolments            bigint   pupils on roll with possible sessions, of the whole

with

lines as (

    select persistent_share, minimum_possible_sessions
    from definitions
    where definition = 'dfe'

),

supported as (

    select people.pupil_id, given.support_step
    from (
        select
            unnest(cast($support_people as varchar[])) as person_key,
            unnest(cast($support_steps as varchar[])) as support_step
    ) as given
    inner join people on given.person_key = people.person_key

),

places as (

    select school_id, school_name
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )

),

-- Nobody, and nothing read, where the filter is not set.
of_cohort as (

    select school_id, pupil_id
    from cohort_members
    where
        cast($cohort as varchar) is not null
        and academic_year = cast($academic_year as varchar)
        and list_contains(
            value_ids,
            (
                select value_id
                from cohort_values
                where
                    cohort = cast($cohort as varchar)
                    and cohort_value = cast($cohort_value as varchar)
            )
        )

),

of_class as (

    select school_id, pupil_id
    from enrolments
    where
        coalesce(cast($year_group as varchar), cast($class_name as varchar)) is not null
        and academic_year = cast($academic_year as varchar)
        and (cast($class_name as varchar) is null or class = cast($class_name as varchar))
        and (
            cast($year_group as varchar) is null
            or year_group_words = cast($year_group as varchar)
        )

),

left_before as (

    select school_id, pupil_id
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and leaving_date < cast($as_of as date)

),

first_weeks as (

    -- Of each school the first week with sessions of the term that the last week lies in.
    select held.school_id, min(held.week_commencing) as week_commencing
    from school_calendar as held
    inner join school_calendar as newest
        on held.school_id = newest.school_id
        and newest.week_commencing = cast($last_week as date)
        and floor((greatest(held.half_term, 1) - 1) / 2)
        = floor((greatest(newest.half_term, 1) - 1) / 2)
    where
        held.academic_year = cast($academic_year as varchar)
        and (cast($school_id as integer) is null or held.school_id = cast($school_id as integer))
        and held.week_commencing <= cast($last_week as date)
        and held.sessions_held > 0
    group by held.school_id

),

first_sessions as (

    select
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        pupil_weeks.possible_sessions as possible,
        pupil_weeks.authorised_sessions + pupil_weeks.unauthorised_sessions as absent,
        pupil_weeks.unauthorised_sessions as unauthorised
    from pupil_weeks
    inner join first_weeks
        on pupil_weeks.week_commencing = first_weeks.week_commencing
        and pupil_weeks.school_id = first_weeks.school_id
    where pupil_weeks.authorised_sessions + pupil_weeks.unauthorised_sessions > 0

),

last_year as (

    select
        pupil_weeks.pupil_id,
        sum(
            pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
        ) as possible,
        sum(pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions) as absent
    from pupil_weeks
    cross join lines
    where
        pupil_weeks.week_commencing = (
            select max(before.week_commencing)
            from marked_weeks as before
            inner join marked_weeks as newest
                on before.first_year = newest.first_year - 1
                and newest.week_commencing = cast($last_week as date)
        )
        and list_contains(cast($schools_beside as integer[]), pupil_weeks.school_id)
    group by pupil_weeks.pupil_id, lines.persistent_share, lines.minimum_possible_sessions
    having
        sum(pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions)
        >= lines.persistent_share
        * sum(pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
        and sum(pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
        >= lines.minimum_possible_sessions

),

so_far as (

    select
        school_id,
        pupil_id,
        cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
        cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
    from pupil_weeks
    where
        week_commencing = cast($last_week as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

pupils as (

    select
        so_far.*,
        places.school_name,
        first_sessions.possible as first_possible,
        first_sessions.absent as first_absent,
        first_sessions.unauthorised as first_unauthorised,
        last_year.possible as last_year_possible,
        last_year.absent as last_year_absent,
        first_sessions.absent is not null as is_first_week,
        last_year.absent is not null as is_last_year
    from so_far
    left join first_sessions
        on so_far.school_id = first_sessions.school_id
        and so_far.pupil_id = first_sessions.pupil_id
    left join last_year on so_far.pupil_id = last_year.pupil_id
    cross join lines
    inner join places on so_far.school_id = places.school_id
    left join of_cohort
        on so_far.school_id = of_cohort.school_id
        and so_far.pupil_id = of_cohort.pupil_id
    left join of_class
        on so_far.school_id = of_class.school_id
        and so_far.pupil_id = of_class.pupil_id
    left join left_before
        on so_far.school_id = left_before.school_id
        and so_far.pupil_id = left_before.pupil_id
    where
        -- Nearly all: a plain comparison is planned for as if it left few.
        coalesce(so_far.possible >= lines.minimum_possible_sessions, false)
        and left_before.pupil_id is null
        and (cast($cohort as varchar) is null or of_cohort.pupil_id is not null)
        and (
            coalesce(cast($year_group as varchar), cast($class_name as varchar)) is null
            or of_class.pupil_id is not null
        )

),

early as materialized (

    select *
    from pupils
    where absent > 0 and (is_first_week or is_last_year)

),

whole as (

    select
        count(*) as listed,
        count(*) filter (where is_first_week) as listed_first_week,
        count(*) filter (where is_last_year) as listed_last_year,
        (select count(*) from pupils) as enrolments
    from early

),

first_days as (

    select
        first_weeks.school_id,
        first_weeks.week_commencing as first_week,
        min(school_sessions.session_date) as first_day
    from first_weeks
    inner join school_sessions
        on first_weeks.school_id = school_sessions.school_id
        and first_weeks.week_commencing <= school_sessions.session_date
    group by first_weeks.school_id, first_weeks.week_commencing

),

shown as materialized (

    select early.*, first_days.first_week, first_days.first_day, supported.support_step
    from early
    left join first_days on early.school_id = first_days.school_id
    left join supported on early.pupil_id = supported.pupil_id
    order by absent desc, possible, school_id, pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

),

first_spells as (

    -- A spell that began before the term reaches into it from the school's first day on.
    select
        absence_spells.school_id,
        absence_spells.pupil_id,
        min(greatest(absence_spells.first_date, shown.first_day)) as first_missed
    from absence_spells
    inner join shown
        -- Compared so that pupils are found by their id alone, which reads less.
        on absence_spells.pupil_id = shown.pupil_id
        and shown.school_id between absence_spells.school_id and absence_spells.school_id
        and absence_spells.last_date >= shown.first_day
    where
        absence_spells.pupil_id in (select pupil_id from shown)
        and absence_spells.first_date <= cast(cast($last_week as date) + interval 6 day as date)
    group by absence_spells.school_id, absence_spells.pupil_id

),

known as (

    select *
    from people
    where pupil_id in (select pupil_id from shown)

),

on_roll as (

    select *
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and pupil_id in (select pupil_id from shown)

)

select
    known.person_key,
    case
        when not cast($show_names as boolean) then known.pseudonym
        else coalesce(
            known.surname || ', ' || known.forename,
            known.surname,
            on_roll.local_id,
            known.upn
        )
    end as pupil,
    shown.school_name,
    on_roll.year_group_words as year_group,
    on_roll.class,
    case when cast($show_names as boolean) then known.upn end as upn,
    case
        when shown.is_first_week and shown.is_last_year then 'both'
        when shown.is_first_week then 'first week'
        else 'PA last year'
    end as listed_because,
    shown.first_week,
    first_spells.first_missed,
    cast(coalesce(shown.first_absent, 0) as bigint) as first_week_absent_sessions,
    cast(shown.first_possible as bigint) as first_week_possible_sessions,
    cast(coalesce(shown.first_unauthorised, 0) as bigint) as first_week_unauthorised_sessions,
    cast(shown.absent as bigint) as absent_sessions,
    cast(shown.possible as bigint) as possible_sessions,
    shown.absent / shown.possible as absence_rate,
    cast(shown.last_year_absent as bigint) as last_year_absent_sessions,
    cast(shown.last_year_possible as bigint) as last_year_possible_sessions,
    shown.last_year_absent / shown.last_year_possible as last_year_absence_rate,
    coalesce(shown.support_step, 'none') as support_step,
    on_roll.dfe_from is not null as in_dfe_figure,
    shown.possible >= cast($settled_sessions as integer) as is_settled,
    shown.school_id,
    whole.listed,
    whole.listed_first_week,
    whole.listed_last_year,
    whole.enrolments
from shown
cross join whole
inner join known on shown.pupil_id = known.pupil_id
inner join on_roll
    on shown.pupil_id = on_roll.pupil_id
    and shown.school_id between on_roll.school_id and on_roll.school_id
left join first_spells
    on shown.school_id = first_spells.school_id
    and shown.pupil_id = first_spells.pupil_id
order by shown.absent desc, shown.possible, shown.school_id, shown.pupil_id
