-- The need of every school for a Targeting Support Meeting: a sum of parts that anyone can follow.
-- Each part is scaled from 0 to 1 by one rule, value / what counts in full, at most 1, and weighs
-- what need_weights.csv or the reader says; its score is weight times part, to one decimal, and
-- the need is the sum of the scores. Severely absent pupils and pupils over thresholds count in
-- full at as many as the school of the phase with most has, or what the file says if that is more;
-- PA is set beside what attendance and intake lead to expect, the rise in absence beside that of
-- the phase, unauthorised absence beside the phase. A difference counts only beyond what chance
-- does between pupils. A school stands at the place of its need unless a reader gave it another.
-- All are of the year so far.
--
-- grain:   one row per school_id
-- rows:    planning
-- denominator: possible sessions of the year so far; for PA and SA enrolments of the year so far
-- source:  registers of the county's schools, DfE's definition; meetings as written down here
-- params:
--   academic_year         varchar    such as 2024/25
--   year_first_day        date       first day of the academic year
--   first_week            date       first school week of the year
--   last_week             date       the year so far ends with this week
--   last_year_first_week  date       the same school week a year before, or null
--   last_year_last_week   date       the same school week a year before, or null
--   as_of                 date       last marked day
--   education_phase       varchar    phase, or null for all
--   quadrant              varchar    quadrant, or null for all
--   chance_limit          double     so many standard errors off the line of PA stand apart
--   sure_limit            double     so many standard errors are unlikely to be chance
--   smallest_share_sent   double     schools that sent a smaller share of weeks are not judged
--   fewest_for_intake     integer    with fewer schools of a phase, PA expected takes no intake
--   penalty_sessions      integer    sessions of ten weeks that reach the threshold
--   illness_days          integer    days of illness that reach the threshold
--   weighted_parts        varchar[]  parts that a reader gave another weight
--   part_weights          double[]   the weight of each of these
--   met_schools           integer[]  schools that had a meeting
--   met_dates             date[]     day of the last meeting of each of these
--   overdue_schools       integer[]  schools with actions overdue
--   overdue_counts        integer[]  how many each of these has
--   override_schools      integer[]  schools that a reader gave another place
--   override_ranks        integer[]  the place of each of these
--   visible_schools       integer[]  schools that the viewer may see
-- returns:
--   school_id                 integer  number of the school in all its years
--   school_name               varchar  name
--   education_phase           varchar  Primary, Secondary, Special and others, or null
--   quadrant                  varchar  quadrant of the county, or null
--   district                  varchar  district council's area, or null
--   trust                     varchar  academy trust, or null
--   place                     bigint   place by need, or where a reader put it
--   place_by_need             bigint   place by need alone
--   is_moved                  boolean  a reader gave it another place
--   need                      double   sum of the eight scores
--   enrolments                integer  pupils with possible sessions so far this year
--   severely_absent           integer  enrolments severely absent so far
--   severe_most               integer  most that a school of the phase has
--   severe_part               double   0 to 1
--   severe_score              double   weight times part, one decimal
--   persistently_absent       integer  enrolments persistently absent so far
--   persistent_absence_rate   double   persistently absent of enrolments, 0 to 1
--   expected_rate             double   what attendance and intake lead to expect, or null
--   off_line_points           double   PA minus what is expected, points
--   is_intake_counted         boolean  whether the phase has schools enough to count intake
--   persistent_standing       varchar  more than expected, as expected or not judged
--   persistent_part           double   0 to 1
--   persistent_score          double   weight times part, one decimal
--   absence_rate              double   missed of possible sessions so far, 0 to 1
--   last_year_absence_rate    double   the same to the same week last year, or null
--   change_points             double   rise in absence since last year, points
--   phase_change_points       double   rise in absence of the phase, points
--   worsening_standing        varchar  unlikely to be chance, could be chance or not judged
--   worsening_part            double   0 to 1
--   worsening_score           double   weight times part, one decimal
--   unauthorised_rate         double   missed without leave of possible sessions so far, 0 to 1
--   phase_unauthorised_rate   double   the same of the phase
--   late_rate                 double   of these late after registers closed (U), 0 to 1
--   phase_late_rate           double   the same of the phase
--   unauthorised_standing     varchar  unlikely to be chance, could be chance or not judged
--   unauthorised_part         double   0 to 1
--   unauthorised_score        double   weight times part, one decimal
--   pupils_over               bigint   pupils on roll who reached a threshold
--   pupils_over_sessions      bigint   of these by sessions without leave
--   pupils_over_illness       bigint   of these by days of illness
--   most_over                 bigint   most that a school of the phase has
--   thresholds_part           double   0 to 1
--   thresholds_score          double   weight times part, one decimal
--   last_met                  date     day of the last meeting, or null
--   days_since_meeting        bigint   days from then to the last marked day, or null
--   meeting_part              double   0 to 1
--   meeting_score             double   weight times part, one decimal
--   actions_overdue           integer  agreed actions whose day has passed
--   overdue_part              double   0 to 1
--   overdue_score             double   weight times part, one decimal
--   weeks_due                 bigint   weeks in which the school was, or should have been, open
--   weeks_not_sent            bigint   of these without any mark
--   reporting_part            double   0 to 1
--   reporting_score           double   weight times part, one decimal

