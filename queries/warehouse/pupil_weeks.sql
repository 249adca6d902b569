-- Each pupil's week: what its marks come to, and what those of the year so far come to. Dense:
-- from the pupil's first week on, every week that marks have come for from any school has a
-- row, so that a pupil who left, or whose school is late, still counts.
--
-- grain:   one row per week_commencing, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   week_commencing               date     Monday
--   school_id                     integer  see schools
--   pupil_id                      integer  see people
--   recorded_sessions             smallint marks, whatever their codes, this week
--   possible_sessions             smallint sessions the pupil was expected to attend, this week
--   authorised_sessions           smallint absent with leave, this week
--   unauthorised_sessions         smallint absent without leave, this week
--   penalty_exempt_sessions smallint unauthorised, but not counted towards a penalty notice, this week
--   unexplained_sessions          smallint absent, reason not yet known (N), this week
--   year_possible_sessions        smallint sessions the pupil was expected to attend, so far
--   year_absent_sessions          smallint sessions missed, so far
--   year_illness_days             smallint days with any session missed, ill (I), so far
--   after_may_possible_sessions   smallint of possible: those after DfE's count of age 15 ends
--   after_may_absent_sessions     smallint of absent: those after DfE's count of age 15 ends

with

first_weeks as (

    select
        marked_weeks.first_year,
        marked_pupil_weeks.school_id,
        marked_pupil_weeks.pupil_id,
        min(marked_pupil_weeks.week_commencing) as first_week,
        count(*) as weeks_marked
    from marked_pupil_weeks
    inner join marked_weeks on marked_pupil_weeks.week_commencing = marked_weeks.week_commencing
    group by marked_weeks.first_year, marked_pupil_weeks.school_id, marked_pupil_weeks.pupil_id

),

weeks_to_come as (

    select
        first_year,
        week_commencing as first_week,
        count(*) over (partition by first_year order by week_commencing desc) as weeks
    from marked_weeks

),

incomplete as (

    select first_weeks.* exclude (weeks_marked)
    from first_weeks
    inner join weeks_to_come
        on first_weeks.first_year = weeks_to_come.first_year
        and first_weeks.first_week = weeks_to_come.first_week
        and first_weeks.weeks_marked < weeks_to_come.weeks

),

blank as (

    -- Weeks without a mark after the first with one: few, so that only pupils who have such are
    -- looked through.
    select
        incomplete.first_year,
        marked_weeks.week_commencing,
        incomplete.school_id,
        incomplete.pupil_id
    from incomplete
    inner join marked_weeks
        on incomplete.first_year = marked_weeks.first_year
        and incomplete.first_week <= marked_weeks.week_commencing
    anti join (
        select marked_pupil_weeks.*
        from marked_pupil_weeks
        semi join incomplete
            on marked_pupil_weeks.school_id = incomplete.school_id
            and marked_pupil_weeks.pupil_id = incomplete.pupil_id
    ) as known
        on marked_weeks.week_commencing = known.week_commencing
        and incomplete.school_id = known.school_id
        and incomplete.pupil_id = known.pupil_id

),

filled as (

    select
        marked_weeks.first_year,
        marked_pupil_weeks.*
    from marked_pupil_weeks
    inner join marked_weeks on marked_pupil_weeks.week_commencing = marked_weeks.week_commencing
    union all by name
    select
        blank.*,
        cast(0 as smallint) as recorded_sessions,
        cast(0 as smallint) as possible_sessions,
        cast(0 as smallint) as authorised_sessions,
        cast(0 as smallint) as unauthorised_sessions,
        cast(0 as smallint) as illness_days,
        cast(0 as smallint) as penalty_exempt_sessions,
        cast(0 as smallint) as unexplained_sessions
    from blank

),

so_far as (

    -- Three sums in one number, ten bits each, for a year has at most 734 sessions.
    select
        filled.*,
        cast(
            sum(
                cast(possible_sessions as integer)
                + (cast(authorised_sessions + unauthorised_sessions as integer) << 10)
                + (cast(illness_days as integer) << 20)
            ) over (
                partition by first_year, school_id, pupil_id
                order by week_commencing
            ) as bigint
        ) as counts
    from filled

),

counted as (

    select
        so_far.* exclude (counts),
        counts & 1023 as year_possible_sessions,
        counts >> 10 & 1023 as year_absent_sessions,
        counts >> 20 as year_illness_days
    from so_far

),

to_may as (

    -- Where DfE stops counting pupils aged 15; for all others there is no row.
    select
        marked_weeks.first_year,
        marked_pupil_weeks.school_id,
        marked_pupil_weeks.pupil_id,
        enrolments.dfe_to,
        sum(marked_pupil_weeks.possible_sessions)
            filter (where marked_pupil_weeks.week_commencing <= enrolments.dfe_to) as possible_sessions,
        sum(marked_pupil_weeks.authorised_sessions + marked_pupil_weeks.unauthorised_sessions)
            filter (where marked_pupil_weeks.week_commencing <= enrolments.dfe_to) as absent_sessions
    from marked_pupil_weeks
    inner join marked_weeks on marked_pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and marked_pupil_weeks.school_id = enrolments.school_id
        and marked_pupil_weeks.pupil_id = enrolments.pupil_id
    where enrolments.dfe_to < make_date(marked_weeks.first_year + 1, 7, 31)
    group by
        marked_weeks.first_year,
        marked_pupil_weeks.school_id,
        marked_pupil_weeks.pupil_id,
        enrolments.dfe_to

)

select
    counted.week_commencing,
    counted.school_id,
    counted.pupil_id,
    counted.recorded_sessions,
    counted.possible_sessions,
    counted.authorised_sessions,
    counted.unauthorised_sessions,
    counted.penalty_exempt_sessions,
    counted.unexplained_sessions,
    cast(counted.year_possible_sessions as smallint) as year_possible_sessions,
    cast(counted.year_absent_sessions as smallint) as year_absent_sessions,
    cast(counted.year_illness_days as smallint) as year_illness_days,
    cast(
        case
            when counted.week_commencing > to_may.dfe_to
                then counted.year_possible_sessions - coalesce(to_may.possible_sessions, 0)
            else 0
        end as smallint
    ) as after_may_possible_sessions,
    cast(
        case
            when counted.week_commencing > to_may.dfe_to
                then counted.year_absent_sessions - coalesce(to_may.absent_sessions, 0)
            else 0
        end as smallint
    ) as after_may_absent_sessions
from counted
left join to_may
    on counted.first_year = to_may.first_year
    and counted.school_id = to_may.school_id
    and counted.pupil_id = to_may.pupil_id
order by counted.week_commencing, counted.school_id, counted.pupil_id
