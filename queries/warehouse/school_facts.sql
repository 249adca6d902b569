-- The facts that schools are set beside each other by, published, visible or told by pupil files,
-- for each year that there are pupils of.
--
-- grain:   one row per academic_year and school_id
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   school_id      integer  see schools
--   urn            integer  unique reference number
--   school_name    varchar  name
--   education_phase varchar Primary, Secondary, Special and others, or null
--   district       varchar  district council's area, or null
--   school_type    varchar  GIAS type of establishment
--   pupils         integer  pupils at the last census, or null
--   fsm_share      double   pupils with free school meals at the census, 0 to 1
--   sen            bigint   pupils with SEN; null if no file tells of the school's pupils
--   sen_share      double   of those of whom it is known, whole per cent, 0 to 1
--   eal            bigint   pupils with English as an additional language, the same way
--   eal_share      double   of those of whom it is known, whole per cent, 0 to 1
--   urban_rural    varchar  urban, rural or null
--   low_age        smallint youngest age
--   high_age       smallint oldest age
--   admissions     varchar  selective, not selective or null

with

answers as (

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

),

years as (

    select distinct academic_year
    from enrolments

)

select
    years.academic_year,
    schools.school_id,
    schools.urn,
    schools.school_name,
    schools.education_phase,
    schools.district,
    schools.school_type,
    schools.pupils,
    schools.fsm_share,
    answers.sen,
    floor(100.0 * answers.sen / nullif(answers.sen_known, 0) + 0.5) / 100 as sen_share,
    answers.eal,
    floor(100.0 * answers.eal / nullif(answers.eal_known, 0) + 0.5) / 100 as eal_share,
    case
        when lower(schools.urban_rural) like '%rural%' then 'rural'
        when lower(schools.urban_rural) like '%urban%' then 'urban'
    end as urban_rural,
    schools.statutory_low_age as low_age,
    schools.statutory_high_age as high_age,
    case
        when lower(schools.admissions_policy) = 'selective' then 'selective'
        when lower(schools.admissions_policy) not in ('', 'not applicable', 'unknown')
            then 'not selective'
    end as admissions
from schools
cross join years
left join answers
    on schools.school_id = answers.school_id
    and years.academic_year = answers.academic_year
where schools.is_current
order by years.academic_year, schools.school_id