with

weights as (

    select
        max(weight) filter (where part = 'severe') as severe,
        max(weight) filter (where part = 'persistent') as persistent,
        max(weight) filter (where part = 'worsening') as worsening,
        max(weight) filter (where part = 'unauthorised') as unauthorised,
        max(weight) filter (where part = 'thresholds') as thresholds,
        max(weight) filter (where part = 'meeting') as meeting,
        max(weight) filter (where part = 'overdue') as overdue,
        max(weight) filter (where part = 'reporting') as reporting,
        max(full_at) filter (where part = 'severe') as severe_full,
        max(full_at) filter (where part = 'persistent') as persistent_full,
        max(full_at) filter (where part = 'worsening') as worsening_full,
        max(full_at) filter (where part = 'unauthorised') as unauthorised_full,
        max(full_at) filter (where part = 'thresholds') as thresholds_full,
        max(full_at) filter (where part = 'meeting') as meeting_full,
        max(full_at) filter (where part = 'overdue') as overdue_full,
        max(full_at) filter (where part = 'reporting') as reporting_full
    from (
        select
            need_weights.part,
            need_weights.full_at,
            coalesce(given.weight, need_weights.weight) as weight
        from need_weights
        left join (
            select
                unnest(cast($weighted_parts as varchar[])) as part,
                unnest(cast($part_weights as double[])) as weight
        ) as given
            on need_weights.part = given.part
    ) as weighed

),

-- Sums of the year so far and of the same weeks a year before.
sums as (

    select
        school_id,
        coalesce(max(enrolments) filter (where is_end and is_now), 0) as enrolments,
        coalesce(max(persistently_absent) filter (where is_end and is_now), 0)
            as persistently_absent,
        coalesce(max(severely_absent) filter (where is_end and is_now), 0) as severely_absent,
        coalesce(sum(possible_sessions) filter (where is_now), 0) as possible,
        coalesce(sum(absent_sessions) filter (where is_now), 0) as absent,
        coalesce(sum(unauthorised_sessions) filter (where is_now), 0) as unauthorised,
        count(*) filter (where is_now and is_open) as weeks_due,
        count(*) filter (where is_now and is_open and is_reported) as weeks_sent,
        coalesce(sum(possible_sessions) filter (where not is_now), 0) as possible_then,
        coalesce(sum(absent_sessions) filter (where not is_now), 0) as absent_then,
        count(*) filter (where not is_now and is_open) as weeks_due_then,
        count(*) filter (where not is_now and is_open and is_reported) as weeks_sent_then
    from (
        select
            *,
            week_commencing >= cast($first_week as date) as is_now,
            week_commencing = cast($last_week as date) as is_end
        from schools_by_week
        where
            week_commencing between cast($first_week as date) and cast($last_week as date)
            or week_commencing between cast($last_year_first_week as date)
            and cast($last_year_last_week as date)
    ) as weeks_of_schools
    group by school_id

),

