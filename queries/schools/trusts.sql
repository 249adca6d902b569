-- Academy trusts and federations: their schools of the county together, and whether they miss
-- more than schools of the same phases do in the county. The range holds what chance alone makes
-- likely (3.09 standard errors, 99.8%), with chance judged between pupils as for schools: see
-- every_school. A range with nought inside could be chance, and places in an order mean little.
--
-- grain:   one row per group_kind and group_name
-- rows:    school
-- denominator: possible sessions of the weeks; for PA and SA enrolments of the year so far
-- source:  registers of the county's schools, DfE's definition (ages 5 to 15)
-- params:
--   first_week            date       first of the chosen weeks
--   last_week             date       last of the chosen weeks
--   last_year_first_week  date       the same school week a year before, or null
--   last_year_last_week   date       the same school week a year before, or null
--   education_phase       varchar    phase, or null for all
--   quadrant              varchar    quadrant, or null for all
--   district              varchar    district, or null for all
--   trust                 varchar    trust or federation, or null for all
--   sure_limit            double     so many standard errors are unlikely to be chance
--   smallest_share_sent   double     groups that sent a smaller share of weeks are not judged
--   smallest_group        integer    fewer pupils are not shown
--   visible_schools       integer[]  schools that the viewer may see
-- returns:
--   group_kind               varchar  trust or federation
--   group_name               varchar  its name
--   schools                  bigint   its schools in scope with marks
--   enrolments               bigint   pupils with possible sessions so far this year
--   possible_sessions        bigint   sessions that pupils were expected to attend
--   attendance_rate          double   attended of possible sessions, 0 to 1
--   unauthorised_rate        double   missed without leave of possible sessions, 0 to 1
--   persistently_absent      bigint   enrolments persistently absent so far, severely included
--   persistent_absence_rate  double   persistently absent of enrolments, 0 to 1
--   severely_absent          bigint   enrolments severely absent so far
--   severe_absence_rate      double   severely absent of enrolments, 0 to 1
--   change_points            double   attendance minus the same weeks last year, points, or null
--   weeks_sent_share         double   weeks with marks of those due in its schools, 0 to 1
--   difference_points        double   absence minus that of the phases of its schools, points
--   lower_points             double   lower end of the range of the difference, points
--   upper_points             double   upper end of the range of the difference, points
--   standing                 varchar  could be chance, unlikely to be chance, or not judged

with

before_week as (

    select max(earlier.week_commencing) as week_commencing
    from marked_weeks as earlier
    inner join marked_weeks as first_marked
        on earlier.academic_year = first_marked.academic_year
        and earlier.week_commencing < first_marked.week_commencing
    where first_marked.week_commencing = cast($first_week as date)

),

before as (

    -- One number for school and pupil joins in half the time that two take.
    select
        cast(pupil_weeks.school_id as bigint) * 100000000 + pupil_weeks.pupil_id as enrolment,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent
    from pupil_weeks
    inner join before_week on pupil_weeks.week_commencing = before_week.week_commencing

),

pupils as (

    select
        pupil_weeks.school_id,
        cast(
            pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            - coalesce(before.possible, 0) as integer
        ) as possible,
        cast(
            pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
            - coalesce(before.absent, 0) as integer
        ) as absent
    from pupil_weeks
    left join before
        on cast(pupil_weeks.school_id as bigint) * 100000000 + pupil_weeks.pupil_id
        = before.enrolment
    where pupil_weeks.week_commencing = cast($last_week as date)

),

pupil_sums as (

    select
        school_id,
        count(*) as pupils,
        sum(possible) as possible,
        sum(absent) as absent,
        sum(possible * possible) as possible_squared,
        sum(absent * possible) as absent_by_possible,
        sum(absent * absent) as absent_squared
    from pupils
    where possible > 0
    group by school_id

),

current_schools as (

    select *
    from schools
    where
        is_current
        and (
            cast($education_phase as varchar) is null
            or education_phase = cast($education_phase as varchar)
        )

),

spreads as (

    select
        current_schools.education_phase,
        sum(pupil_sums.possible) / sum(pupil_sums.pupils) as mean_possible,
        sqrt(
            greatest(
                sum(
                    pupil_sums.absent_squared
                    - 2 * pupil_sums.absent / pupil_sums.possible * pupil_sums.absent_by_possible
                    + pupil_sums.absent / pupil_sums.possible
                    * pupil_sums.absent / pupil_sums.possible * pupil_sums.possible_squared
                ), 0
            ) / nullif(sum(pupil_sums.pupils) - count(*), 0)
        ) / (sum(pupil_sums.possible) / sum(pupil_sums.pupils)) as pupil_spread
    from pupil_sums
    inner join current_schools on pupil_sums.school_id = current_schools.school_id
    group by current_schools.education_phase

),

sums as (

    select
        school_id,
        sum(enrolments) filter (where week_commencing = cast($last_week as date)) as enrolments,
        sum(persistently_absent) filter (where week_commencing = cast($last_week as date))
            as persistently_absent,
        sum(severely_absent) filter (where week_commencing = cast($last_week as date))
            as severely_absent,
        sum(possible_sessions) filter (where week_commencing >= cast($first_week as date))
            as possible_sessions,
        sum(authorised_sessions) filter (where week_commencing >= cast($first_week as date))
            as authorised_sessions,
        sum(unauthorised_sessions) filter (where week_commencing >= cast($first_week as date))
            as unauthorised_sessions,
        sum(possible_sessions) filter (where week_commencing < cast($first_week as date))
            as last_year_possible,
        sum(authorised_sessions + unauthorised_sessions)
            filter (where week_commencing < cast($first_week as date)) as last_year_absent
    from cohort_weeks
    where
        definition = 'dfe'
        and cohort = 'all'
        and (
            week_commencing between cast($first_week as date) and cast($last_week as date)
            or week_commencing between
            cast($last_year_first_week as date) and cast($last_year_last_week as date)
        )
    group by school_id

),

