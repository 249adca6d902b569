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

    select max(week_commencing) as week_commencing
    from marked_weeks
    where
        week_commencing < cast($first_week as date)
        and academic_year = (
            select academic_year
            from marked_weeks
            where week_commencing = cast($first_week as date)
        )

),

crossed as (

    -- A pupil's sessions of the weeks are those so far at their end less those so far before
    -- them. The square of that is both ends' less twice their product, which no mart holds.
    select
        newest.school_id,
        count(*) filter (where newest.possible > 0 and newest.possible = before.possible)
            as pupils_without,
        sum(newest.possible * before.possible) as possible_squared,
        sum(newest.absent * before.possible + newest.possible * before.absent)
            as absent_by_possible,
        sum(newest.absent * before.absent) as absent_squared
    from (
        select
            school_id,
            pupil_id,
            cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
            cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
        from pupil_weeks
        where week_commencing = cast($last_week as date)
    ) as newest
    inner join (
        select
            school_id,
            pupil_id,
            cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
            cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
        from pupil_weeks
        where week_commencing = (select week_commencing from before_week)
    ) as before
        on newest.pupil_id = before.pupil_id
        and newest.school_id = before.school_id
    group by newest.school_id

),

sums as (

    select
        school_id,
        education_phase,
        sum(enrolments) filter (where is_last) as enrolments,
        sum(persistently_absent) filter (where is_last) as persistently_absent,
        sum(severely_absent) filter (where is_last) as severely_absent,
        sum(possible_sessions) filter (where is_chosen) as possible_sessions,
        sum(absent_sessions) filter (where is_chosen) as absent_sessions,
        sum(unauthorised_sessions) filter (where is_chosen) as unauthorised_sessions,
        sum(possible_sessions) filter (where is_last_year) as last_year_possible,
        sum(absent_sessions) filter (where is_last_year) as last_year_absent,
        count(*) filter (where is_chosen and is_open and is_reported) as weeks_sent,
        count(*) filter (where is_chosen and is_open) as weeks_due,
        sum(pupils) filter (where is_last) as pupils,
        sum(part * pupils_possible) as pupils_possible,
        sum(part * pupils_absent) / nullif(sum(part * pupils_possible), 0) as pupils_rate,
        sum(part * part * possible_squared) as possible_squared,
        sum(part * part * absent_by_possible) as absent_by_possible,
        sum(part * part * absent_squared) as absent_squared
    from (
        select
            *,
            week_commencing = cast($last_week as date) as is_last,
            week_commencing between cast($first_week as date) and cast($last_week as date)
                as is_chosen,
            week_commencing between cast($last_year_first_week as date)
            and cast($last_year_last_week as date) as is_last_year,
            case
                when week_commencing = cast($last_week as date) then 1
                when week_commencing = (select week_commencing from before_week) then -1
            end as part
        from schools_by_week
    ) as weeks_of_schools
    where
        (is_chosen or is_last_year or part is not null)
        and (
            cast($education_phase as varchar) is null
            or education_phase = cast($education_phase as varchar)
        )
    group by school_id, education_phase

),

phases as (

    select
        sums.education_phase,
        sum(sums.absent_sessions) / nullif(sum(sums.possible_sessions), 0) as absence_rate,
        sum(sums.pupils_possible)
        / nullif(sum(sums.pupils - coalesce(crossed.pupils_without, 0)), 0) as mean_possible,
        greatest(
            sum(
                sums.absent_squared - 2 * coalesce(crossed.absent_squared, 0)
                - 2 * sums.pupils_rate
                * (sums.absent_by_possible - coalesce(crossed.absent_by_possible, 0))
                + sums.pupils_rate * sums.pupils_rate
                * (sums.possible_squared - 2 * coalesce(crossed.possible_squared, 0))
            ), 0
        ) / nullif(
            sum(sums.pupils - coalesce(crossed.pupils_without, 0))
            - count(*) filter (where sums.pupils_possible > 0), 0
        ) as spread_squared
    from sums
    left join crossed on sums.school_id = crossed.school_id
    group by sums.education_phase

),

in_groups as (

    select school_id, 'trust' as group_kind, trust as group_name
    from schools
    where
        is_current
        and trust is not null
        and (cast($quadrant as varchar) is null or quadrant = cast($quadrant as varchar))
        and (cast($district as varchar) is null or district = cast($district as varchar))
        and list_contains(cast($visible_schools as integer[]), school_id)
    union all
    select school_id, 'federation', federation
    from schools
    where
        is_current
        and federation is not null
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
        sum(sums.absent_sessions) / nullif(sum(sums.possible_sessions), 0) as absence_rate,
        sum(sums.possible_sessions * phases.absence_rate)
        / nullif(sum(sums.possible_sessions), 0) as expected_rate,
        sum(sums.last_year_absent) / nullif(sum(sums.last_year_possible), 0)
            as last_year_absence_rate,
        sqrt(
            sum(
                sums.possible_sessions / phases.mean_possible
                * phases.spread_squared
            )
        ) / nullif(sum(sums.possible_sessions), 0) as standard_error,
        sum(sums.weeks_sent) as weeks_sent,
        sum(sums.weeks_due) as weeks_due
    from in_groups
    inner join sums on in_groups.school_id = sums.school_id
    left join phases on sums.education_phase = phases.education_phase
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
