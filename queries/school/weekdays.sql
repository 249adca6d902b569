-- Absence by weekday and session, mornings and afternoons: of one school against its own mean,
-- and against all schools of its phase by the county's own marks. Weekdays count from Monday.
--
-- grain:   one row per day_of_week and session
-- rows:    school
-- denominator: possible sessions of the weekday and session, pupils as DfE counts them
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school
--   education_phase  varchar    its phase
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   day_of_week           bigint   1 for Monday to 7
--   session           varchar  AM or PM
--   absent_sessions   bigint   sessions of the school missed
--   possible_sessions bigint   possible sessions of the school
--   absence_rate      double   absent / possible sessions, 0 to 1
--   mean_points       double   absence minus that of all sessions of the school, points
--   county_mean_points double  the same of all schools of the phase, points, or null
--   absence_points    double   school minus county, points, or null
--   day_others_points double   absence of the weekday minus that of the other days, points
--   county_day_others_points double the same of all schools of the phase, points, or null

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
        daily.session,
        sum(daily.own_marks) as possible,
        sum(case when register_codes.is_attending then 0 else daily.own_marks end) as absent,
        sum(daily.county_marks) as county_possible,
        sum(case when register_codes.is_attending then 0 else daily.county_marks end)
            as county_absent
    from daily
    inner join register_codes
        on daily.code = register_codes.code
        and register_codes.is_possible
    group by day_of_week, daily.session

),

summed as (

    select
        *,
        sum(possible) over () as all_possible,
        sum(absent) over () as all_absent,
        sum(county_possible) over () as all_county_possible,
        sum(county_absent) over () as all_county_absent,
        sum(possible) over (partition by day_of_week) as day_possible,
        sum(absent) over (partition by day_of_week) as day_absent,
        sum(county_possible) over (partition by day_of_week) as day_county_possible,
        sum(county_absent) over (partition by day_of_week) as day_county_absent
    from sums

)

select
    day_of_week,
    cast(session as varchar) as session,
    cast(absent as bigint) as absent_sessions,
    cast(possible as bigint) as possible_sessions,
    absent / possible as absence_rate,
    100 * (absent / possible - all_absent / all_possible) as mean_points,
    100 * (county_absent / nullif(county_possible, 0) - all_county_absent / nullif(all_county_possible, 0))
        as county_mean_points,
    100 * (absent / possible - county_absent / nullif(county_possible, 0)) as absence_points,
    100 * (
        day_absent / day_possible
        - (all_absent - day_absent) / nullif(all_possible - day_possible, 0)
    ) as day_others_points,
    100 * (
        day_county_absent / nullif(day_county_possible, 0)
        - (all_county_absent - day_county_absent)
        / nullif(all_county_possible - day_county_possible, 0)
    ) as county_day_others_points
from summed
where possible > 0
order by day_of_week, session