-- Late after registers closed: a late code that counts as absence.
late as (

    select school_week_codes.school_id, sum(school_week_codes.dfe_marks) as late
    from school_week_codes
    inner join register_codes
        on school_week_codes.code = register_codes.code
        and register_codes.is_late
        and not register_codes.is_attending
    where
        school_week_codes.week_commencing
        between cast($first_week as date) and cast($last_week as date)
    group by school_week_codes.school_id

),

-- What chance does between pupils, this year and last, as pages of schools judge it. Of the spans
-- that end with a week, the longest is the year so far.
spreads as (

    select
        longest.last_week = cast($last_week as date) as is_now,
        longest.education_phase,
        longest.mean_possible,
        longest.pupil_spread / longest.mean_possible as pupil_spread,
        phase_unauthorised.pupil_spread / longest.mean_possible as unauthorised_spread
    from (
        select
            *,
            row_number() over (
                partition by last_week, education_phase
                order by first_week
            ) as shortness
        from phase_spreads
        where last_week in (cast($last_week as date), cast($last_year_last_week as date))
    ) as longest
    left join phase_unauthorised
        on longest.education_phase is not distinct from phase_unauthorised.education_phase
        and phase_unauthorised.academic_year = cast($academic_year as varchar)
    where longest.shortness = 1

),

-- The last school week of each school, and the day from which on ten school weeks count.
last_weeks as (

    select
        school_id,
        max(week_commencing) filter (where is_due) as week_commencing,
        coalesce(
            cast(list_reverse_sort(list(week_commencing))[11] + interval 7 day as date),
            min(week_commencing)
        ) as from_day
    from school_calendar
    where
        is_open
        and week_commencing <= cast($last_week as date)
    group by school_id

),

-- Few: the condition of days stands inside coalesce, or marks would be read before it.
long_spells as (

    select school_id, pupil_id, first_date, last_date
    from absence_spells
    where
        illness_sessions >= 2 * cast($illness_days as integer)
        and coalesce(
            first_date < cast($year_first_day as date)
            and last_date >= cast($year_first_day as date),
            false
        )

),

-- Runs of illness over the summer. Of one that went on after the day only what lies before it
-- counts.
long_runs as (

    select school_id, pupil_id
    from long_spells
    where last_date <= cast($as_of as date)
    union all
    select found.school_id, found.pupil_id
    from long_spells as found
    inner join marks
        on found.pupil_id = marks.pupil_id
        -- Compared so that pupils are found by their id alone, which reads less.
        and found.school_id between marks.school_id and marks.school_id
        and found.first_date <= marks.session_date
    where
        found.last_date > cast($as_of as date)
        and marks.session_date <= cast($as_of as date)
        and marks.code in (select code from register_codes where is_illness)
    group by found.school_id, found.pupil_id, found.first_date
    having count(*) >= 2 * cast($illness_days as integer)

),

-- By sessions at the school whose weeks count; by illness at whichever school the pupil is, but
-- for a run over the summer, which is of its school.
reached as (

    select
        penalty_windows.school_id,
        penalty_windows.pupil_id,
        penalty_windows.week_commencing,
        last_weeks.from_day
    from penalty_windows
    inner join last_weeks
        on penalty_windows.school_id = last_weeks.school_id
        and penalty_windows.week_commencing = last_weeks.week_commencing
    where
        penalty_windows.penalty_sessions >= cast($penalty_sessions as integer)
        and penalty_windows.week_commencing
        between cast(cast($last_week as date) - interval 49 day as date)
        and cast($last_week as date)
    union all by name
    select pupil_id
    from (
        select pupil_id, year_illness_days as days
        from pupil_weeks
        where
            week_commencing = cast($last_week as date)
            and year_illness_days > 0
        union all
        -- Days that two schools count.
        select pupil_id, -more_schools
        from shared_illness_days
        where
            session_date
            between cast(cast($year_first_day as date) - interval 3 day as date)
            and cast(cast($last_week as date) + interval 6 day as date)
    ) as ill
    group by pupil_id
    having sum(days) >= cast($illness_days as integer)
    union all by name
    select school_id, pupil_id
    from long_runs
    where pupil_id in (
        select pupil_id
        from pupil_weeks
        where
            week_commencing = cast($last_week as date)
            and year_illness_days > 0
    )

),

