-- What pupil files say of special educational needs and of English as an additional language,
-- counted by school: two of the facts that schools are set beside each other by.
--
-- grain:   one row per academic_year and school_id
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   school_id      integer  see schools
--   sen_known      bigint   pupils of whom it is known whether they have SEN
--   sen            bigint   of these, with SEN
--   eal_known      bigint   pupils of whom it is known whether they have EAL
--   eal            bigint   of these, with EAL

select
    academic_year,
    school_id,
    count(sen) as sen_known,
    count(*) filter (where sen <> 'N') as sen,
    count(eal) as eal_known,
    count(*) filter (where eal) as eal
from enrolments
where not is_provisional
group by academic_year, school_id
order by academic_year, school_id