sent as (

    select
        school_id,
        count(*) filter (where is_reported) as weeks_sent,
        count(*) as weeks_due
    from coverage
    where
        week_commencing between cast($first_week as date) and cast($last_week as date)
        and is_open
    group by school_id

),

phase_rates as (

    select
        current_schools.education_phase,
        sum(sums.authorised_sessions + sums.unauthorised_sessions)
        / nullif(sum(sums.possible_sessions), 0) as absence_rate
    from sums
    inner join current_schools on sums.school_id = current_schools.school_id
    group by current_schools.education_phase

),

in_groups as (

    select school_id, education_phase, 'trust' as group_kind, trust as group_name
    from current_schools
    where
        trust is not null
        and (cast($quadrant as varchar) is null or quadrant = cast($quadrant as varchar))
        and (cast($district as varchar) is null or district = cast($district as varchar))
        and list_contains(cast($visible_schools as integer[]), school_id)
    union all
    select school_id, education_phase, 'federation', federation
    from current_schools
    where
        federation is not null
        and (cast($quadrant as varchar) is null or quadrant = cast($quadrant as varchar))
        and (cast($district as varchar) is null or district = cast($district as varchar))
        and list_contains(cast($visible_schools as integer[]), school_id)

),

grouped as (

    select
        in_groups.group_kind,
        in_groups.group_name,
        count(*) as schools,
        sum(sums.enrolments) as enrolments,
        sum(sums.persistently_absent) as persistently_absent,
        sum(sums.severely_absent) as severely_absent,
        sum(sums.possible_sessions) as possible_sessions,
        sum(sums.unauthorised_sessions) as unauthorised_sessions,
        sum(sums.authorised_sessions + sums.unauthorised_sessions)
        / nullif(sum(sums.possible_sessions), 0) as absence_rate,
        sum(sums.possible_sessions * phase_rates.absence_rate)
        / nullif(sum(sums.possible_sessions), 0) as expected_rate,
        sum(sums.last_year_absent) / nullif(sum(sums.last_year_possible), 0)
            as last_year_absence_rate,
        sqrt(
            sum(
                sums.possible_sessions * spreads.mean_possible
                * spreads.pupil_spread * spreads.pupil_spread
            )
        ) / nullif(sum(sums.possible_sessions), 0) as standard_error,
        coalesce(sum(sent.weeks_sent), 0) as weeks_sent,
        coalesce(sum(sent.weeks_due), 0) as weeks_due
    from in_groups
    inner join sums on in_groups.school_id = sums.school_id
    left join sent on in_groups.school_id = sent.school_id
    left join phase_rates on in_groups.education_phase = phase_rates.education_phase
    left join spreads on in_groups.education_phase = spreads.education_phase
    where
        sums.enrolments > 0
        and (
            cast($trust as varchar) is null or in_groups.group_name = cast($trust as varchar)
        )
    group by in_groups.group_kind, in_groups.group_name

),

compared as (

    select
        *,
        100 * (absence_rate - expected_rate) as difference,
        100 * cast($sure_limit as double) * nullif(standard_error, 0) as reach,
        enrolments >= cast($smallest_group as integer) as is_shown,
        enrolments >= cast($smallest_group as integer)
        and persistently_absent not between 1 and cast($smallest_group as integer) - 1
            as is_persistent_shown,
        enrolments >= cast($smallest_group as integer)
        and severely_absent not between 1 and cast($smallest_group as integer) - 1
            as is_severe_shown
    from grouped

)

select
    group_kind,
    group_name,
    schools,
    case when is_shown then cast(enrolments as bigint) end as enrolments,
    cast(possible_sessions as bigint) as possible_sessions,
    case when is_shown then 1 - absence_rate end as attendance_rate,
    case when is_shown then unauthorised_sessions / nullif(possible_sessions, 0) end
        as unauthorised_rate,
    case when is_persistent_shown then cast(persistently_absent as bigint) end
        as persistently_absent,
    case when is_persistent_shown then persistently_absent / enrolments end
        as persistent_absence_rate,
    case when is_severe_shown then cast(severely_absent as bigint) end as severely_absent,
    case when is_severe_shown then severely_absent / enrolments end as severe_absence_rate,
    case when is_shown then 100 * (last_year_absence_rate - absence_rate) end as change_points,
    weeks_sent / nullif(weeks_due, 0) as weeks_sent_share,
    case when is_shown then difference end as difference_points,
    case when is_shown then difference - reach end as lower_points,
    case when is_shown then difference + reach end as upper_points,
    case
        when
            not is_shown
            or difference is null
            or reach is null
            or weeks_due = 0
            or weeks_sent < cast($smallest_share_sent as double) * weeks_due
            then 'not judged'
        when abs(difference) > reach then 'unlikely to be chance'
        else 'could be chance'
    end as standing
from compared
order by difference desc nulls last, group_kind, group_name
