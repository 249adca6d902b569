-- What the school's gap in attendance to its phase is made of: each absence code's share of
-- possible sessions, and its part of the gap; the parts sum to it exactly. All schools of the
-- phase by the county's own marks, in the weeks that the school has marks of.
--
-- grain:   one row per code
-- rows:    school
-- denominator: possible sessions of the weeks, pupils as DfE counts them
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school
--   education_phase  varchar    its phase
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   code               varchar  register code
--   description        varchar  what it means
--   category           varchar  authorised absence or unauthorised absence
--   school_sessions    bigint   sessions of the school with the code
--   school_possible_sessions bigint possible sessions of the school
--   school_share       double   school_sessions / school_possible_sessions, 0 to 1
--   county_sessions    bigint   sessions of all schools of the phase with the code
--   county_possible_sessions bigint possible sessions of all schools of the phase
--   county_share       double   county_sessions / county_possible_sessions, 0 to 1
--   gap_points         double   part of the gap, points; negative lowers attendance

with

own as (

    select week_commencing, code, dfe_marks
    from school_week_codes
    where
        school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
        and week_commencing between cast($first_week as date) and cast($last_week as date)

),

sums as (

    select
        code,
        sum(school_sessions) as school_sessions,
        sum(county_sessions) as county_sessions
    from (
        select code, dfe_marks as school_sessions, 0 as county_sessions
        from own
        union all
        select code, 0, dfe_marks
        from phase_session_codes
        where
            education_phase = cast($education_phase as varchar)
            and cast(date_trunc('week', session_date) as date)
            in (select week_commencing from own)
    ) as both_sides
    group by code

),

meant as (

    select
        register_codes.code,
        register_codes.description,
        register_codes.category,
        coalesce(sums.school_sessions, 0) as school_sessions,
        coalesce(sums.county_sessions, 0) as county_sessions,
        sum(sums.school_sessions) over () as school_possible_sessions,
        sum(sums.county_sessions) over () as county_possible_sessions
    from sums
    inner join register_codes
        on sums.code = register_codes.code
        and register_codes.is_possible

)

select
    cast(code as varchar) as code,
    description,
    category,
    cast(school_sessions as bigint) as school_sessions,
    cast(school_possible_sessions as bigint) as school_possible_sessions,
    school_sessions / school_possible_sessions as school_share,
    cast(county_sessions as bigint) as county_sessions,
    cast(county_possible_sessions as bigint) as county_possible_sessions,
    county_sessions / nullif(county_possible_sessions, 0) as county_share,
    100 * (
        county_sessions / nullif(county_possible_sessions, 0)
        - school_sessions / school_possible_sessions
    ) as gap_points
from meant
where
    category in ('authorised absence', 'unauthorised absence')
    and school_possible_sessions > 0
    and (school_sessions > 0 or county_sessions > 0)
order by gap_points, code
