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

select
    newer.load_number,
    newer.authority_code,
    newer.urn,
    newer.academic_year,
    newer.half_term,
    newer.first_day,
    newer.last_day,
    given.half_term as cut_half_term,
    given.first_day as cut_first_day,
    given.last_day as cut_last_day
from given_half_terms as given
inner join given_half_terms as newer
    on given.authority_code = newer.authority_code
    and given.urn is not distinct from newer.urn
    and given.academic_year = newer.academic_year
    and given.load_number < newer.load_number
where
    (given.half_term < newer.half_term and given.last_day >= newer.first_day)
    or (given.half_term > newer.half_term and given.first_day <= newer.last_day)
order by newer.load_number, newer.urn, newer.academic_year, given.half_term, newer.half_term
