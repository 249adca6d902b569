-- Persistent absence of each school beside what its attendance would lead one to expect: the
-- least-squares line over all the county's schools of the phase, each counted by its pupils.
-- Both are of the year so far. A school stands apart if it lies off the line by more than 1.96
-- times what schools with as many pupils usually do. Schools that sent too few weeks are left
-- out.
--
-- grain:   one row per school_id
-- rows:    school
-- denominator: enrolments of the year so far; for attendance possible sessions of the year so far
-- source:  registers of the county's schools, DfE's definition (ages 5 to 15)
-- params:
--   last_week            date       the year so far ends with this week
--   education_phase      varchar    phase
--   quadrant             varchar    quadrant, or null for all
--   district             varchar    district, or null for all
--   trust                varchar    trust or federation, or null for all
--   chance_limit         double     so many standard errors off the line stand apart
--   smallest_share_sent  double     schools that sent a smaller share of weeks are left out
--   smallest_group       integer    fewer pupils are not shown
--   visible_schools      integer[]  schools that the viewer may see
-- returns:
--   school_id                integer  number of the school in all its years
--   school_name              varchar  name
--   quadrant                 varchar  quadrant of the county, or null
--   district                 varchar  district council's area, or null
--   trust                    varchar  academy trust, or null
--   enrolments               integer  pupils with possible sessions so far this year
--   persistently_absent      integer  enrolments persistently absent so far, severely included
--   persistent_absence_rate  double   persistently absent of enrolments, 0 to 1
--   attendance_rate          double   attended of possible sessions so far, 0 to 1
--   expected_rate            double   persistent absence that goes with the attendance, 0 to 1
--   off_line_points          double   persistent absence minus what is expected, points
--   expectation              varchar  more than expected, fewer than expected, as expected
--   line_attendance_rate     double   mean attendance of the phase, on the line, 0 to 1
--   line_absence_rate        double   mean persistent absence of the phase, on the line, 0 to 1
--   line_slope               double   points of persistent absence to a point of attendance

with

sent as (

    select
        school_id,
        count(*) filter (where is_reported) as weeks_sent,
        count(*) as weeks_due
    from schools_by_week
    where
        is_open
        and education_phase = cast($education_phase as varchar)
        and week_commencing <= cast($last_week as date)
        and academic_year = (
            select academic_year
            from marked_weeks
            where week_commencing = cast($last_week as date)
        )
    group by school_id

),

measured as (

    select
        schools.school_id,
        schools.school_name,
        schools.quadrant,
        schools.district,
        schools.trust,
        schools.federation,
        newest.enrolments,
        newest.persistently_absent,
        newest.persistently_absent / newest.enrolments as persistent_absence_rate,
        1 - newest.year_absent_sessions / newest.year_possible_sessions as attendance_rate
    from schools_by_week as newest
    inner join schools
        on newest.school_id = schools.school_id
        and schools.is_current
    inner join sent
        on newest.school_id = sent.school_id
        and sent.weeks_sent >= cast($smallest_share_sent as double) * sent.weeks_due
    where
        newest.education_phase = cast($education_phase as varchar)
        and newest.week_commencing = cast($last_week as date)
        and newest.enrolments > 0

),

means as (

    select
        sum(enrolments * attendance_rate) / sum(enrolments) as attendance_rate,
        sum(enrolments * persistent_absence_rate) / sum(enrolments) as persistent_absence_rate
    from measured

),

lines as (

    select
        means.attendance_rate as line_attendance_rate,
        means.persistent_absence_rate as line_absence_rate,
        sum(
            measured.enrolments
            * (measured.attendance_rate - means.attendance_rate)
            * (measured.persistent_absence_rate - means.persistent_absence_rate)
        ) / nullif(
            sum(
                measured.enrolments
                * (measured.attendance_rate - means.attendance_rate)
                * (measured.attendance_rate - means.attendance_rate)
            ), 0
        ) as line_slope
    from measured
    cross join means
    group by means.attendance_rate, means.persistent_absence_rate

),

expected as (

    select
        measured.*,
        lines.*,
        lines.line_absence_rate
        + lines.line_slope * (measured.attendance_rate - lines.line_attendance_rate)
            as expected_rate
    from measured
    cross join lines

),

spread as (

    -- Two degrees of freedom go into the line.
    select
        *,
        persistent_absence_rate - expected_rate as off_line,
        sqrt(
            sum(
                enrolments
                * (persistent_absence_rate - expected_rate)
                * (persistent_absence_rate - expected_rate)
            ) over () / nullif(greatest(count(*) over () - 2, 0), 0)
        ) as pupil_spread
    from expected

),

judged as (

    -- Rounded, lest what binary fractions leave of points on the line stands apart.
    select
        *,
        coalesce(
            round(abs(off_line), 9)
            > cast($chance_limit as double) * round(pupil_spread, 9) / sqrt(enrolments),
            false
        ) as stands_apart,
        enrolments >= cast($smallest_group as integer) as is_shown,
        enrolments >= cast($smallest_group as integer)
        and persistently_absent not between 1 and cast($smallest_group as integer) - 1
            as is_persistent_shown
    from spread

)

select
    school_id,
    school_name,
    quadrant,
    district,
    trust,
    case when is_shown then enrolments end as enrolments,
    case when is_persistent_shown then persistently_absent end as persistently_absent,
    case when is_persistent_shown then persistent_absence_rate end as persistent_absence_rate,
    case when is_shown then attendance_rate end as attendance_rate,
    case when is_shown then expected_rate end as expected_rate,
    case when is_persistent_shown then 100 * off_line end as off_line_points,
    case
        when not is_persistent_shown then null
        when stands_apart and off_line > 0 then 'more than expected'
        when stands_apart then 'fewer than expected'
        else 'as expected'
    end as expectation,
    line_attendance_rate,
    line_absence_rate,
    line_slope
from judged
where
    list_contains(cast($visible_schools as integer[]), school_id)
    and (cast($quadrant as varchar) is null or quadrant = cast($quadrant as varchar))
    and (cast($district as varchar) is null or district = cast($district as varchar))
    and (cast($trust as varchar) is null or cast($trust as varchar) in (trust, federation))
order by off_line_points nulls last, school_name, school_id
