-- Every school with its attendance and absence of the chosen weeks, persistent and severe
-- absence of the year so far at their end, and whether its absence differs from that of all the
-- county's schools of its phase by more than chance. What chance does is judged between pupils,
-- not sessions, because absence comes in spells: the spread is that of a pupil's sessions missed
-- about what the own school's rate would give, pooled over the phase's schools and pupils of all
-- ages. A school of n pupils differs by chance by the spread / sqrt(n); n is counted by possible
-- sessions, so that half a year is half a pupil. Limits of 1.96 of these (95%) and 3.09 (99.8%)
-- are those of a funnel plot.
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

judged as (

    select
        sums.school_id,
        sums.enrolments,
        sums.persistently_absent,
        sums.severely_absent,
        sums.possible_sessions,
        sums.absent_sessions - sums.unauthorised_sessions as authorised_sessions,
        sums.unauthorised_sessions,
        sums.last_year_possible,
        sums.last_year_absent,
        sums.weeks_sent,
        sums.weeks_due,
        sums.absent_sessions / nullif(sums.possible_sessions, 0) as absence_rate,
        sum(sums.absent_sessions) filter (where sums.enrolments > 0) over same_phase
        / nullif(sum(sums.possible_sessions) filter (where sums.enrolments > 0) over same_phase, 0)
            as phase_absence_rate,
        sum(sums.pupils_possible) over same_phase
        / nullif(sum(sums.pupils - coalesce(crossed.pupils_without, 0)) over same_phase, 0)
            as mean_possible,
        sqrt(
            greatest(
                sum(
                    sums.absent_squared - 2 * coalesce(crossed.absent_squared, 0)
                    - 2 * sums.pupils_rate
                    * (sums.absent_by_possible - coalesce(crossed.absent_by_possible, 0))
                    + sums.pupils_rate * sums.pupils_rate
                    * (sums.possible_squared - 2 * coalesce(crossed.possible_squared, 0))
                ) over same_phase, 0
            ) / nullif(
                sum(sums.pupils - coalesce(crossed.pupils_without, 0)) over same_phase
                - count(*) filter (where sums.pupils_possible > 0) over same_phase, 0
            )
        ) as spread_sessions
    from sums
    left join crossed on sums.school_id = crossed.school_id
    window same_phase as (partition by sums.education_phase)

),

together as (

    select
        schools.school_id,
        schools.school_name,
        schools.education_phase,
        schools.quadrant,
        schools.district,
        schools.trust,
        schools.federation,
        judged.* exclude (school_id),
        1 - judged.last_year_absent / nullif(judged.last_year_possible, 0)
            as last_year_attendance_rate,
        case when schools.education_phase is not null
            then judged.possible_sessions / judged.mean_possible
        end as comparable_pupils,
        case when schools.education_phase is not null
            then judged.spread_sessions / judged.mean_possible
        end as pupil_spread
    from judged
    inner join schools
        on judged.school_id = schools.school_id
        and schools.is_current
    where
        judged.enrolments > 0
        and list_contains(cast($visible_schools as integer[]), judged.school_id)
        and (cast($quadrant as varchar) is null or schools.quadrant = cast($quadrant as varchar))
        and (cast($district as varchar) is null or schools.district = cast($district as varchar))
        and (
            cast($trust as varchar) is null
            or cast($trust as varchar) in (schools.trust, schools.federation)
        )

),

compared as (

    select
        *,
        (absence_rate - phase_absence_rate)
        * sqrt(comparable_pupils) / nullif(pupil_spread, 0) as standard_errors,
        enrolments >= cast($smallest_group as integer) as is_shown,
        enrolments >= cast($smallest_group as integer)
        and persistently_absent not between 1 and cast($smallest_group as integer) - 1
            as is_persistent_shown,
        enrolments >= cast($smallest_group as integer)
        and severely_absent not between 1 and cast($smallest_group as integer) - 1
            as is_severe_shown
    from together

)

select
    school_id,
    school_name,
    education_phase,
    quadrant,
    district,
    trust,
    federation,
    case when is_shown then cast(enrolments as integer) end as enrolments,
    cast(possible_sessions as bigint) as possible_sessions,
    case when is_shown then cast(authorised_sessions as bigint) end as authorised_sessions,
    case when is_shown then cast(unauthorised_sessions as bigint) end as unauthorised_sessions,
    case when is_shown then 1 - absence_rate end as attendance_rate,
    case when is_shown then authorised_sessions / nullif(possible_sessions, 0) end
        as authorised_rate,
    case when is_shown then unauthorised_sessions / nullif(possible_sessions, 0) end
        as unauthorised_rate,
    case when is_shown then absence_rate end as absence_rate,
    case when is_persistent_shown then cast(persistently_absent as integer) end
        as persistently_absent,
    case when is_persistent_shown then persistently_absent / enrolments end
        as persistent_absence_rate,
    case when is_severe_shown then cast(severely_absent as integer) end as severely_absent,
    case when is_severe_shown then severely_absent / enrolments end as severe_absence_rate,
    case when is_shown then last_year_attendance_rate end as last_year_attendance_rate,
    case when is_shown then 100 * (1 - absence_rate - last_year_attendance_rate) end
        as change_points,
    weeks_sent,
    weeks_due,
    weeks_sent / nullif(weeks_due, 0) as weeks_sent_share,
    phase_absence_rate,
    case when is_shown then 100 * (absence_rate - phase_absence_rate) end as difference_points,
    comparable_pupils,
    pupil_spread,
    case when is_shown then standard_errors end as standard_errors,
    case
        when is_shown and absence_rate > phase_absence_rate then 'more absence'
        when is_shown and absence_rate < phase_absence_rate then 'less absence'
    end as direction,
    case
        when
            not is_shown
            or standard_errors is null
            or weeks_due = 0
            or weeks_sent < cast($smallest_share_sent as double) * weeks_due
            then 'not judged'
        when abs(standard_errors) > cast($sure_limit as double) then 'unlikely to be chance'
        else 'could be chance'
    end as standing
from compared
order by absence_rate desc nulls last, school_name, school_id
