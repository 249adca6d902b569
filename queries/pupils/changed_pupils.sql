-- Pupils who miss clearly more, or clearly less, in the half term so far than at their own rate of
-- the half term before: by more than a school week's sessions, for a week's illness alone is no
-- change of habit. The largest changes come first; those who left come last.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in each half term
-- source:  registers and pupil files of the schools; support as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   previous_week    date       Monday of the last week of the half term before, or null
--   earlier_week     date       Monday of the last week of the one before that, or null
--   as_of            date       last marked day of the weeks
--   trend            varchar    worse or better; null for both
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   year_group       varchar    such as Year 7, or null for all
--   class_name       varchar    class or tutor group, or null for all
--   cohort           varchar    cohort such as fsm, or null for all
--   cohort_value     varchar    its value, such as yes
--   support          varchar    latest step, none, any or review overdue; null for all
--   settled_sessions integer    possible sessions from which on a share says something
--   clear_change_sessions integer  sessions beyond which a change is told
--   fewest_change_sessions integer  fewest possible sessions of both half terms compared
--   show_names       boolean    names, else pseudonyms
--   support_people   varchar[]  person_key of each one with support written down
--   support_steps    varchar[]  latest step of each of them, in words
--   support_dates    date[]     day of that step
--   support_reviews  date[]     day of the next review or end, or null
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key            varchar  key of the person for links
--   pupil                 varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   upn                   varchar  unique pupil number; null without names
--   trend                 varchar  worse or better
--   change_points         double   absence of this half term less the one before, points
--   change_sessions       bigint   sessions missed beyond the rate of the half term before
--   half_term_absent_sessions bigint sessions missed in the half term so far
--   half_term_possible_sessions bigint possible sessions of it
--   half_term_absence_rate double  missed / possible sessions of it, 0 to 1
--   before_absent_sessions bigint  sessions missed in the half term before
--   before_possible_sessions bigint possible sessions of it
--   before_absence_rate   double   missed / possible sessions of it, 0 to 1
--   absence_rate          double   absent / possible sessions of the year so far, 0 to 1
--   standing              varchar  SA, PA or neither; "so far" until there are enough sessions
--   cohorts               varchar  cohorts of the pupil, in short words
--   support_step          varchar  latest step written down, or none
--   support_date          date     day of it
--   support_review        date     day of the next review or end
--   is_overdue            boolean  that day is past
--   left_on               date     day the pupil left the school, null while on roll
--   in_dfe_figure         boolean  counted in DfE's rates
--   school_id             integer  number of the school
--   compared              bigint   pupils with enough possible sessions in both half terms
--   listed                bigint   pupils in the whole list

with

supported as (

    select
        people.pupil_id,
        known.support_step,
        known.support_date,
        known.support_review
    from (
        select
            unnest(cast($support_people as varchar[])) as person_key,
            unnest(cast($support_steps as varchar[])) as support_step,
            unnest(cast($support_dates as date[])) as support_date,
            unnest(cast($support_reviews as date[])) as support_review
    ) as known
    inner join people on known.person_key = people.person_key

),

