-- Pupils of a band of absence in the year so far: who they are, how much they missed and why,
-- how that changed since the half term before, and what support was written down for them.
-- Those without any come first, then those who missed most sessions; those who left come last.
-- Pupils outside DfE's figure (Reception, sixth form) are listed with all their sessions.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the year so far
-- source:  registers and pupil files of the schools; support as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   previous_week    date       Monday of the last week of the half term before, or null
--   earlier_week     date       Monday of the last week of the one before that, or null
--   as_of            date       last marked day of the weeks
--   least_share      double     least share missed, 0 to 1
--   below_share      double     share missed from which pupils are left out, or null
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   year_group       varchar    such as Year 7, or null for all
--   class_name       varchar    class or tutor group, or null for all
--   cohort           varchar    cohort such as fsm, or null for all
--   cohort_value     varchar    its value, such as yes
--   reason           varchar    code of the main reason, or null for all
--   trend            varchar    worse, better or no clear change; null for all
--   support          varchar    latest step, none, any or review overdue; null for all
--   settled_sessions integer    possible sessions from which on a share says something
--   clear_change_sessions integer  sessions beyond which a change is told
--   fewest_change_sessions integer  fewest possible sessions of both half terms compared
--   show_names       boolean    names, else pseudonyms
--   support_people   varchar[]  person_key of each one with support written down
--   support_steps    varchar[]  latest step of each of them, in words
--   support_dates    date[]     day of that step
--   support_reviews  date[]     day of the next review or end, or null
--   support_due      varchar[]  which step's review or end that is, in words, or null
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
--   standing              varchar  SA, PA or neither; "so far" until there are enough sessions
--   absent_sessions       bigint   sessions missed in the year so far
--   possible_sessions     bigint   possible sessions in the year so far
--   absence_rate          double   absent / possible sessions, 0 to 1
--   authorised_sessions   bigint   missed with leave, in the half terms so far, whole
--   unauthorised_sessions bigint   missed without leave, in the half terms so far, whole
--   change_points         double   absence of this half term less the one before, points
--   change_sessions       bigint   sessions missed beyond the rate of the half term before
--   trend                 varchar  worse, better or no clear change; null with too few sessions
--   main_reason           varchar  code of most sessions missed, in the half terms so far, whole
--   spells                bigint   spells of absence begun in the year so far
--   longest_sessions      bigint   sessions of the longest of them
--   cohorts               varchar  cohorts of the pupil, in short words
--   support_step          varchar  latest step written down, or none
--   support_date          date     day of it
--   support_review        date     day of the next review or end
--   support_due           varchar  which step's review or end that is, in words
--   is_overdue            boolean  that day is past
--   left_on               date     day the pupil left the school, null while on roll
--   in_dfe_figure         boolean  counted in DfE's rates
--   is_settled            boolean  enough possible sessions for the share to say something
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list

with

supported as (

    select
        people.pupil_id,
        known.support_step,
        known.support_date,
        known.support_review,
        known.support_due
    from (
        select
            unnest(cast($support_people as varchar[])) as person_key,
            unnest(cast($support_steps as varchar[])) as support_step,
            unnest(cast($support_dates as date[])) as support_date,
            unnest(cast($support_reviews as date[])) as support_review,
            unnest(cast($support_due as varchar[])) as support_due
    ) as known
    inner join people on known.person_key = people.person_key

),

places as materialized (

    select
        schools.school_id,
        schools.school_name,
        coalesce(school_calendar.half_term, 0) as half_term
    from schools
    left join school_calendar
        on schools.school_id = school_calendar.school_id
        and school_calendar.week_commencing = cast($last_week as date)
    where
        schools.is_current
        and list_contains(cast($visible_schools as integer[]), schools.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), schools.school_id)
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

leavers as (

    select school_id, pupil_id, leaving_date as left_on
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and leaving_date < cast($as_of as date)

),

so_far as (

    select
        school_id,
        pupil_id,
        year_possible_sessions - after_may_possible_sessions as possible,
        year_absent_sessions - after_may_absent_sessions as absent,
        year_absent_sessions as all_absent
    from pupil_weeks
    where
        week_commencing = cast($last_week as date)
        and (
            cast($school_id as integer) is null
            or school_id = cast($school_id as integer)
        )

),

