-- Half terms that newer dates of another half term of the same year cut short: the first day of
-- one would lie before the last day of the one before.
--
-- grain:   one row per load_number, authority_code, urn, academic_year, half_term and cut_half_term
-- rows:    build
-- params: none
-- returns:
--   load_number     bigint    load of the newer dates
--   authority_code  varchar   authority
--   urn             integer   school whose own dates they are, or null
--   academic_year   varchar   such as 2024/25
--   half_term       smallint  half term that the newer dates are of
--   first_day       date      its first day
--   last_day        date      its last day
--   cut_half_term   smallint  half term that is cut
--   cut_first_day   date      its first day, as an older load has it
--   cut_last_day    date      its last day, as an older load has it

with

dated as (

    select
        authority_code, urn, academic_year, half_term, first_day, last_day,
        0 as load_number
    from term_dates
    union all
    select
        authority_code, urn, academic_year, half_term, first_day, last_day,
        load_number
    from landed_term_dates

),

newest as (

    select *
    from dated
    qualify row_number() over (
        partition by authority_code, urn, academic_year, half_term
        order by load_number desc
    ) = 1

)

select
    newer.load_number,
    newer.authority_code,
    newer.urn,
    newer.academic_year,
    newer.half_term,
    newer.first_day,
    newer.last_day,
    newest.half_term as cut_half_term,
    newest.first_day as cut_first_day,
    newest.last_day as cut_last_day
from newest
inner join newest as newer
    on newest.authority_code = newer.authority_code
    and newest.urn is not distinct from newer.urn
    and newest.academic_year = newer.academic_year
    and newest.load_number < newer.load_number
where
    (newest.half_term < newer.half_term and newest.last_day >= newer.first_day)
    or (newest.half_term > newer.half_term and newest.first_day <= newer.last_day)
order by newer.load_number, newer.urn, newer.academic_year, newest.half_term, newer.half_term
