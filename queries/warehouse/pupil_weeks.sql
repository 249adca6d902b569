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
        min(marked_pupil_weeks.week_commencing) as first_week
    from marked_pupil_weeks
    inner join marked_weeks on marked_pupil_weeks.week_commencing = marked_weeks.week_commencing
    group by marked_weeks.first_year, marked_pupil_weeks.school_id, marked_pupil_weeks.pupil_id

),

spine as (

    select
        first_weeks.first_year,
        marked_weeks.week_commencing,
        first_weeks.school_id,
        first_weeks.pupil_id
    from first_weeks
    inner join marked_weeks
        on first_weeks.first_year = marked_weeks.first_year
        and first_weeks.first_week <= marked_weeks.week_commencing

),

filled as (

    select
        spine.*,
        coalesce(marked_pupil_weeks.recorded_sessions, 0) as recorded_sessions,
        coalesce(marked_pupil_weeks.possible_sessions, 0) as possible_sessions,
        coalesce(marked_pupil_weeks.authorised_sessions, 0) as authorised_sessions,
        coalesce(marked_pupil_weeks.unauthorised_sessions, 0) as unauthorised_sessions,
        coalesce(marked_pupil_weeks.illness_days, 0) as illness_days,
        coalesce(marked_pupil_weeks.penalty_exempt_sessions, 0) as penalty_exempt_sessions,
        coalesce(marked_pupil_weeks.unexplained_sessions, 0) as unexplained_sessions
    from spine
    left join marked_pupil_weeks
        on spine.week_commencing = marked_pupil_weeks.week_commencing
        and spine.school_id = marked_pupil_weeks.school_id
        and spine.pupil_id = marked_pupil_weeks.pupil_id

),

so_far as (

    select
        filled.*,
        sum(possible_sessions) over earlier as year_possible_sessions,
        sum(authorised_sessions + unauthorised_sessions) over earlier as year_absent_sessions,
        sum(illness_days) over earlier as year_illness_days
    from filled
    window earlier as (
        partition by first_year, school_id, pupil_id
        order by week_commencing
    )

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
    so_far.week_commencing,
    so_far.school_id,
    so_far.pupil_id,
    so_far.recorded_sessions,
    so_far.possible_sessions,
    so_far.authorised_sessions,
    so_far.unauthorised_sessions,
    so_far.penalty_exempt_sessions,
    so_far.unexplained_sessions,
    cast(so_far.year_possible_sessions as smallint) as year_possible_sessions,
    cast(so_far.year_absent_sessions as smallint) as year_absent_sessions,
    cast(so_far.year_illness_days as smallint) as year_illness_days,
    cast(
        case
            when so_far.week_commencing > to_may.dfe_to
                then so_far.year_possible_sessions - coalesce(to_may.possible_sessions, 0)
            else 0
        end as smallint
    ) as after_may_possible_sessions,
    cast(
        case
            when so_far.week_commencing > to_may.dfe_to
                then so_far.year_absent_sessions - coalesce(to_may.absent_sessions, 0)
            else 0
        end as smallint
    ) as after_may_absent_sessions
from so_far
left join to_may
    on so_far.first_year = to_may.first_year
    and so_far.school_id = to_may.school_id
    and so_far.pupil_id = to_may.pupil_id
order by so_far.week_commencing, so_far.school_id, so_far.pupil_id
