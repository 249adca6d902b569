-- What the school's gap in attendance to its phase is made of: each absence code's share of
-- possible sessions, and its part of the gap; the parts sum to it exactly. All schools of the
-- phase by the county's own marks, in the weeks that the school has marks of.
--
-- grain:   one row per school_id and code
-- rows:    school
-- denominator: possible sessions of the weeks, pupils as DfE counts them
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   education_phase  varchar    phase that they are set beside
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id          integer  number of the school
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

    select school_id, week_commencing, code, dfe_marks
    from school_week_codes
    where
        (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )
        and week_commencing between cast($first_week as date) and cast($last_week as date)

),

sums as (

    select
        school_id,
        code,
        sum(school_sessions) as school_sessions,
        sum(county_sessions) as county_sessions
    from (
        select school_id, code, dfe_marks as school_sessions, 0 as county_sessions
        from own
        union all
        select sent.school_id, county.code, 0, county.marks
        from (
            select
                cast(date_trunc('week', session_date) as date) as week_commencing,
                code,
                sum(dfe_marks) as marks
            from phase_session_codes
            where
                education_phase = cast($education_phase as varchar)
                and session_date >= cast($first_week as date)
                and session_date < cast(cast($last_week as date) + interval 7 day as date)
            group by cast(date_trunc('week', session_date) as date), code
        ) as county
        inner join (select distinct school_id, week_commencing from own) as sent
            on county.week_commencing = sent.week_commencing
    ) as both_sides
    group by school_id, code

),

meant as (

    select
        sums.school_id,
        register_codes.code,
        register_codes.description,
        register_codes.category,
        coalesce(sums.school_sessions, 0) as school_sessions,
        coalesce(sums.county_sessions, 0) as county_sessions,
        sum(sums.school_sessions) over (partition by sums.school_id)
            as school_possible_sessions,
        sum(sums.county_sessions) over (partition by sums.school_id)
            as county_possible_sessions
    from sums
    inner join register_codes
        on sums.code = register_codes.code
        and register_codes.is_possible

)

select
    school_id,
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
order by school_id, gap_points, code