-- On roll and of compulsory school age; whose age is not known is left in.
reached_on_roll as materialized (

    select
        enrolments.school_id,
        enrolments.pupil_id,
        enrolments.compulsory_from,
        reached.week_commencing,
        reached.week_commencing is not null as is_by_sessions,
        coalesce(enrolments.compulsory_from > reached.from_day, false) as is_recounted
    from reached
    inner join enrolments
        on reached.pupil_id = enrolments.pupil_id
        and (reached.school_id is null or reached.school_id = enrolments.school_id)
    where
        enrolments.academic_year = cast($academic_year as varchar)
        and (enrolments.entry_date is null or enrolments.entry_date <= cast($as_of as date))
        and (enrolments.leaving_date is null or enrolments.leaving_date >= cast($as_of as date))
        and (
            enrolments.compulsory_from is null
            or cast($as_of as date)
            between enrolments.compulsory_from and enrolments.compulsory_to
        )

),

-- Of those who came to compulsory age inside the window only what was missed since counts,
-- a session missed at two schools once.
recounted as (

    select reached_on_roll.school_id, reached_on_roll.pupil_id
    from reached_on_roll
    inner join watched_marks
        on reached_on_roll.pupil_id = watched_marks.pupil_id
        and watched_marks.session_date >= reached_on_roll.compulsory_from
        and watched_marks.session_date
        <= cast(reached_on_roll.week_commencing + interval 6 day as date)
    inner join register_codes
        on watched_marks.code = register_codes.code
        and register_codes.is_penalty_counted
    where
        reached_on_roll.is_recounted
        and watched_marks.session_date
        between cast(cast($as_of as date) - interval 196 day as date) and cast($as_of as date)
    group by reached_on_roll.school_id, reached_on_roll.pupil_id
    having
        count(distinct (watched_marks.session_date, watched_marks.session))
        >= cast($penalty_sessions as integer)

),

over as (

    select
        school_id,
        count(*) as pupils,
        sum(by_sessions) as by_sessions,
        sum(by_illness) as by_illness
    from (
        select
            school_id,
            pupil_id,
            max(case when is_by_sessions then 1 else 0 end) as by_sessions,
            max(case when is_by_sessions then 0 else 1 end) as by_illness
        from (
            select school_id, pupil_id, is_by_sessions
            from reached_on_roll
            where not is_recounted
            union all
            select school_id, pupil_id, true
            from recounted
        ) as each_threshold
        group by school_id, pupil_id
    ) as pupils_over
    group by school_id

),

together as (

    select
        sums.*,
        schools.school_name,
        schools.education_phase,
        schools.quadrant,
        schools.district,
        schools.trust,
        schools.fsm_share,
        coalesce(late.late, 0) as late,
        coalesce(over.pupils, 0) as pupils_over,
        coalesce(over.by_sessions, 0) as pupils_over_sessions,
        coalesce(over.by_illness, 0) as pupils_over_illness,
        sums.weeks_due > 0
        and sums.weeks_sent >= cast($smallest_share_sent as double) * sums.weeks_due
        and sums.enrolments > 0 as is_judged,
        sums.weeks_due > 0
        and sums.weeks_due_then > 0
        and sums.weeks_sent >= cast($smallest_share_sent as double) * sums.weeks_due
        and sums.weeks_sent_then >= cast($smallest_share_sent as double) * sums.weeks_due_then
        and sums.possible > 0
        and sums.possible_then > 0 as is_judged_then
    from sums
    inner join schools
        on sums.school_id = schools.school_id
        and schools.is_current
    left join late on sums.school_id = late.school_id
    left join over on sums.school_id = over.school_id
    where sums.enrolments > 0 or sums.weeks_due > 0

),

