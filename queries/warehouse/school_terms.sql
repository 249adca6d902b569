-- When each school is in term: its own dates of a year if there are any, else its
-- authority's. Of each half term the newest load counts, imported dates before shipped ones;
-- what an older load says of a half term before or after is cut to where the newer one begins
-- or ends.
--
-- grain:   one row per school_id, academic_year and half_term
-- rows:    build
-- params:
--   home_authority  varchar  three-digit code, for schools that the register lacks
-- returns:
--   school_id      integer   see schools
--   academic_year  varchar   such as 2024/25
--   half_term      smallint  1 to 6
--   first_day      date      first day of the half term
--   last_day       date      last day of the half term
--   from_day       date      first day that counts to the half term: holidays go to the one before

with

cut as (

    select
        given.authority_code,
        given.urn,
        given.academic_year,
        given.half_term,
        greatest(
            given.first_day,
            max(cast(newer.last_day + interval 1 day as date))
                filter (where newer.half_term < given.half_term)
        ) as first_day,
        least(
            given.last_day,
            min(cast(newer.first_day - interval 1 day as date))
                filter (where newer.half_term > given.half_term)
        ) as last_day
    from given_half_terms as given
    left join given_half_terms as newer
        on given.authority_code = newer.authority_code
        and given.urn is not distinct from newer.urn
        and given.academic_year = newer.academic_year
        and given.load_number < newer.load_number
    group by
        given.authority_code, given.urn, given.academic_year, given.half_term,
        given.first_day, given.last_day

),

in_force as (

    select *
    from cut
    where first_day <= last_day

),

own as (

    select
        schools.school_id,
        in_force.academic_year,
        in_force.half_term,
        min(in_force.first_day) as first_day,
        max(in_force.last_day) as last_day
    from in_force
    inner join schools on in_force.urn = schools.urn
    group by schools.school_id, in_force.academic_year, in_force.half_term

),

own_years as (

    select distinct school_id, academic_year
    from own

),

places as (

    select
        school_id,
        coalesce(min(authority_code), cast($home_authority as varchar)) as authority_code
    from schools
    group by school_id

),

of_authority as (

    select
        places.school_id,
        in_force.academic_year,
        in_force.half_term,
        in_force.first_day,
        in_force.last_day
    from places
    inner join in_force
        on places.authority_code = in_force.authority_code
        and in_force.urn is null
    left join own_years
        on places.school_id = own_years.school_id
        and in_force.academic_year = own_years.academic_year
    where own_years.school_id is null

),

terms as (

    select * from own
    union all
    select * from of_authority

)

select
    school_id,
    academic_year,
    half_term,
    first_day,
    last_day,
    case
        when row_number() over (partition by school_id, academic_year order by first_day) = 1
            then make_date(cast(substr(academic_year, 1, 4) as integer), 8, 1)
        else first_day
    end as from_day
from terms
order by school_id, academic_year, half_term
