-- The weeks of marks from the touched week on, and what the year before it comes to: that comes
-- in as one week that holds it all, and, where DfE had stopped counting the pupil, a second one.
--
-- grain:   one row per week_commencing, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   week_commencing        date     Monday
--   school_id              integer  see schools
--   pupil_id               integer  see people
--   recorded_sessions      smallint marks, whatever their codes
--   possible_sessions      smallint sessions the pupil was expected to attend
--   authorised_sessions    smallint absent with leave
--   unauthorised_sessions  smallint absent without leave
--   illness_days           smallint days with any session absent, ill (I)
--   penalty_exempt_sessions smallint unauthorised, but not counted towards a penalty notice
--   unexplained_sessions   smallint absent, reason not yet known (N)

with earlier as (
    select marked_weeks.first_year, marked_weeks.academic_year, max(marked_weeks.week_commencing) as week
    from warehouse.marked_weeks
    where
        week_commencing < (select from_week from steps.scope_start)
        and academic_year = (select academic_year from steps.scope_start)
    group by marked_weeks.first_year, marked_weeks.academic_year
),
carried as (
    select
        pupil_weeks.*,
        earlier.week,
        (
            select max(marked_weeks.week_commencing)
            from warehouse.marked_weeks
            where
                marked_weeks.first_year = earlier.first_year
                and marked_weeks.week_commencing <= least(enrolments.dfe_to, earlier.week)
        ) as counted_week
    from warehouse.pupil_weeks
    inner join earlier on pupil_weeks.week_commencing = earlier.week
    inner join steps.scope_schools on pupil_weeks.school_id = scope_schools.school_id
    left join warehouse.enrolments
        on earlier.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
)
select * from steps.part_marked_pupil_weeks
union all
select
    coalesce(counted_week, week) as week_commencing,
    school_id,
    pupil_id,
    cast(0 as smallint) as recorded_sessions,
    cast(
        case
            when counted_week is null then year_possible_sessions
            else year_possible_sessions - after_may_possible_sessions
        end as smallint
    ) as possible_sessions,
    cast(
        case
            when counted_week is null then year_absent_sessions
            else year_absent_sessions - after_may_absent_sessions
        end as smallint
    ) as authorised_sessions,
    cast(0 as smallint) as unauthorised_sessions,
    cast(year_illness_days as smallint) as illness_days,
    cast(0 as smallint) as penalty_exempt_sessions,
    cast(0 as smallint) as unexplained_sessions
from carried
union all
select
    week,
    school_id,
    pupil_id,
    cast(0 as smallint),
    cast(after_may_possible_sessions as smallint),
    cast(after_may_absent_sessions as smallint),
    cast(0 as smallint),
    cast(0 as smallint),
    cast(0 as smallint),
    cast(0 as smallint)
from carried
where week > counted_week
