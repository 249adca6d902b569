-- The authority's schools, open and closed, as DfE's register of schools (GIAS) has them, and
-- any school that is known from marks or pupils alone. URNs of one school are one school_id:
-- those with the same authority and establishment number (an academy keeps its predecessor's),
-- and those that school_links.csv names (mergers). It is the smallest URN of them.
--
-- grain:   one row per urn
-- rows:    build
-- params: none
-- returns:
--   urn                   integer  unique reference number
--   school_id             integer  the smallest URN of the school's chain
--   laestab               varchar  authority and establishment number, such as 881/2001
--   authority_code        varchar  three-digit code
--   authority_name        varchar  name of the authority
--   school_name           varchar  name, with the URN where several schools have it
--   school_type           varchar  GIAS type of establishment
--   education_phase       varchar  Primary, Secondary, Special and others, or null
--   status                varchar  Open, Closed and others
--   open_date             date     or null
--   close_date            date     or null
--   district              varchar  district council's area
--   quadrant              varchar  see districts.csv
--   trust                 varchar  academy trust, or null
--   federation            varchar  federation, or null
--   statutory_low_age     smallint youngest age
--   statutory_high_age    smallint oldest age
--   capacity              integer  places
--   pupils                integer  pupils in the last census
--   fsm_share             double   pupils with free school meals, 0 to 1
--   urban_rural           varchar  kind of place
--   admissions_policy     varchar  such as Selective
--   gender                varchar  such as Mixed
--   religious_character   varchar  or null
--   is_current            boolean  the newest URN of its school_id
--   is_known              boolean  whether it is in the register of schools

with recursive

registered as (

    select
        landed_schools.*,
        authority_code || '/' || establishment_number as laestab
    from landed_schools
    qualify row_number() over (partition by urn order by load_number desc, line desc) = 1

),

seen as (

    select urn from load_pupils
    union
    select urn from landed_pupils

),

urns as (

    select urn from registered
    union
    select urn from seen

),

same_establishment as (

    select
        urn,
        min(urn) over (partition by laestab) as first_urn
    from registered
    where laestab is not null

),

links as (

    select urn as from_urn, first_urn as to_urn from same_establishment
    union
    select first_urn, urn from same_establishment
    union
    select from_urn, to_urn from school_links
    union
    select to_urn, from_urn from school_links

),

chains as (

    select urn, urn as reached from urns
    union
    select chains.urn, links.to_urn
    from chains
    inner join links on chains.reached = links.from_urn

),

school_ids as (

    select urn, min(reached) as school_id
    from chains
    group by urn

),

named as (

    select
        school_ids.urn,
        school_ids.school_id,
        coalesce(registered.school_name, 'School ' || cast(school_ids.urn as varchar))
            as school_name
    from school_ids
    left join registered on school_ids.urn = registered.urn

),

told_apart as (

    -- A name that several schools bear gets the URN behind it: readers choose schools by name.
    select
        urn,
        case
            when
                min(school_id) over (partition by school_name)
                <> max(school_id) over (partition by school_name)
                then school_name || ' (' || cast(urn as varchar) || ')'
            else school_name
        end as school_name
    from named

)

select
    school_ids.urn,
    school_ids.school_id,
    registered.laestab,
    registered.authority_code,
    registered.authority_name,
    told_apart.school_name,
    registered.school_type,
    case
        when lower(registered.school_type) like '%special%' then 'Special'
        when
            lower(registered.school_type) like '%pupil referral%'
            or lower(registered.school_type) like '%alternative provision%'
            then 'Alternative provision'
        when registered.statutory_low_age < 7 and registered.statutory_high_age > 14
            then 'Secondary'
        else school_phases.education_phase
    end as education_phase,
    registered.status,
    registered.open_date,
    registered.close_date,
    registered.district,
    districts.quadrant,
    registered.trust,
    registered.federation,
    registered.statutory_low_age,
    registered.statutory_high_age,
    registered.capacity,
    registered.pupils,
    registered.fsm_share,
    registered.urban_rural,
    registered.admissions_policy,
    registered.gender,
    registered.religious_character,
    row_number() over (
        partition by school_ids.school_id
        order by
            registered.close_date is null desc,
            registered.open_date desc nulls last,
            school_ids.urn desc
    ) = 1 as is_current,
    registered.urn is not null as is_known
from school_ids
inner join told_apart on school_ids.urn = told_apart.urn
left join registered on school_ids.urn = registered.urn
left join school_phases on lower(registered.phase_label) = lower(school_phases.label)
left join districts on lower(registered.district) = lower(districts.district)
order by school_ids.urn