-- Means, weighted by pupils, of the phase's schools that are judged.
phased as (

    select
        *,
        max(severely_absent) over phase as severe_most,
        max(pupils_over) over phase as most_over,
        sum(unauthorised) over phase / nullif(sum(possible) over phase, 0)
            as phase_unauthorised_rate,
        sum(late) over phase / nullif(sum(possible) over phase, 0) as phase_late_rate,
        sum(case when is_judged_then then absent end) over phase
        / sum(case when is_judged_then then possible end) over phase
        - sum(case when is_judged_then then absent_then end) over phase
        / sum(case when is_judged_then then possible_then end) over phase as phase_change,
        case when is_judged then enrolments end as pupils,
        1 - absent / nullif(possible, 0) as attendance,
        persistently_absent / nullif(enrolments, 0) as persistent,
        coalesce(
            fsm_share,
            sum(case when is_judged then enrolments * fsm_share end) over phase
            / sum(case when is_judged and fsm_share is not null then enrolments end) over phase,
            0
        ) as intake
    from together
    window phase as (partition by education_phase)

),

centred as (

    select
        *,
        attendance - sum(pupils * attendance) over phase / sum(pupils) over phase as x,
        intake - sum(pupils * intake) over phase / sum(pupils) over phase as z,
        persistent - sum(pupils * persistent) over phase / sum(pupils) over phase as y,
        count(pupils) over phase as schools_judged
    from phased
    window phase as (partition by education_phase)

),

products as (

    select
        *,
        sum(pupils * x * x) over phase as xx,
        sum(pupils * z * z) over phase as zz,
        sum(pupils * x * z) over phase as xz,
        sum(pupils * x * y) over phase as xy,
        sum(pupils * z * y) over phase as zy
    from centred
    window phase as (partition by education_phase)

),

-- Least squares by attendance and intake; by attendance alone where schools are few, or where all
-- have the same intake or one that goes with attendance altogether.
fitted as (

    select
        *,
        case
            when is_intake_counted then (xy * zz - zy * xz) / (xx * zz - xz * xz) * x
            else coalesce(xy / nullif(xx, 0), 0) * x
        end
        + case
            when is_intake_counted then (zy * xx - xy * xz) / (xx * zz - xz * xz) * z
            else 0
        end as fitted
    from (
        select
            *,
            coalesce(
                schools_judged >= cast($fewest_for_intake as integer)
                and xx * zz - xz * xz > 0.000001 * xx * zz, false
            ) as is_intake_counted
        from products
    ) as counted

),

off_line as (

    select
        *,
        y - fitted as off_line,
        sqrt(
            sum(pupils * (y - fitted) * (y - fitted)) over phase
            / nullif(
                greatest(schools_judged - case when is_intake_counted then 3 else 2 end, 0), 0
            )
        ) as line_spread
    from fitted
    window phase as (partition by education_phase)

),

judged as (

    -- Rounded, lest what binary fractions leave of points on the line stands apart.
    select
        off_line.*,
        coalesce(
            off_line.is_judged
            and round(off_line.off_line, 9)
            > cast($chance_limit as double) * round(off_line.line_spread, 9)
            / sqrt(off_line.enrolments), false
        ) as is_persistent_beyond,
        off_line.absent / nullif(off_line.possible, 0)
        - off_line.absent_then / nullif(off_line.possible_then, 0) as change,
        off_line.unauthorised / nullif(off_line.possible, 0) - off_line.phase_unauthorised_rate
            as more_unauthorised,
        this_year.pupil_spread / sqrt(off_line.possible / this_year.mean_possible) as error_now,
        this_year.unauthorised_spread / sqrt(off_line.possible / this_year.mean_possible)
            as unauthorised_error,
        last_year.pupil_spread / sqrt(off_line.possible_then / last_year.mean_possible) as error_then
    from off_line
    left join spreads as this_year
        on off_line.education_phase is not distinct from this_year.education_phase
        and this_year.is_now
        and off_line.possible > 0
    left join spreads as last_year
        on off_line.education_phase is not distinct from last_year.education_phase
        and not last_year.is_now
        and off_line.possible_then > 0
    where list_contains(cast($visible_schools as integer[]), off_line.school_id)

),

