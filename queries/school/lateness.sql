-- Lateness by weekday: before registers closed (L, attended) and after (U, absent), of one
-- school and of all schools of its phase by the county's own marks. Weekdays count from Monday.
--
-- grain:   one row per code and day_of_week
-- rows:    school
-- denominator: possible sessions of the weekday in the weeks, pupils as DfE counts them
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school
--   education_phase  varchar    its phase
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   code              varchar  register code
--   description       varchar  what it means
--   day_of_week           bigint   1 for Monday to 7
--   school_sessions   bigint   sessions of the school with the code
--   school_possible_sessions bigint possible sessions of the school
--   school_share      double   school_sessions / school_possible_sessions, 0 to 1
--   county_share      double   the same of all schools of the phase, 0 to 1, or null
--   points            double   school minus county, points

with

daily as (

    select
        session_date,
        session,
        code,
        dfe_marks as own_marks,
        0 as county_marks
    from school_session_codes
    where
        school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
        and session_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)
    union all
    select session_date, session, code, 0, dfe_marks
    from phase_session_codes
    where
        education_phase = cast($education_phase as varchar)
        and session_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)

),

sums as (

    select
        date_diff('day', cast(date_trunc('week', daily.session_date) as date), daily.session_date)
        + 1 as day_of_week,
        case when register_codes.is_late then daily.code end as code,
        sum(daily.own_marks) as school_sessions,
        sum(daily.county_marks) as county_sessions
    from daily
    inner join register_codes
        on daily.code = register_codes.code
        and register_codes.is_possible
    group by day_of_week, case when register_codes.is_late then daily.code end

),

totals as (

    select
        day_of_week,
        sum(school_sessions) as school_sessions,
        sum(county_sessions) as county_sessions
    from sums
    group by day_of_week

)

select
    cast(register_codes.code as varchar) as code,
    register_codes.description,
    totals.day_of_week,
    cast(coalesce(sums.school_sessions, 0) as bigint) as school_sessions,
    cast(totals.school_sessions as bigint) as school_possible_sessions,
    coalesce(sums.school_sessions, 0) / totals.school_sessions as school_share,
    coalesce(sums.county_sessions, 0) / nullif(totals.county_sessions, 0) as county_share,
    100 * (
        coalesce(sums.school_sessions, 0) / totals.school_sessions
        - coalesce(sums.county_sessions, 0) / nullif(totals.county_sessions, 0)
    ) as points
from totals
inner join register_codes on register_codes.is_late
left join sums
    on totals.day_of_week = sums.day_of_week
    and register_codes.code = sums.code
where totals.school_sessions > 0
order by register_codes.code, totals.day_of_week
