-- Absence by weekday and session, mornings and afternoons: of a school against its own mean,
-- and against all schools of its phase by the county's own marks. Weekdays count from Monday.
--
-- grain:   one row per school_id, day_of_week and session
-- rows:    school
-- denominator: possible sessions of the weekday and session, pupils as DfE counts them
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   education_phase  varchar    phase that they are set beside
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id         integer  number of the school
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

own_sums as (

    select
        codes.school_id,
        date_diff('day', cast(date_trunc('week', codes.session_date) as date), codes.session_date)
        + 1 as day_of_week,
        codes.session,
        sum(codes.dfe_marks) as possible,
        sum(case when register_codes.is_attending then 0 else codes.dfe_marks end) as absent
    from school_session_codes as codes
    inner join register_codes
        on codes.code = register_codes.code
        and register_codes.is_possible
    where
        (cast($school_id as integer) is null or codes.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), codes.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), codes.school_id)
        )
        and codes.session_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)
    group by codes.school_id, day_of_week, codes.session

),

county_sums as (

    select
        date_diff('day', cast(date_trunc('week', codes.session_date) as date), codes.session_date)
        + 1 as day_of_week,
        codes.session,
        sum(codes.dfe_marks) as possible,
        sum(case when register_codes.is_attending then 0 else codes.dfe_marks end) as absent
    from phase_session_codes as codes
    inner join register_codes
        on codes.code = register_codes.code
        and register_codes.is_possible
    where
        codes.education_phase = cast($education_phase as varchar)
        and codes.session_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)
    group by day_of_week, codes.session

),

own as (

    select
        *,
        sum(possible) over (partition by school_id) as all_possible,
        sum(absent) over (partition by school_id) as all_absent,
        sum(possible) over (partition by school_id, day_of_week) as day_possible,
        sum(absent) over (partition by school_id, day_of_week) as day_absent
    from own_sums

),

county as (

    select
        day_of_week,
        session,
        possible as county_possible,
        absent as county_absent,
        sum(possible) over () as all_county_possible,
        sum(absent) over () as all_county_absent,
        sum(possible) over (partition by day_of_week) as day_county_possible,
        sum(absent) over (partition by day_of_week) as day_county_absent
    from county_sums

),

summed as (

    select own.*, county.* exclude (day_of_week, session)
    from own
    left join county
        on own.day_of_week = county.day_of_week
        and own.session = county.session

)

select
    school_id,
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
order by school_id, day_of_week, session
