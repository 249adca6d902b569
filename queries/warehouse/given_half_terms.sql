-- Term dates as they were given, shipped or imported: of each half term those of the newest load,
-- imported dates before shipped ones.
--
-- grain:   one row per authority_code, urn, academic_year and half_term
-- rows:    build
-- params: none
-- returns:
--   authority_code  varchar   authority
--   urn             integer   school whose own dates they are, or null
--   academic_year   varchar   such as 2024/25
--   half_term       smallint  1 to 6
--   first_day       date      first day of the half term
--   last_day        date      last day of the half term
--   load_number     bigint    load that gave them, 0 for shipped ones

select *
from (
    select
        authority_code, urn, academic_year, half_term, first_day, last_day,
        cast(0 as bigint) as load_number
    from term_dates
    union all
    select
        authority_code, urn, academic_year, half_term, first_day, last_day,
        load_number
    from landed_term_dates
) as dated
qualify row_number() over (
    partition by authority_code, urn, academic_year, half_term
    order by load_number desc
) = 1
