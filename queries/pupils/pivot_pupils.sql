-- Pupils near the line of persistent absence (10%), on either side of it: how many sessions each
-- can still miss this year and stay under it (and under 50%), or how many in a row would bring
-- the pupil back and on which day; and where full attendance from now on would end the year. The
-- possible sessions of a pupil's year are those so far and those to come, which are estimated as
-- in target_outlook: after the last week that the school sent, as long as the pupil is on roll
-- and counted, two for each weekday of term, at the share of them that were possible for the
-- pupil in the latest half term; not known where no term dates reach the weeks that were sent.
-- Exactly 10.0% is persistent. Those who left are not listed.
-- The nearest to the line come first; those with few sessions so far last, by sessions missed.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the year so far
-- source:  registers of the schools; term dates of the school, else of the authority
-- params:
--   academic_year     varchar    such as 2024/25
--   last_week         date       Monday of the last week
--   as_of             date       last marked day of the weeks
--   at_risk_share     double     least share missed of those listed, 0 to 1
--   fewest_pace_weeks integer    fewest weeks of a half term that tells what is usual
--   school_id         integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   year_group        varchar    such as Year 7, or null for all
--   class_name        varchar    class or tutor group, or null for all
--   cohort            varchar    cohort such as fsm, or null for all
--   cohort_value      varchar    its value, such as yes
--   settled_sessions  integer    possible sessions from which on a share says something
--   show_names        boolean    names, else pseudonyms
--   listed_from       integer    rows of the list left out before the first one given
--   listed_at_once    integer    rows given at most
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   person_key            varchar  key of the person for links
--   pupil                 varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   upn                   varchar  unique pupil number; null without names
--   standing              varchar  SA, PA or under 10%; "so far" until there are enough sessions
--   absent_sessions       bigint   sessions missed in the year so far
--   possible_sessions     bigint   possible sessions in the year so far
--   absence_rate          double   absent / possible sessions, 0 to 1
--   outlook               varchar  what full attendance from now on would do, or not known
--   can_miss_sessions     bigint   sessions the pupil can still miss and end under 10%, or null
--   attend_sessions       bigint   sessions in a row to be under 10% again, or null: is under it
--   under_from            date     day on which they would be attended, or null; null if not to come
--   end_attendance_rate   double   attendance of the year with full attendance from now on, or null
--   can_miss_severe_sessions bigint sessions the pupil can still miss and end under 50%, or null
--   attend_severe_sessions bigint  sessions in a row to be under 50% again, or null: is under it
--   sessions_to_come      bigint   possible sessions to come this year, estimated; or null
--   in_dfe_figure         boolean  counted in DfE's rates
--   is_settled            boolean  enough possible sessions for the share to say something
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list
--   listed_persistent     bigint   of these persistently absent so far
--   listed_back           bigint   of these who can be under 10% again, or null

with

