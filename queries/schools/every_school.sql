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

together as (

    select
        current_schools.*,
        sums.* exclude (school_id),
        sent.weeks_sent,
        sent.weeks_due,
        (sums.authorised_sessions + sums.unauthorised_sessions)
        / nullif(sums.possible_sessions, 0) as absence_rate,
        1 - sums.last_year_absent / nullif(sums.last_year_possible, 0)
            as last_year_attendance_rate,
        sum(sums.authorised_sessions + sums.unauthorised_sessions) over same_phase
        / nullif(sum(sums.possible_sessions) over same_phase, 0) as phase_absence_rate,
        spreads.pupil_spread,
        sums.possible_sessions / spreads.mean_possible as comparable_pupils
    from sums
    inner join current_schools on sums.school_id = current_schools.school_id
    left join sent on sums.school_id = sent.school_id
    left join spreads on current_schools.education_phase = spreads.education_phase
    where sums.enrolments > 0
    window same_phase as (partition by current_schools.education_phase)

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
    where
        list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($quadrant as varchar) is null or quadrant = cast($quadrant as varchar))
        and (cast($district as varchar) is null or district = cast($district as varchar))
        and (
            cast($trust as varchar) is null
            or cast($trust as varchar) in (trust, federation)
        )

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
    coalesce(weeks_sent, 0) as weeks_sent,
    coalesce(weeks_due, 0) as weeks_due,
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
            or weeks_sent is null
            or weeks_sent < cast($smallest_share_sent as double) * weeks_due
            then 'not judged'
        when abs(standard_errors) > cast($sure_limit as double) then 'unlikely to be chance'
        else 'could be chance'
    end as standing
from compared
order by absence_rate desc nulls last, school_name, school_id
