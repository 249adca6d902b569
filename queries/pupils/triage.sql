-- Persistently absent pupils (10% or more missed) and how they miss school: spells begun in the
-- year so far and their lengths, main reasons, needs that are known, support written down; and
-- the group of the shared language that the rules suggest: that of the first rule that applies,
-- with the reasons of all that do. A group chosen by a person comes before it. Reasons are
-- counted by half term, to the end of the last one. Those without support come first, then
-- those who missed most; those with few sessions so far last, and no group is suggested for them.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the year so far; of reasons the sessions missed, of weekdays the short spells
-- source:  registers and pupil files of the schools; triage_rules.csv; what was written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   year_group       varchar    such as Year 7, or null for all
--   class_name       varchar    class or tutor group, or null for all
--   cohort           varchar    cohort such as fsm, or null for all
--   cohort_value     varchar    its value, such as yes
--   settled_sessions integer    possible sessions from which on a share says something
--   short_spell_sessions integer most sessions of a short spell
--   spells_for_a_day     integer fewest short spells of which a weekday is told
--   long_spell_sessions integer least sessions of a long spell
--   show_names       boolean    names, else pseudonyms
--   support_people   varchar[]  person_key of each one with support written down
--   support_steps    varchar[]  latest step of each of them, in words
--   triage_people    varchar[]  person_key of each one with a group chosen by a person
--   triage_groups    varchar[]  that group
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
--   standing              varchar  SA or PA; "so far" until there are enough sessions
--   triage_group          varchar  group chosen by a person, else the suggested one
--   is_chosen             boolean  chosen by a person
--   suggested_group       varchar  group of the first rule that applies, or null
--   suggested_because     varchar  reasons of the rules that apply, or null
--   absent_sessions       bigint   sessions missed in the year so far
--   possible_sessions     bigint   possible sessions in the year so far
--   absence_rate          double   absent / possible sessions, 0 to 1
--   spells                bigint   spells of absence begun in the year so far
--   short_spells          bigint   of these the short ones
--   long_spells           bigint   and the long ones
--   longest_sessions      bigint   sessions of the longest of them
--   short_spell_day       varchar  weekday that most short spells begin on; null of few
--   short_spell_day_share double   share of the short spells that do, 0 to 1
--   main_reason           varchar  what most sessions were missed for
--   main_reason_share     double   share of the sessions missed, 0 to 1
--   second_reason         varchar  what comes next, or null
--   second_reason_share   double   share of the sessions missed, 0 to 1
--   cohorts               varchar  cohorts of the pupil, in short words
--   support_step          varchar  latest step written down, or none
--   in_dfe_figure         boolean  counted in DfE's rates
--   is_settled            boolean  enough possible sessions for the share to say something
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list
--   listed_complex        bigint   of these complex; null for several schools
--   listed_specific_issue bigint   of these with a specific issue; null for several schools
--   listed_just_attendance bigint  of these just attendance; null for several schools

with

lines as (

    select persistent_share, severe_share, minimum_possible_sessions
    from definitions
    where definition = 'dfe'

),

supported as (

    select people.pupil_id, known.support_step
    from (
        select
            unnest(cast($support_people as varchar[])) as person_key,
            unnest(cast($support_steps as varchar[])) as support_step
    ) as known
    inner join people on known.person_key = people.person_key

),