places as (

    select school_id, school_name
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
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

so_far as (

    select
        school_id,
        pupil_id,
        year_possible_sessions - after_may_possible_sessions as possible,
        year_absent_sessions - after_may_absent_sessions as absent
    from pupil_weeks
    where
        week_commencing = cast($last_week as date)
        and (
            cast($school_id as integer) is null
            or school_id = cast($school_id as integer)
        )

),

halves as (

    select
        so_far.school_id,
        so_far.pupil_id,
        so_far.possible,
        so_far.absent,
        so_far.possible - before.year_possible_sessions + before.after_may_possible_sessions
            as half_possible,
        so_far.absent - before.year_absent_sessions + before.after_may_absent_sessions
            as half_absent,
        before.year_possible_sessions - before.after_may_possible_sessions
        - coalesce(earlier.year_possible_sessions - earlier.after_may_possible_sessions, 0)
            as before_possible,
        before.year_absent_sessions - before.after_may_absent_sessions
        - coalesce(earlier.year_absent_sessions - earlier.after_may_absent_sessions, 0)
            as before_absent
    from so_far
    inner join places on so_far.school_id = places.school_id
    inner join pupil_weeks as before
        on before.week_commencing = cast($previous_week as date)
        and so_far.school_id = before.school_id
        and so_far.pupil_id = before.pupil_id
    left join pupil_weeks as earlier
        on earlier.week_commencing = cast($earlier_week as date)
        and so_far.school_id = earlier.school_id
        and so_far.pupil_id = earlier.pupil_id

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

compared as materialized (

    select
        halves.*,
        -- In parts of a session, as many as there were possible ones: whole numbers are exact.
        cast(half_absent as integer) * before_possible
        - cast(before_absent as integer) * half_possible as beyond
    from halves
    left join of_cohort
        on halves.school_id = of_cohort.school_id
        and halves.pupil_id = of_cohort.pupil_id
    left join of_class
        on halves.school_id = of_class.school_id
        and halves.pupil_id = of_class.pupil_id
    where
        half_possible >= cast($fewest_change_sessions as integer)
        and before_possible >= cast($fewest_change_sessions as integer)
        and (cast($cohort as varchar) is null or of_cohort.pupil_id is not null)
        and (
            coalesce(cast($year_group as varchar), cast($class_name as varchar)) is null
            or of_class.pupil_id is not null
        )

),

leavers as (

    select school_id, pupil_id, leaving_date as left_on
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and leaving_date < cast($as_of as date)

),

clear as (

    select
        compared.*,
        supported.support_step,
        supported.support_date,
        supported.support_review
    from compared
    left join supported on compared.pupil_id = supported.pupil_id
    where
        abs(compared.beyond) > cast($clear_change_sessions as integer) * compared.before_possible
        and coalesce(cast($trend as varchar), '') in (
            '', case when compared.beyond > 0 then 'worse' else 'better' end
        )
        and case cast($support as varchar)
            when 'none' then supported.pupil_id is null
            when 'any' then supported.pupil_id is not null
            when 'review overdue' then supported.support_review < cast($as_of as date)
            else
                coalesce(cast($support as varchar), supported.support_step, '')
                = coalesce(supported.support_step, '')
        end

),

shown as (

    select clear.*, leavers.left_on
    from clear
    left join leavers
        on clear.school_id = leavers.school_id
        and clear.pupil_id = leavers.pupil_id
    order by
        leavers.left_on is not null,
        abs(clear.beyond / clear.before_possible) desc,
        clear.school_id,
        clear.pupil_id
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
    places.school_name,
    enrolments.year_group_words as year_group,
    enrolments.class,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when shown.beyond > 0 then 'worse' else 'better' end as trend,
    100 * (
        shown.half_absent / shown.half_possible
        - shown.before_absent / shown.before_possible
    ) as change_points,
    cast(round(shown.beyond / shown.before_possible) as bigint) as change_sessions,
    cast(shown.half_absent as bigint) as half_term_absent_sessions,
    cast(shown.half_possible as bigint) as half_term_possible_sessions,
    shown.half_absent / shown.half_possible as half_term_absence_rate,
    cast(shown.before_absent as bigint) as before_absent_sessions,
    cast(shown.before_possible as bigint) as before_possible_sessions,
    shown.before_absent / shown.before_possible as before_absence_rate,
    shown.absent / shown.possible as absence_rate,
    case
        when shown.absent >= definitions.severe_share * shown.possible then 'SA'
        when shown.absent >= definitions.persistent_share * shown.possible then 'PA'
        else 'neither'
    end
    || case
        when shown.possible < cast($settled_sessions as integer) then ' so far' else ''
    end as standing,
    enrolments.cohort_words as cohorts,
    coalesce(shown.support_step, 'none') as support_step,
    shown.support_date,
    shown.support_review,
    coalesce(shown.support_review < cast($as_of as date), false) as is_overdue,
    shown.left_on,
    enrolments.dfe_from is not null as in_dfe_figure,
    shown.school_id,
    (select count(*) from compared) as compared,
    (select count(*) from clear) as listed
from shown
inner join enrolments
    on enrolments.academic_year = cast($academic_year as varchar)
    -- Compared so that pupils are found by their id alone, which reads less.
    and shown.school_id between enrolments.school_id and enrolments.school_id
    and shown.pupil_id = enrolments.pupil_id
inner join places on shown.school_id = places.school_id
inner join people on shown.pupil_id = people.pupil_id
inner join definitions on definitions.definition = 'dfe'
order by
    shown.left_on is not null,
    abs(shown.beyond / shown.before_possible) desc,
    shown.school_id,
    shown.pupil_id