lines as (

    select
        persistent_share,
        severe_share,
        minimum_possible_sessions,
        cast(10000 * persistent_share as integer) as persistent_parts,
        cast(10000 * severe_share as integer) as severe_parts,
        cast(
            10000 * cast(cast($at_risk_share as double) as decimal(5, 4)) as integer
        ) as least_parts
    from definitions
    where definition = 'dfe'

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
        cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
    from pupil_weeks
    where
        week_commencing = cast($last_week as date)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

near as (

    select
        so_far.*,
        lines.persistent_share,
        lines.severe_share,
        lines.persistent_parts,
        lines.severe_parts,
        so_far.possible >= cast($settled_sessions as integer) as is_settled,
        10000 * so_far.absent >= lines.persistent_parts * so_far.possible as is_persistent,
        10000 * so_far.absent >= lines.severe_parts * so_far.possible as is_severe,
        abs(10000 * so_far.absent - lines.persistent_parts * so_far.possible) as from_the_line
    from so_far
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
        -- Half of all: plain comparisons are planned for as if they left few.
        coalesce(
            so_far.possible >= lines.minimum_possible_sessions
            and 10000 * so_far.absent >= lines.least_parts * so_far.possible,
            false
        )
        and left_before.pupil_id is null
        and (cast($cohort as varchar) is null or of_cohort.pupil_id is not null)
        and (
            coalesce(cast($year_group as varchar), cast($class_name as varchar)) is null
            or of_class.pupil_id is not null
        )

),

whole as (

    select
        count(*) as listed,
        count(*) filter (where is_persistent) as listed_persistent
    from near

),

shown as materialized (

    -- Of one school all, to tell how many can come back.
    select *
    from near
    order by
        is_settled desc,
        is_settled and is_persistent desc,
        case when is_settled then from_the_line end,
        absent desc,
        school_id,
        pupil_id
    limit case
        when cast($school_id as integer) is null
            then cast($listed_from as integer) + cast($listed_at_once as integer)
        else 1000000
    end

),

segments as (

    -- Of each school's weeks the days in term, for a week may end one half term and begin another.
    select
        school_calendar.school_id,
        school_calendar.week_commencing,
        school_calendar.half_term,
        school_calendar.is_in_term,
        school_calendar.is_reported
        and school_calendar.week_commencing <= cast($last_week as date) as is_sent,
        greatest(school_terms.first_day, school_calendar.week_commencing) as first_day,
        case when school_calendar.is_in_term
            then 2 * (1 + date_diff(
                'day',
                greatest(school_terms.first_day, school_calendar.week_commencing),
                least(
                    school_terms.last_day,
                    cast(school_calendar.week_commencing + interval 4 day as date)
                )
            ))
            else school_calendar.sessions_held
        end as offered_sessions
    from school_calendar
    inner join places on school_calendar.school_id = places.school_id
    left join school_terms
        on school_calendar.school_id = school_terms.school_id
        and school_calendar.academic_year = school_terms.academic_year
        and school_terms.first_day
        <= cast(school_calendar.week_commencing + interval 4 day as date)
        and school_terms.last_day >= school_calendar.week_commencing
    where
        school_calendar.academic_year = cast($academic_year as varchar)
        and (
            cast($school_id as integer) is null
            or school_calendar.school_id = cast($school_id as integer)
        )

),

half_terms as (

    select
        school_id,
        half_term,
        min(week_commencing) as first_week,
        max(week_commencing) as last_week,
        sum(offered_sessions) as offered_sessions,
        max(max(week_commencing)) over (partition by school_id) as last_sent_week,
        max(max(case when is_in_term then week_commencing end))
            over (partition by school_id) as last_term_week,
        row_number() over (
            partition by school_id
            order by
                count(distinct week_commencing) >= cast($fewest_pace_weeks as integer) desc,
                max(week_commencing) desc
        ) as place
    from segments
    where is_sent
    group by school_id, half_term

),

moments as (

    -- The weeks at whose end a pupil's sessions so far are read: their difference is the pace.
    select
        half_terms.school_id,
        half_terms.first_week,
        half_terms.last_week,
        half_terms.last_sent_week,
        half_terms.offered_sessions,
        coalesce(half_terms.last_term_week = half_terms.last_sent_week, false) as is_dated,
        max(marked_weeks.week_commencing) as week_before
    from half_terms
    left join marked_weeks
        on marked_weeks.academic_year = cast($academic_year as varchar)
        and half_terms.first_week > marked_weeks.week_commencing
    where half_terms.place = 1
    group by
        half_terms.school_id,
        half_terms.first_week,
        half_terms.last_week,
        half_terms.last_sent_week,
        half_terms.last_term_week,
        half_terms.offered_sessions

),

ahead as (

    select
        segments.school_id,
        segments.week_commencing,
        segments.first_day,
        segments.offered_sessions,
        sum(segments.offered_sessions) over (
            partition by segments.school_id
            order by segments.first_day
        ) as offered_by_then
    from segments
    inner join moments
        on segments.school_id = moments.school_id
        and segments.week_commencing > moments.last_sent_week
    where segments.is_in_term

),

at_end as (

    select
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible
    from pupil_weeks
    inner join moments
        on pupil_weeks.week_commencing = moments.last_week
        and pupil_weeks.school_id = moments.school_id
    where pupil_weeks.pupil_id in (select pupil_id from shown)

),

at_start as (

    select
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible
    from pupil_weeks
    inner join moments
        on pupil_weeks.week_commencing = moments.week_before
        and pupil_weeks.school_id = moments.school_id
    where pupil_weeks.pupil_id in (select pupil_id from shown)

),

-- A mark that is missing says nothing of the pupil: its session is taken to have been possible.
unmarked as (

    select
        missing_marks.school_id,
        missing_marks.pupil_id,
        count(*) as sessions
    from missing_marks
    inner join moments
        on missing_marks.school_id = moments.school_id
        and missing_marks.session_date between moments.first_week
        and cast(moments.last_week + interval 6 day as date)
    where missing_marks.pupil_id in (select pupil_id from shown)
    group by missing_marks.school_id, missing_marks.pupil_id

),

on_roll as (

    select *
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and pupil_id in (select pupil_id from shown)

),

named as (

    select *
    from people
    where pupil_id in (select pupil_id from shown)

),

paced as (

    select
        shown.*,
        on_roll.year_group_words,
        on_roll.class,
        on_roll.local_id,
        on_roll.dfe_from is not null as in_dfe_figure,
        moments.offered_sessions,
        moments.is_dated,
        case
            -- Who came, or came back, in the course of it had less than is usual.
            when on_roll.entry_date > cast(moments.first_week + interval 6 day as date)
                then moments.offered_sessions
            when at_start.possible > 0 or (moments.week_before is null and at_end.possible > 0)
                then least(
                    at_end.possible - coalesce(at_start.possible, 0)
                    + coalesce(unmarked.sessions, 0),
                    moments.offered_sessions
                )
            else moments.offered_sessions
        end as usual_possible,
        coalesce(on_roll.dfe_to, date '2100-01-01') as counted_to,
        coalesce(on_roll.leaving_date, date '2100-01-01') as leaving_date
    from shown
    inner join on_roll
        -- Compared so that pupils are found by their id alone, which reads less.
        on shown.pupil_id = on_roll.pupil_id
        and shown.school_id between on_roll.school_id and on_roll.school_id
    inner join moments on shown.school_id = moments.school_id
    left join at_end
        on shown.school_id = at_end.school_id
        and shown.pupil_id = at_end.pupil_id
    left join at_start
        on shown.school_id = at_start.school_id
        and shown.pupil_id = at_start.pupil_id
    left join unmarked
        on shown.school_id = unmarked.school_id
        and shown.pupil_id = unmarked.pupil_id

),

left_of_span as (

    select
        paced.school_id,
        paced.counted_to,
        paced.leaving_date,
        sum(ahead.offered_sessions) as offered_sessions
    from (select distinct school_id, counted_to, leaving_date from paced) as paced
    inner join ahead
        on paced.school_id = ahead.school_id
        and ahead.week_commencing <= paced.counted_to
        and ahead.week_commencing <= paced.leaving_date
    group by paced.school_id, paced.counted_to, paced.leaving_date

),

counted as (

    select
        paced.*,
        coalesce(
            cast(floor(
                paced.usual_possible * left_of_span.offered_sessions / paced.offered_sessions
            ) as bigint),
            case when paced.is_dated then 0 end
        ) as to_come,
        cast(floor(10000 * paced.absent / paced.persistent_parts) as bigint) + 1
        - paced.possible as attend_sessions,
        cast(floor(10000 * paced.absent / paced.severe_parts) as bigint) + 1
        - paced.possible as attend_severe_sessions
    from paced
    left join left_of_span
        on paced.school_id = left_of_span.school_id
        and paced.counted_to = left_of_span.counted_to
        and paced.leaving_date = left_of_span.leaving_date

),

forecast as (

    select
        *,
        cast(ceil(persistent_share * (possible + to_come)) as bigint) - 1 - absent as can_miss,
        cast(ceil(severe_share * (possible + to_come)) as bigint) - 1 - absent
            as can_miss_severe,
        case when is_persistent and attend_sessions <= to_come
            then ceil(attend_sessions * offered_sessions / usual_possible)
        end as offered_until
    from counted

),

comebacks as (

    select
        case
            when cast($school_id as integer) is not null and count(to_come) = count(*)
                then count(*) filter (where is_persistent and can_miss >= 0)
        end as listed_back
    from forecast

)

select
    named.person_key,
    case
        when not cast($show_names as boolean) then named.pseudonym
        else coalesce(
            named.surname || ', ' || named.forename,
            named.surname,
            forecast.local_id,
            named.upn
        )
    end as pupil,
    places.school_name,
    forecast.year_group_words as year_group,
    forecast.class,
    case when cast($show_names as boolean) then named.upn end as upn,
    case
        when forecast.is_severe then 'SA'
        when forecast.is_persistent then 'PA'
        else 'under 10%'
    end
    || case when forecast.is_settled then '' else ' so far' end as standing,
    cast(forecast.absent as bigint) as absent_sessions,
    cast(forecast.possible as bigint) as possible_sessions,
    forecast.absent / forecast.possible as absence_rate,
    case
        when forecast.to_come is null then 'not known'
        when not forecast.is_persistent and forecast.can_miss >= 0 then 'stays under 10%'
        when forecast.can_miss >= 0 then 'back under 10%'
        when forecast.is_severe and forecast.can_miss_severe >= 0 then 'back under 50%'
        when forecast.can_miss_severe >= 0 then 'ends at 10% or more'
        else 'ends at 50% or more'
    end as outlook,
    case when forecast.can_miss >= 0 then forecast.can_miss end as can_miss_sessions,
    case when forecast.is_persistent then forecast.attend_sessions end as attend_sessions,
    nullif(
        greatest(
            cast(
                ahead.first_day
                + cast(ceil(
                    (
                        forecast.offered_until - ahead.offered_by_then + ahead.offered_sessions
                    ) / 2
                ) as integer) - 1
                as date
            ),
            cast(cast($last_week as date) + interval 4 day as date)
        ),
        cast(cast($last_week as date) + interval 4 day as date)
    ) as under_from,
    1 - forecast.absent / (forecast.possible + forecast.to_come) as end_attendance_rate,
    case when forecast.can_miss_severe >= 0 then forecast.can_miss_severe end
        as can_miss_severe_sessions,
    case when forecast.is_severe then forecast.attend_severe_sessions end
        as attend_severe_sessions,
    forecast.to_come as sessions_to_come,
    forecast.in_dfe_figure,
    forecast.is_settled,
    forecast.school_id,
    whole.listed,
    whole.listed_persistent,
    comebacks.listed_back
from forecast
cross join whole
cross join comebacks
inner join places on forecast.school_id = places.school_id
inner join named on forecast.pupil_id = named.pupil_id
left join ahead
    on forecast.school_id = ahead.school_id
    and forecast.offered_until > ahead.offered_by_then - ahead.offered_sessions
    and forecast.offered_until <= ahead.offered_by_then
order by
    forecast.is_settled desc,
    forecast.is_settled and forecast.is_persistent desc,
    case when forecast.is_settled then forecast.from_the_line end,
    forecast.absent desc,
    forecast.school_id,
    forecast.pupil_id
limit cast($listed_at_once as integer)
offset cast($listed_from as integer)
