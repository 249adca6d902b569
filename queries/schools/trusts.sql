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
--   is_named_span         boolean    the weeks are one of named_spans, which is answered sooner
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

ends as not materialized (

    select
        week_commencing,
        school_id,
        pupil_id,
        cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
        cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
    from pupil_weeks

),

spreads as (

    -- The spread of weeks without a name is worked out here as phase_spreads and span_products have
    -- it of others.
    select education_phase, mean_possible, pupil_spread
    from phase_spreads
    where
        cast($is_named_span as boolean)
        and first_week = cast($first_week as date)
        and last_week = cast($last_week as date)
    union all
    select
        education_phase,
        sum(possible) / sum(pupils),
        sqrt(
            greatest(
                sum(
                    absent_squared - 2 * absent / possible * absent_by_possible
                    + absent / possible * absent / possible * possible_squared
                ), 0
            ) / nullif(sum(pupils) - count(*), 0)
        )
    from (
        select
            ended.education_phase,
            ended.pupils - coalesce(both_ends.pupils_without, 0) as pupils,
            ended.pupils_possible - coalesce(before.pupils_possible, 0) as possible,
            ended.pupils_absent - coalesce(before.pupils_absent, 0) as absent,
            ended.possible_squared + coalesce(before.possible_squared, 0)
            - 2 * coalesce(both_ends.possible_by_possible, 0) as possible_squared,
            ended.absent_by_possible + coalesce(before.absent_by_possible, 0)
            - coalesce(both_ends.absent_by_possible, 0) as absent_by_possible,
            ended.absent_squared + coalesce(before.absent_squared, 0)
            - 2 * coalesce(both_ends.absent_by_absent, 0) as absent_squared
        from schools_by_week as ended
        left join schools_by_week as before
            on ended.school_id = before.school_id
            and before.week_commencing = (
                select max(week_commencing)
                from county_weeks
                where week_after = cast($first_week as date)
            )
        left join (
            select
                newest.school_id,
                count(*) filter (where newest.possible = before.possible) as pupils_without,
                sum(newest.possible * before.possible) as possible_by_possible,
                sum(newest.absent * before.possible + newest.possible * before.absent)
                    as absent_by_possible,
                sum(newest.absent * before.absent) as absent_by_absent
            from ends as newest
            inner join schools
                on newest.school_id = schools.school_id
                and schools.is_current
                and (
                    cast($education_phase as varchar) is null
                    or schools.education_phase = cast($education_phase as varchar)
                )
            inner join ends as before
                on newest.pupil_id = before.pupil_id
                and newest.school_id = before.school_id
                and before.possible > 0
                and before.week_commencing = (
                    select max(week_commencing)
                    from county_weeks
                    where week_after = cast($first_week as date)
                )
            where
                newest.week_commencing = cast($last_week as date)
                and not cast($is_named_span as boolean)
            group by newest.school_id
        ) as both_ends on ended.school_id = both_ends.school_id
        where
            ended.week_commencing = cast($last_week as date)
            and ended.pupils_possible > coalesce(before.pupils_possible, 0)
            and not cast($is_named_span as boolean)
            and (
                cast($education_phase as varchar) is null
                or ended.education_phase = cast($education_phase as varchar)
            )
    ) as of_schools
    group by education_phase

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
        sum(possible_sessions) filter (where not is_chosen) as last_year_possible,
        sum(absent_sessions) filter (where not is_chosen) as last_year_absent,
        count(*) filter (where is_chosen and is_open and is_reported) as weeks_sent,
        count(*) filter (where is_chosen and is_open) as weeks_due
    from (
        select
            *,
            week_commencing = cast($last_week as date) as is_last,
            week_commencing >= cast($first_week as date) as is_chosen
        from schools_by_week
        where
            week_commencing between cast($first_week as date) and cast($last_week as date)
            or week_commencing between cast($last_year_first_week as date)
            and cast($last_year_last_week as date)
    ) as weeks_of_schools
    where
        cast($education_phase as varchar) is null
        or education_phase = cast($education_phase as varchar)
    group by school_id, education_phase

),

in_groups as (

    select
        sums.*,
        groups.group_kind,
        groups.group_name,
        sums.possible_sessions * sums.phase_absence_rate as expected_absent,
        sums.possible_sessions / spreads.mean_possible
        * spreads.pupil_spread * spreads.pupil_spread as squared_error
    from (
        select
            *,
            sum(absent_sessions) over (partition by education_phase)
            / nullif(sum(possible_sessions) over (partition by education_phase), 0)
                as phase_absence_rate
        from sums
    ) as sums
    inner join (
        select
            schools.school_id,
            kinds.group_kind,
            case when kinds.group_kind = 'trust' then schools.trust else schools.federation end
                as group_name
        from schools
        cross join (values ('trust'), ('federation')) as kinds (group_kind)
        where
            schools.is_current
            and schools.school_id in (select unnest(cast($visible_schools as integer[])))
            and (
                cast($quadrant as varchar) is null or schools.quadrant = cast($quadrant as varchar)
            )
            and (
                cast($district as varchar) is null or schools.district = cast($district as varchar)
            )
    ) as groups
        on sums.school_id = groups.school_id
        and groups.group_name is not null
    left join spreads on sums.education_phase = spreads.education_phase
    where
        sums.enrolments > 0
        and (cast($trust as varchar) is null or groups.group_name = cast($trust as varchar))

),

grouped as (

    select
        group_kind,
        group_name,
        count(*) as schools,
        sum(enrolments) as enrolments,
        sum(persistently_absent) as persistently_absent,
        sum(severely_absent) as severely_absent,
        sum(possible_sessions) as possible_sessions,
        sum(unauthorised_sessions) as unauthorised_sessions,
        sum(absent_sessions) / nullif(sum(possible_sessions), 0) as absence_rate,
        sum(expected_absent) / nullif(sum(possible_sessions), 0) as expected_rate,
        sum(last_year_absent) / nullif(sum(last_year_possible), 0) as last_year_absence_rate,
        sqrt(sum(squared_error)) / nullif(sum(possible_sessions), 0) as standard_error,
        sum(weeks_sent) as weeks_sent,
        sum(weeks_due) as weeks_due
    from in_groups
    group by group_kind, group_name

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
