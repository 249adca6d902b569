-- Every school with its attendance and absence of the chosen weeks, persistent and severe
-- absence of the year so far at their end, and whether its absence differs from that of all the
-- county's schools of its phase by more than chance. What chance does is judged between pupils,
-- not sessions, because absence comes in spells: the spread is that of a pupil's sessions missed
-- about what the own school's rate would give, pooled over the phase's schools and pupils of all
-- ages. A school of n pupils differs by chance by the spread / sqrt(n); n is counted by possible
-- sessions, so that half a year is half a pupil. Limits of 1.96 of these (95%) and 3.09 (99.8%)
-- are those of a funnel plot. First stand the schools most surely above their phase.
--
-- grain:   one row per school_id
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
--   smallest_share_sent   double     schools that sent a smaller share of weeks are not judged
--   smallest_group        integer    fewer pupils are not shown
--   visible_schools       integer[]  schools that the viewer may see
-- returns:
--   school_id                integer  number of the school in all its years
--   school_name              varchar  name
--   education_phase          varchar  Primary, Secondary, Special and others, or null
--   quadrant                 varchar  quadrant of the county, or null
--   district                 varchar  district council's area, or null
--   trust                    varchar  academy trust, or null
--   federation               varchar  federation, or null
--   enrolments               integer  pupils with possible sessions so far this year
--   possible_sessions        bigint   sessions that pupils were expected to attend
--   authorised_sessions      bigint   missed with leave
--   unauthorised_sessions    bigint   missed without leave
--   attendance_rate          double   attended of possible sessions, 0 to 1
--   authorised_rate          double   missed with leave of possible sessions, 0 to 1
--   unauthorised_rate        double   missed without leave of possible sessions, 0 to 1
--   absence_rate             double   missed of possible sessions, 0 to 1
--   persistently_absent      integer  enrolments persistently absent so far, severely included
--   persistent_absence_rate  double   persistently absent of enrolments, 0 to 1
--   severely_absent          integer  enrolments severely absent so far
--   severe_absence_rate      double   severely absent of enrolments, 0 to 1
--   last_year_attendance_rate double  the same school weeks a year before, 0 to 1, or null
--   change_points            double   attendance minus that of last year, points, or null
--   weeks_sent               bigint   weeks with any mark
--   weeks_due                bigint   weeks in which the school was, or should have been, open
--   weeks_sent_share         double   weeks_sent / weeks_due, 0 to 1
--   phase_absence_rate       double   missed of possible sessions in the county's phase, 0 to 1
--   difference_points        double   absence minus that of the phase, points
--   comparable_pupils        double   possible sessions / the mean of a pupil of the phase
--   pupil_spread             double   standard deviation of one pupil's absence by chance, 0 to 1
--   standard_errors          double   difference / what one standard error of chance is
--   direction                varchar  more absence, less absence, or null for the same
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

shown as (

    -- What is missing here of few pupils is missing in all that is worked out from it.
    select
        school_id,
        education_phase,
        possible_sessions,
        weeks_sent,
        weeks_due,
        phase_absence_rate,
        case when enrolments >= cast($smallest_group as integer) then enrolments end
            as enrolments,
        case when enrolments >= cast($smallest_group as integer) then absent_sessions end
            as absent_sessions,
        case when enrolments >= cast($smallest_group as integer) then unauthorised_sessions end
            as unauthorised_sessions,
        case when enrolments >= cast($smallest_group as integer)
            then 1 - last_year_absent / nullif(last_year_possible, 0)
        end as last_year_attendance_rate,
        case
            when
                enrolments >= cast($smallest_group as integer)
                and persistently_absent
                not between 1 and cast($smallest_group as integer) - 1
                then persistently_absent
        end as persistently_absent,
        case
            when
                enrolments >= cast($smallest_group as integer)
                and severely_absent not between 1 and cast($smallest_group as integer) - 1
                then severely_absent
        end as severely_absent
    from (
        select
            *,
            sum(absent_sessions) over (partition by education_phase)
            / nullif(sum(possible_sessions) over (partition by education_phase), 0)
                as phase_absence_rate
        from sums
        where enrolments > 0
    ) as beside_phase
    where school_id in (select unnest(cast($visible_schools as integer[])))

),

compared as (

    select
        shown.*,
        schools.school_name,
        schools.quadrant,
        schools.district,
        schools.trust,
        schools.federation,
        shown.absent_sessions / nullif(shown.possible_sessions, 0) as absence_rate,
        shown.possible_sessions / spreads.mean_possible as comparable_pupils,
        spreads.pupil_spread / spreads.mean_possible as pupil_spread
    from shown
    inner join schools
        on shown.school_id = schools.school_id
        and schools.is_current
    left join spreads on shown.education_phase = spreads.education_phase
    where
        (cast($quadrant as varchar) is null or schools.quadrant = cast($quadrant as varchar))
        and (cast($district as varchar) is null or schools.district = cast($district as varchar))
        and (
            cast($trust as varchar) is null
            or cast($trust as varchar) in (schools.trust, schools.federation)
        )

),

measured as (

    select
        *,
        100 * (absence_rate - phase_absence_rate) as difference_points,
        (absence_rate - phase_absence_rate)
        * sqrt(comparable_pupils) / nullif(pupil_spread, 0) as standard_errors
    from compared

)

select
    school_id,
    school_name,
    education_phase,
    quadrant,
    district,
    trust,
    federation,
    cast(enrolments as integer) as enrolments,
    cast(possible_sessions as bigint) as possible_sessions,
    cast(absent_sessions - unauthorised_sessions as bigint) as authorised_sessions,
    cast(unauthorised_sessions as bigint) as unauthorised_sessions,
    1 - absence_rate as attendance_rate,
    (absent_sessions - unauthorised_sessions) / nullif(possible_sessions, 0) as authorised_rate,
    unauthorised_sessions / nullif(possible_sessions, 0) as unauthorised_rate,
    absence_rate,
    cast(persistently_absent as integer) as persistently_absent,
    persistently_absent / enrolments as persistent_absence_rate,
    cast(severely_absent as integer) as severely_absent,
    severely_absent / enrolments as severe_absence_rate,
    last_year_attendance_rate,
    100 * (1 - absence_rate - last_year_attendance_rate) as change_points,
    weeks_sent,
    weeks_due,
    weeks_sent / nullif(weeks_due, 0) as weeks_sent_share,
    phase_absence_rate,
    difference_points,
    comparable_pupils,
    pupil_spread,
    standard_errors,
    case
        when difference_points > 0 then 'more absence'
        when difference_points < 0 then 'less absence'
    end as direction,
    case
        when
            standard_errors is null
            or weeks_due = 0
            or weeks_sent < cast($smallest_share_sent as double) * weeks_due
            then 'not judged'
        when abs(standard_errors) > cast($sure_limit as double) then 'unlikely to be chance'
        else 'could be chance'
    end as standing
from measured
order by standing = 'not judged', standard_errors desc nulls last, school_name, school_id