met as (

    select
        unnest(cast($met_schools as integer[])) as school_id,
        unnest(cast($met_dates as date[])) as last_met

),

overdue as (

    select
        unnest(cast($overdue_schools as integer[])) as school_id,
        unnest(cast($overdue_counts as integer[])) as actions

),

-- What counts of each part: nothing of a difference that could be chance.
valued as (

    select
        judged.*,
        met.last_met,
        case
            when met.last_met is not null
                then greatest(date_diff('day', met.last_met, cast($as_of as date)), 0)
        end as days_since_meeting,
        coalesce(overdue.actions, 0) as actions_overdue,
        case
            when not judged.is_judged_then or judged.error_then is null then 'not judged'
            when
                judged.change - judged.phase_change
                > cast($sure_limit as double) * sqrt(
                    judged.error_now * judged.error_now + judged.error_then * judged.error_then
                )
                then 'unlikely to be chance'
            else 'could be chance'
        end as worsening_standing,
        case
            when not judged.is_judged or judged.unauthorised_error is null then 'not judged'
            when judged.more_unauthorised > cast($sure_limit as double) * judged.unauthorised_error
                then 'unlikely to be chance'
            else 'could be chance'
        end as unauthorised_standing
    from judged
    left join met on judged.school_id = met.school_id
    left join overdue on judged.school_id = overdue.school_id

),

parts as (

    select
        valued.*,
        valued.severely_absent / greatest(valued.severe_most, weights.severe_full)
            as severe_part,
        case when valued.is_persistent_beyond
            then least(100 * valued.off_line / weights.persistent_full, 1)
            else 0
        end as persistent_part,
        case when valued.worsening_standing = 'unlikely to be chance'
            then least(100 * (valued.change - valued.phase_change) / weights.worsening_full, 1)
            else 0
        end as worsening_part,
        case when valued.unauthorised_standing = 'unlikely to be chance'
            then least(100 * valued.more_unauthorised / weights.unauthorised_full, 1)
            else 0
        end as unauthorised_part,
        valued.pupils_over / greatest(valued.most_over, weights.thresholds_full)
            as thresholds_part,
        least(coalesce(valued.days_since_meeting / weights.meeting_full, 1), 1) as meeting_part,
        least(valued.actions_overdue / weights.overdue_full, 1) as overdue_part,
        least((valued.weeks_due - valued.weeks_sent) / weights.reporting_full, 1)
            as reporting_part
    from valued
    cross join weights

),

-- In tenths of a point, which add up exactly; rounded twice, lest binary fractions decide a half.
scored as (

    select
        parts.*,
        cast(round(round(10 * weights.severe * parts.severe_part, 6)) as integer) as severe,
        cast(round(round(10 * weights.persistent * parts.persistent_part, 6)) as integer)
            as persistent_tenths,
        cast(round(round(10 * weights.worsening * parts.worsening_part, 6)) as integer)
            as worsening,
        cast(round(round(10 * weights.unauthorised * parts.unauthorised_part, 6)) as integer)
            as unauthorised_tenths,
        cast(round(round(10 * weights.thresholds * parts.thresholds_part, 6)) as integer)
            as thresholds,
        cast(round(round(10 * weights.meeting * parts.meeting_part, 6)) as integer) as meeting,
        cast(round(round(10 * weights.overdue * parts.overdue_part, 6)) as integer)
            as overdue,
        cast(round(round(10 * weights.reporting * parts.reporting_part, 6)) as integer)
            as reporting
    from parts
    cross join weights

),

summed as (

    select
        *,
        severe + persistent_tenths + worsening + unauthorised_tenths + thresholds + meeting
        + overdue + reporting as need
    from scored

),

ranked as (

    select
        summed.*,
        given.place_given,
        row_number() over (
            order by summed.need desc, summed.severely_absent desc, summed.school_name,
            summed.school_id
        ) as place_by_need
    from summed
    left join (
        select
            unnest(cast($override_schools as integer[])) as school_id,
            unnest(cast($override_ranks as integer[])) as place_given
    ) as given
        on summed.school_id = given.school_id

),