banded as materialized (

    select
        so_far.*,
        supported.support_step,
        supported.support_date,
        supported.support_review,
        supported.support_due,
        leavers.left_on,
        so_far.absent >= definitions.severe_share * so_far.possible as is_severe,
        so_far.absent >= definitions.persistent_share * so_far.possible as is_persistent
    from so_far
    inner join definitions on definitions.definition = 'dfe'
    inner join places on so_far.school_id = places.school_id
    left join supported on so_far.pupil_id = supported.pupil_id
    left join leavers
        on so_far.school_id = leavers.school_id
        and so_far.pupil_id = leavers.pupil_id
    left join of_cohort
        on so_far.school_id = of_cohort.school_id
        and so_far.pupil_id = of_cohort.pupil_id
    left join of_class
        on so_far.school_id = of_class.school_id
        and so_far.pupil_id = of_class.pupil_id
    where
        so_far.possible >= definitions.minimum_possible_sessions
        -- In ten-thousandths: whole numbers are compared sooner than decimals.
        and 10000 * cast(so_far.absent as integer)
        >= cast(10000 * cast(cast($least_share as double) as decimal(5, 4)) as integer)
        * so_far.possible
        and (
            cast($below_share as double) is null
            or so_far.absent < cast(cast($below_share as double) as decimal(5, 4)) * so_far.possible
        )
        and (cast($cohort as varchar) is null or of_cohort.pupil_id is not null)
        and (
            coalesce(cast($year_group as varchar), cast($class_name as varchar)) is null
            or of_class.pupil_id is not null
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

whole as (

    select count(*) as listed
    from banded

),

-- Only what is shown, unless a filter asks what is known of these alone.
wanted as materialized (

    select *
    from banded
    order by
        left_on is not null,
        support_step is not null,
        absent desc,
        possible,
        school_id,
        pupil_id
    limit case
        when coalesce(cast($reason as varchar), cast($trend as varchar)) is null
            then cast($listed_at_once as integer)
    end
    offset case
        when coalesce(cast($reason as varchar), cast($trend as varchar)) is null
            then cast($listed_from as integer)
        else 0
    end

),

earlier as (

    select
        school_id,
        pupil_id,
        max(case when week_commencing = cast($previous_week as date)
            then year_possible_sessions - after_may_possible_sessions
        end) as to_previous_possible,
        max(case when week_commencing = cast($previous_week as date)
            then year_absent_sessions - after_may_absent_sessions
        end) as to_previous_absent,
        max(case when week_commencing = cast($earlier_week as date)
            then year_possible_sessions - after_may_possible_sessions
        end) as to_earlier_possible,
        max(case when week_commencing = cast($earlier_week as date)
            then year_absent_sessions - after_may_absent_sessions
        end) as to_earlier_absent
    from pupil_weeks
    where
        week_commencing in (cast($previous_week as date), cast($earlier_week as date))
        and pupil_id in (select pupil_id from wanted)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
    group by school_id, pupil_id

),

halves as (

    select
        wanted.*,
        wanted.possible - earlier.to_previous_possible as half_possible,
        wanted.absent - earlier.to_previous_absent as half_absent,
        earlier.to_previous_possible - coalesce(earlier.to_earlier_possible, 0) as before_possible,
        earlier.to_previous_absent - coalesce(earlier.to_earlier_absent, 0) as before_absent
    from wanted
    left join earlier
        on wanted.school_id = earlier.school_id
        and wanted.pupil_id = earlier.pupil_id

),

changed as (

    select
        *,
        -- In parts of a session, as many as there were possible ones: whole numbers are exact.
        cast(half_absent as integer) * before_possible
        - cast(before_absent as integer) * half_possible as beyond
    from halves

),

told as (

    select
        *,
        case
            when least(half_possible, before_possible) < cast($fewest_change_sessions as integer)
                then null
            when beyond > cast($clear_change_sessions as integer) * before_possible then 'worse'
            when beyond < -cast($clear_change_sessions as integer) * before_possible then 'better'
            when beyond is not null then 'no clear change'
        end as trend
    from changed

),

coded as (

    select
        codes.school_id,
        codes.pupil_id,
        codes.code,
        register_codes.description,
        register_codes.category,
        sum(codes.sessions) as sessions,
        struct_pack(fewer := -sum(codes.sessions), code := codes.code) as place
    from pupil_half_term_codes as codes
    inner join places
        on codes.school_id = places.school_id
        and codes.half_term <= places.half_term
    inner join register_codes
        on codes.code = register_codes.code
        and register_codes.is_possible
        and not register_codes.is_attending
    where
        codes.academic_year = cast($academic_year as varchar)
        and codes.pupil_id in (select pupil_id from wanted)
        and (cast($school_id as integer) is null or codes.school_id = cast($school_id as integer))
    group by
        codes.school_id,
        codes.pupil_id,
        codes.code,
        register_codes.description,
        register_codes.category

),

reasons as (

    select
        school_id,
        pupil_id,
        min_by(cast(code as varchar), place) as code,
        min_by(description, place) as description,
        sum(case when category = 'unauthorised absence' then sessions else 0 end) as unauthorised,
        sum(case when category = 'authorised absence' then sessions else 0 end) as authorised
    from coded
    group by school_id, pupil_id

),

-- Spells of the year so far, of those from before it what was missed in it. At most one goes on
-- after the last week: it has the sessions missed so far that are in no other.
spelled as (

    select
        school_id,
        pupil_id,
        count(*) as spells,
        max(last_date) > cast(cast($last_week as date) + interval 6 day as date) as goes_on,
        sum(case
            when last_date <= cast(cast($last_week as date) + interval 6 day as date)
                then sessions - earlier_sessions
            else 0
        end) as ended_sessions,
        max(case
            when last_date <= cast(cast($last_week as date) + interval 6 day as date)
                then sessions - earlier_sessions
            else 0
        end) as longest_ended
    from absence_spells
    where
        pupil_id in (select pupil_id from wanted)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and last_date >= cast($year_first_day as date)
        and first_date <= cast(cast($last_week as date) + interval 6 day as date)
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
    case when cast($show_names as boolean) then people.upn end as upn,
    case
        when told.is_severe then 'SA'
        when told.is_persistent then 'PA'
        else 'neither'
    end
    || case
        when told.possible < cast($settled_sessions as integer) then ' so far' else ''
    end as standing,
    cast(told.absent as bigint) as absent_sessions,
    cast(told.possible as bigint) as possible_sessions,
    told.absent / told.possible as absence_rate,
    cast(coalesce(reasons.authorised, 0) as bigint) as authorised_sessions,
    cast(coalesce(reasons.unauthorised, 0) as bigint) as unauthorised_sessions,
    100 * (
        told.half_absent / nullif(told.half_possible, 0)
        - told.before_absent / nullif(told.before_possible, 0)
    ) as change_points,
    cast(round(told.beyond / nullif(told.before_possible, 0)) as bigint) as change_sessions,
    told.trend,
    reasons.description || ' (' || reasons.code || ')' as main_reason,
    coalesce(spelled.spells, 0)
    - case when spelled.goes_on and told.all_absent = spelled.ended_sessions then 1 else 0 end
        as spells,
    cast(coalesce(
        greatest(
            spelled.longest_ended,
            case when spelled.goes_on then told.all_absent - spelled.ended_sessions else 0 end
        ),
        0
    ) as bigint) as longest_sessions,
    enrolments.cohort_words as cohorts,
    coalesce(told.support_step, 'none') as support_step,
    told.support_date,
    told.support_review,
    told.support_due,
    coalesce(told.support_review < cast($as_of as date), false) as is_overdue,
    told.left_on,
    enrolments.dfe_from is not null as in_dfe_figure,
    told.possible >= cast($settled_sessions as integer) as is_settled,
    told.school_id,
    case
        when coalesce(cast($reason as varchar), cast($trend as varchar)) is null
            then whole.listed
        else count(*) over ()
    end as listed
from told
cross join whole
inner join places on told.school_id = places.school_id
inner join enrolments
    on enrolments.academic_year = cast($academic_year as varchar)
    -- Compared so that pupils are found by their id alone, which reads less.
    and told.school_id between enrolments.school_id and enrolments.school_id
    and told.pupil_id = enrolments.pupil_id
inner join people on told.pupil_id = people.pupil_id
left join reasons
    on told.school_id = reasons.school_id
    and told.pupil_id = reasons.pupil_id
left join spelled
    on told.school_id = spelled.school_id
    and told.pupil_id = spelled.pupil_id
where
    (cast($reason as varchar) is null or reasons.code = cast($reason as varchar))
    and (cast($trend as varchar) is null or told.trend = cast($trend as varchar))
order by
    told.left_on is not null,
    told.support_step is not null,
    told.absent desc,
    told.possible,
    told.school_id,
    told.pupil_id
limit cast($listed_at_once as integer)
offset case
    when coalesce(cast($reason as varchar), cast($trend as varchar)) is null then 0
    else cast($listed_from as integer)
end
