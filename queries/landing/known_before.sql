-- What earlier pupil files say of the pupils of arriving files that lack columns: how many of
-- them have something in each. The file that counts for a pupil is the newest of the nearest year.
--
-- grain:   one row per load_number
-- rows:    build
-- params: none
-- returns:
--   load_number              bigint  load of the arriving file
--   surname                  bigint  its pupils whose surname was known
--   forename                 bigint  likewise, as are those below
--   sex                      bigint  F or M
--   date_of_birth            bigint  birth date
--   class                    bigint  class or tutor group
--   entry_date               bigint  first day on roll
--   leaving_date             bigint  last day on roll
--   fsm                      bigint  Yes or No
--   sen                      bigint  N, K or E
--   eal                      bigint  Yes or No
--   ethnicity                bigint  any
--   child_in_need            bigint  Yes or No
--   child_protection_plan    bigint  Yes or No
--   looked_after             bigint  Yes or No
--   previously_looked_after  bigint  Yes or No
--   young_carer              bigint  Yes or No
--   medical_condition        bigint  Yes or No
--   home_authority           bigint  any
--   household                bigint  any

with

arriving as (

    select
        load_number, line, urn, upn, local_id,
        cast(substr(academic_year, 1, 4) as integer) as first_year
    from landed_pupils
    where load_number in (select load_number from lacking_loads)

),

earlier as (

    select
        landed_pupils.*,
        cast(substr(academic_year, 1, 4) as integer) as file_year
    from landed_pupils
    where urn in (select urn from arriving)

),

alike as (

    select arriving.load_number as arriving_load, arriving.line as arriving_line,
        arriving.first_year, earlier.*
    from arriving
    inner join earlier on arriving.urn = earlier.urn and arriving.upn = earlier.upn
    where earlier.load_number < arriving.load_number
    union all
    select arriving.load_number, arriving.line, arriving.first_year, earlier.*
    from arriving
    inner join earlier on arriving.urn = earlier.urn and arriving.local_id = earlier.local_id
    where
        earlier.load_number < arriving.load_number
        and (arriving.upn is null or earlier.upn is null)

),

nearest as (

    select *
    from alike
    qualify row_number() over (
        partition by arriving_load, arriving_line
        order by abs(file_year - first_year), file_year desc, load_number desc, line desc
    ) = 1

)

select
    arriving_load as load_number,
    count(surname) as surname,
    count(forename) as forename,
    count(sex) as sex,
    count(date_of_birth) as date_of_birth,
    count(class) as class,
    count(entry_date) as entry_date,
    count(leaving_date) as leaving_date,
    count(fsm) as fsm,
    count(sen) as sen,
    count(eal) as eal,
    count(ethnicity) as ethnicity,
    count(child_in_need) as child_in_need,
    count(child_protection_plan) as child_protection_plan,
    count(looked_after) as looked_after,
    count(previously_looked_after) as previously_looked_after,
    count(young_carer) as young_carer,
    count(medical_condition) as medical_condition,
    count(home_authority) as home_authority,
    count(household) as household
from nearest
group by arriving_load
order by load_number