-- Schools that readers placed come one after another, each at its place or the next free one; all
-- others fill the places between in the order of their need.
placed as (

    select
        school_id,
        least(
            max(place_given - given_order) over (
                order by given_order rows between unbounded preceding and current row
            ) + given_order,
            schools - schools_given + given_order
        ) as place
    from (
        select
            school_id,
            place_given,
            row_number() over (order by place_given, place_by_need) as given_order,
            count(*) over () as schools_given
        from ranked
        where place_given is not null
    ) as given
    cross join (select count(*) as schools from ranked) as counted

),

free as (

    select
        ranked.place_by_need as place,
        row_number() over (order by ranked.place_by_need) as free_order
    from ranked
    left join placed on ranked.place_by_need = placed.place
    where placed.place is null

),

others as (

    select
        school_id,
        row_number() over (order by place_by_need) as free_order
    from ranked
    where place_given is null

)

select
    ranked.school_id,
    ranked.school_name,
    ranked.education_phase,
    ranked.quadrant,
    ranked.district,
    ranked.trust,
    coalesce(placed.place, free.place) as place,
    ranked.place_by_need,
    ranked.place_given is not null as is_moved,
    ranked.need / 10 as need,
    cast(ranked.enrolments as integer) as enrolments,
    cast(ranked.severely_absent as integer) as severely_absent,
    cast(ranked.severe_most as integer) as severe_most,
    ranked.severe_part,
    ranked.severe / 10 as severe_score,
    cast(ranked.persistently_absent as integer) as persistently_absent,
    ranked.persistent as persistent_absence_rate,
    case when ranked.is_judged then ranked.persistent - ranked.off_line end as expected_rate,
    case when ranked.is_judged then 100 * ranked.off_line end as off_line_points,
    ranked.is_intake_counted,
    case
        when not ranked.is_judged then 'not judged'
        when ranked.is_persistent_beyond then 'more than expected'
        else 'as expected'
    end as persistent_standing,
    ranked.persistent_part,
    ranked.persistent_tenths / 10 as persistent_score,
    ranked.absent / nullif(ranked.possible, 0) as absence_rate,
    ranked.absent_then / nullif(ranked.possible_then, 0) as last_year_absence_rate,
    100 * ranked.change as change_points,
    100 * ranked.phase_change as phase_change_points,
    ranked.worsening_standing,
    ranked.worsening_part,
    ranked.worsening / 10 as worsening_score,
    ranked.unauthorised / nullif(ranked.possible, 0) as unauthorised_rate,
    ranked.phase_unauthorised_rate,
    ranked.late / nullif(ranked.possible, 0) as late_rate,
    ranked.phase_late_rate,
    ranked.unauthorised_standing,
    ranked.unauthorised_part,
    ranked.unauthorised_tenths / 10 as unauthorised_score,
    cast(ranked.pupils_over as bigint) as pupils_over,
    cast(ranked.pupils_over_sessions as bigint) as pupils_over_sessions,
    cast(ranked.pupils_over_illness as bigint) as pupils_over_illness,
    cast(ranked.most_over as bigint) as most_over,
    ranked.thresholds_part,
    ranked.thresholds / 10 as thresholds_score,
    ranked.last_met,
    ranked.days_since_meeting,
    ranked.meeting_part,
    ranked.meeting / 10 as meeting_score,
    cast(ranked.actions_overdue as integer) as actions_overdue,
    ranked.overdue_part,
    ranked.overdue / 10 as overdue_score,
    ranked.weeks_due,
    ranked.weeks_due - ranked.weeks_sent as weeks_not_sent,
    ranked.reporting_part,
    ranked.reporting / 10 as reporting_score
from ranked
left join placed on ranked.school_id = placed.school_id
left join others on ranked.school_id = others.school_id
left join free on others.free_order = free.free_order
where
    (
        cast($education_phase as varchar) is null
        or ranked.education_phase = cast($education_phase as varchar)
    )
    and (cast($quadrant as varchar) is null or ranked.quadrant = cast($quadrant as varchar))
order by place
