-- Who the pupil is, in the school where the pupil now is or last was among those that the viewer
-- sees, else in the one that the pupil is to enter, and what was missed there in the year so far. A
-- pupil in two schools at once is told of in the one with more marks in the last week; the other
-- stands among the years.
--
-- grain:   one row per person_key
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the year so far, as DfE counts
-- source:  pupil files and registers of the schools
-- params:
--   person_key       varchar    random key of the person
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   show_names       boolean    names, else pseudonyms
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key              varchar  key of the person for links
--   pupil                   varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name             varchar  name of the school
--   year_group              varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                   varchar  class or tutor group, or null
--   upn                     varchar  unique pupil number, or null; null without names
--   local_id                varchar  the school's own id, or null; null without names
--   academic_year           varchar  year of this enrolment, the chosen one or the last before it
--   school_id               integer  number of the school
--   age                     bigint   in whole years on the last marked day, or null
--   sex                     varchar  F, M or null
--   fsm                     boolean  free school meals; null is unknown
--   sen                     varchar  N none, K support, E plan (EHCP), or null
--   eal                     boolean  English an additional language
--   child_in_need           boolean  null is unknown
--   child_protection_plan   boolean  null is unknown
--   looked_after            boolean  null is unknown
--   previously_looked_after boolean  null is unknown
--   young_carer             boolean  null is unknown
--   medical_condition       boolean  null is unknown
--   entry_date              date     first day on roll, or null
--   left_on                 date     last day on roll if that is past, or null
--   is_provisional          boolean  in no pupil file of the school
--   in_dfe_figure           boolean  counted in DfE's rates in that year
--   possible_sessions       bigint   possible sessions in the year so far
--   absent_sessions         bigint   sessions missed in the year so far
--   absence_rate            double   absent / possible sessions, 0 to 1
--   after_may_possible_sessions bigint not among them: since the late May half term, of who is 15
--   after_may_absent_sessions bigint sessions missed of these
--   is_persistent           boolean  persistently absent: 10% or more missed
--   is_severe               boolean  severely absent: 50% or more missed

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

at_week as (

    select
        pupil_weeks.school_id,
        pupil_weeks.recorded_sessions,
        pupil_weeks.year_possible_sessions,
        pupil_weeks.year_absent_sessions,
        pupil_weeks.after_may_possible_sessions,
        pupil_weeks.after_may_absent_sessions
    from pupil_weeks
    inner join own
        on pupil_weeks.school_id = own.school_id
        and pupil_weeks.pupil_id = own.pupil_id
    where pupil_weeks.week_commencing = cast($last_week as date)

),

chosen as (

    select
        enrolments.academic_year,
        enrolments.school_id,
        enrolments.pupil_id,
        cast(
            at_week.year_possible_sessions - at_week.after_may_possible_sessions as bigint
        ) as possible,
        cast(at_week.year_absent_sessions - at_week.after_may_absent_sessions as bigint) as absent,
        at_week.after_may_possible_sessions,
        at_week.after_may_absent_sessions
    from enrolments
    inner join own
        on enrolments.school_id = own.school_id
        and enrolments.pupil_id = own.pupil_id
    left join at_week
        on enrolments.school_id = at_week.school_id
        and enrolments.academic_year = cast($academic_year as varchar)
    where enrolments.academic_year <= cast($academic_year as varchar)
    qualify row_number() over (
        order by
            enrolments.academic_year desc,
            coalesce(enrolments.entry_date > cast($as_of as date), false),
            coalesce(enrolments.leaving_date < cast($as_of as date), false),
            coalesce(at_week.recorded_sessions, 0) desc,
            enrolments.entry_date desc nulls last,
            enrolments.school_id
    ) = 1

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
    schools.school_name,
    enrolments.year_group_words as year_group,
    enrolments.class,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then enrolments.local_id end as local_id,
    enrolments.academic_year,
    enrolments.school_id,
    year(cast($as_of as date)) - year(people.date_of_birth) - case
        when
            100 * month(people.date_of_birth) + day(people.date_of_birth)
            > 100 * month(cast($as_of as date)) + day(cast($as_of as date)) then 1
        else 0
    end as age,
    enrolments.sex,
    enrolments.fsm,
    enrolments.sen,
    enrolments.eal,
    enrolments.child_in_need,
    enrolments.child_protection_plan,
    enrolments.looked_after,
    enrolments.previously_looked_after,
    enrolments.young_carer,
    enrolments.medical_condition,
    enrolments.entry_date,
    case when enrolments.leaving_date < cast($as_of as date) then enrolments.leaving_date end
        as left_on,
    enrolments.is_provisional,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(chosen.possible, 0) as possible_sessions,
    coalesce(chosen.absent, 0) as absent_sessions,
    chosen.absent / nullif(chosen.possible, 0) as absence_rate,
    cast(coalesce(chosen.after_may_possible_sessions, 0) as bigint) as after_may_possible_sessions,
    cast(coalesce(chosen.after_may_absent_sessions, 0) as bigint) as after_may_absent_sessions,
    coalesce(
        chosen.possible >= dfe.minimum_possible_sessions
        and chosen.absent >= dfe.persistent_share * chosen.possible,
        false
    ) as is_persistent,
    coalesce(
        chosen.possible >= dfe.minimum_possible_sessions
        and chosen.absent >= dfe.severe_share * chosen.possible,
        false
    ) as is_severe
from chosen
inner join enrolments
    on chosen.academic_year = enrolments.academic_year
    and chosen.school_id = enrolments.school_id
    and chosen.pupil_id = enrolments.pupil_id
inner join people on chosen.pupil_id = people.pupil_id
inner join schools
    on enrolments.school_id = schools.school_id
    and schools.is_current
cross join (select * from definitions where definition = 'dfe') as dfe