chosen as (

    select
        unnest(cast($triage_people as varchar[])) as person_key,
        unnest(cast($triage_groups as varchar[])) as triage_group

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

so_far as (

    select
        school_id,
        pupil_id,
        cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
        cast(year_absent_sessions - after_may_absent_sessions as integer) as absent,
        year_absent_sessions as all_absent
    from pupil_weeks
    where
        week_commencing = cast($last_week as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

absent_pupils as materialized (

    select
        so_far.*,
        places.school_name,
        supported.support_step,
        so_far.absent >= lines.severe_share * so_far.possible as is_severe,
        so_far.possible >= cast($settled_sessions as integer) as is_settled
    from so_far
    cross join lines
    inner join places on so_far.school_id = places.school_id
    left join supported on so_far.pupil_id = supported.pupil_id
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
        so_far.possible >= lines.minimum_possible_sessions
        and so_far.absent >= lines.persistent_share * so_far.possible
        and left_before.pupil_id is null
        and (cast($cohort as varchar) is null or of_cohort.pupil_id is not null)
        and (
            coalesce(cast($year_group as varchar), cast($class_name as varchar)) is null
            or of_class.pupil_id is not null
        )

),

whole as (

    select count(*) as listed
    from absent_pupils

),

shown as materialized (

    -- Of one school all, to tell how many are in each group.
    select *
    from absent_pupils
    order by is_settled desc, support_step is not null, absent desc, possible, school_id, pupil_id
    limit case
        when cast($school_id as integer) is null
            then cast($listed_from as integer) + cast($listed_at_once as integer)
        else 1000000
    end

),

known as (

    select
        people.person_key,
        people.pseudonym,
        people.surname,
        people.forename,
        people.upn,
        chosen.triage_group as chosen_group,
        people.pupil_id
    from people
    left join chosen on people.person_key = chosen.person_key
    where people.pupil_id in (select pupil_id from shown)

),

on_roll as (

    select *
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and pupil_id in (select pupil_id from shown)

),

-- Spells of the year so far, of those from before it what was missed in it. At most one goes on
-- after the last week: it has the sessions missed so far that are in no other.
spells as (

    select
        absence_spells.school_id,
        absence_spells.pupil_id,
        absence_spells.first_date,
        case
            when absence_spells.last_date <= cast(cast($last_week as date) + interval 6 day as date)
                then absence_spells.sessions - absence_spells.earlier_sessions
            else shown.all_absent - sum(
                case
                    when
                        absence_spells.last_date
                        <= cast(cast($last_week as date) + interval 6 day as date)
                        then absence_spells.sessions - absence_spells.earlier_sessions
                    else 0
                end
            ) over (partition by absence_spells.school_id, absence_spells.pupil_id)
        end as sessions
    from absence_spells
    inner join shown
        on absence_spells.pupil_id = shown.pupil_id
        -- Compared so that pupils are found by their id alone, which reads less.
        and absence_spells.school_id between shown.school_id and shown.school_id
    where
        (
            cast($school_id as integer) is null
            or absence_spells.school_id = cast($school_id as integer)
        )
        and absence_spells.last_date >= cast($year_first_day as date)
        and absence_spells.first_date
        <= cast(cast($last_week as date) + interval 6 day as date)

),

spell_days as (

    select
        school_id,
        pupil_id,
        1 + date_diff('day', cast(date_trunc('week', first_date) as date), first_date)
            as day_of_week,
        count(*) as spells,
        count(*) filter (where sessions <= cast($short_spell_sessions as integer)) as short_spells,
        count(*) filter (where sessions >= cast($long_spell_sessions as integer)) as long_spells,
        max(sessions) as longest
    from spells
    where sessions > 0
    group by school_id, pupil_id, day_of_week

),

spelled as (

    select
        school_id,
        pupil_id,
        sum(spells) as spells,
        sum(short_spells) as short_spells,
        sum(long_spells) as long_spells,
        max(longest) as longest,
        max(short_spells) as most_on_a_day,
        min_by(day_of_week, 10 * -short_spells + day_of_week) as main_day
    from spell_days
    group by school_id, pupil_id

),

half_terms as (

    select school_id, coalesce(half_term, 0) as half_term
    from school_calendar
    where week_commencing = cast($last_week as date)

),

coded as (

    select
        codes.school_id,
        codes.pupil_id,
        register_codes.code,
        register_codes.description,
        sum(codes.sessions) as sessions,
        sum(sum(codes.sessions)) over (
            partition by codes.school_id, codes.pupil_id
        ) as all_sessions,
        row_number() over (
            partition by codes.school_id, codes.pupil_id
            order by sum(codes.sessions) desc, register_codes.code
        ) as place
    from pupil_half_term_codes as codes
    inner join half_terms
        on codes.school_id = half_terms.school_id
        and codes.half_term <= half_terms.half_term
    inner join register_codes
        on codes.code = register_codes.code
        and register_codes.is_possible
        and not register_codes.is_attending
    where
        codes.academic_year = cast($academic_year as varchar)
        and codes.pupil_id in (select pupil_id from shown)
        and (
            cast($school_id as integer) is null
            or codes.school_id = cast($school_id as integer)
        )
    group by
        codes.school_id, codes.pupil_id, register_codes.code, register_codes.description

),

reasons as (

    select
        school_id,
        pupil_id,
        max(case when place = 1 then description end) as main_reason,
        max(case when place = 1 then sessions / all_sessions end) as main_share,
        max(case when place = 2 then description end) as second_reason,
        max(case when place = 2 then sessions / all_sessions end) as second_share
    from coded
    group by school_id, pupil_id

),

needs as (

    select
        cohort_members.school_id,
        cohort_members.pupil_id,
        triage_rules.rule
    from cohort_members
    inner join triage_rules on triage_rules.measure = 'need'
    inner join cohort_values
        on triage_rules.of_what = cohort_values.cohort || ': ' || cohort_values.cohort_value
        and list_contains(cohort_members.value_ids, cohort_values.value_id)
    where
        cohort_members.academic_year = cast($academic_year as varchar)
        and cohort_members.pupil_id in (select pupil_id from shown)

),

counted_needs as (

    select school_id, pupil_id, count(*) as needs
    from needs
    group by school_id, pupil_id

),

measured as (

    select
        shown.school_id,
        shown.pupil_id,
        coalesce(counted_needs.needs, 0) as needs,
        shown.absent / shown.possible as absence_share,
        coalesce(spelled.longest, 0) as longest,
        coalesce(spelled.short_spells, 0) as short_spells,
        spelled.most_on_a_day / nullif(spelled.short_spells, 0) as weekday_share
    from shown
    left join counted_needs
        on shown.school_id = counted_needs.school_id
        and shown.pupil_id = counted_needs.pupil_id
    left join spelled
        on shown.school_id = spelled.school_id
        and shown.pupil_id = spelled.pupil_id

),

met as (

    -- A rule that asks for nought applies where no other does.
    select
        measured.school_id,
        measured.pupil_id,
        triage_rules.triage_group,
        triage_rules.reason,
        triage_rules.at_least,
        row_number() over (
            partition by measured.school_id, measured.pupil_id
            order by triage_rules.rule
        ) as place
    from measured
    cross join triage_rules
    left join needs
        on triage_rules.rule = needs.rule
        and measured.school_id = needs.school_id
        and measured.pupil_id = needs.pupil_id
    left join coded
        on triage_rules.measure = 'code share'
        and triage_rules.of_what = cast(coded.code as varchar)
        and measured.school_id = coded.school_id
        and measured.pupil_id = coded.pupil_id
    where
        case triage_rules.measure
            when 'needs' then measured.needs
            when 'need' then case when needs.rule is not null then 1 end
            when 'absence share' then measured.absence_share
            when 'code share' then coded.sessions / coded.all_sessions
            when 'longest spell' then measured.longest
            when 'short spells' then measured.short_spells
            when 'weekday share' then measured.weekday_share
        end >= triage_rules.at_least
        and (
            triage_rules.and_measure is null
            or case triage_rules.and_measure
                when 'needs' then measured.needs
                when 'absence share' then measured.absence_share
                when 'longest spell' then measured.longest
                when 'short spells' then measured.short_spells
                when 'weekday share' then measured.weekday_share
            end >= triage_rules.and_at_least
        )

),

suggested as (

    select
        school_id,
        pupil_id,
        max(case when place = 1 then triage_group end) as triage_group,
        concat_ws(
            '; ',
            max(case when place = 1 then reason end),
            max(case when place = 2 and at_least > 0 then reason end),
            max(case when place = 3 and at_least > 0 then reason end),
            max(case when place = 4 and at_least > 0 then reason end),
            max(case when place = 5 and at_least > 0 then reason end)
        ) as because
    from met
    group by school_id, pupil_id

),

grouped as materialized (

    select
        shown.*,
        known.person_key,
        known.pseudonym,
        known.surname,
        known.forename,
        known.upn,
        known.chosen_group,
        suggested.triage_group as suggested_group,
        suggested.because,
        coalesce(known.chosen_group, suggested.triage_group) as triage_group
    from shown
    inner join known on shown.pupil_id = known.pupil_id
    left join suggested
        on shown.is_settled
        and shown.school_id = suggested.school_id
        and shown.pupil_id = suggested.pupil_id

),

groups as (

    select
        count(*) filter (where triage_group = 'complex') as complex,
        count(*) filter (where triage_group = 'specific issue') as specific_issue,
        count(*) filter (where triage_group = 'just attendance') as just_attendance
    from grouped

)

select
    grouped.person_key,
    case
        when not cast($show_names as boolean) then grouped.pseudonym
        else coalesce(
            grouped.surname || ', ' || grouped.forename,
            grouped.surname,
            on_roll.local_id,
            grouped.upn
        )
    end as pupil,
    grouped.school_name,
    on_roll.year_group_words as year_group,
    on_roll.class,
    case when cast($show_names as boolean) then grouped.upn end as upn,
    case when grouped.is_severe then 'SA' else 'PA' end
    || case when grouped.is_settled then '' else ' so far' end as standing,
    grouped.triage_group,
    grouped.chosen_group is not null as is_chosen,
    grouped.suggested_group,
    grouped.because as suggested_because,
    cast(grouped.absent as bigint) as absent_sessions,
    cast(grouped.possible as bigint) as possible_sessions,
    grouped.absent / grouped.possible as absence_rate,
    cast(coalesce(spelled.spells, 0) as bigint) as spells,
    cast(coalesce(spelled.short_spells, 0) as bigint) as short_spells,
    cast(coalesce(spelled.long_spells, 0) as bigint) as long_spells,
    cast(coalesce(spelled.longest, 0) as bigint) as longest_sessions,
    case when spelled.short_spells >= cast($spells_for_a_day as integer)
        then case spelled.main_day
            when 1 then 'Monday'
            when 2 then 'Tuesday'
            when 3 then 'Wednesday'
            when 4 then 'Thursday'
            when 5 then 'Friday'
            when 6 then 'Saturday'
            else 'Sunday'
        end
    end as short_spell_day,
    case when spelled.short_spells >= cast($spells_for_a_day as integer)
        then spelled.most_on_a_day / spelled.short_spells
    end as short_spell_day_share,
    reasons.main_reason,
    reasons.main_share as main_reason_share,
    reasons.second_reason,
    reasons.second_share as second_reason_share,
    on_roll.cohort_words as cohorts,
    coalesce(grouped.support_step, 'none') as support_step,
    on_roll.dfe_from is not null as in_dfe_figure,
    grouped.is_settled,
    grouped.school_id,
    whole.listed,
    case when cast($school_id as integer) is not null then groups.complex end
        as listed_complex,
    case when cast($school_id as integer) is not null then groups.specific_issue end
        as listed_specific_issue,
    case when cast($school_id as integer) is not null then groups.just_attendance end
        as listed_just_attendance
from grouped
cross join whole
cross join groups
inner join on_roll
    -- Compared so that pupils are found by their id alone, which reads less.
    on grouped.pupil_id = on_roll.pupil_id
    and grouped.school_id between on_roll.school_id and on_roll.school_id
left join spelled
    on grouped.school_id = spelled.school_id
    and grouped.pupil_id = spelled.pupil_id
left join reasons
    on grouped.school_id = reasons.school_id
    and grouped.pupil_id = reasons.pupil_id
order by
    grouped.is_settled desc,
    grouped.support_step is not null,
    grouped.absent desc,
    grouped.possible,
    grouped.school_id,
    grouped.pupil_id
limit cast($listed_at_once as integer)
offset cast($listed_from as integer)
