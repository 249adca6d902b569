-- Pupils in schools, year by year, with what a pupil file says of them that year; a year
-- without a file takes the nearest one, its year group moved. A pupil in two schools is two
-- enrolments; one who comes back to a school is one. Pupils that only marks know are
-- provisional. DfE counts ages 5 to 15, and those aged 15 until the week that half term 6
-- begins in (1 June without term dates). School is compulsory from the 31 August, 31 December or
-- 31 March on or after the fifth birthday; without a birth date from the end of Reception's year.
--
-- grain:   one row per academic_year, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   academic_year             varchar  such as 2024/25
--   school_id                 integer  see schools
--   pupil_id                  integer  see people
--   local_id                  varchar  the school's own id, or null
--   year_group                smallint -1 nursery, 0 Reception, 1 to 14, or null
--   year_group_words          varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                     varchar  class or tutor group, or null
--   sex                       varchar  F, M or null
--   entry_date                date     or null
--   leaving_date              date     or null
--   age                       smallint on 31 August before the year, or null
--   age_source                varchar  date of birth, year group or null
--   dfe_from                  date     first day that DfE counts the enrolment, or null for never
--   dfe_to                    date     last day that DfE counts it
--   compulsory_from           date     first day of compulsory school age, or null if not known
--   compulsory_to             date     last day of it: the last Friday in June of Year 11
--   fsm                       boolean  free school meals; null is unknown
--   sen                       varchar  N none, K support, E plan (EHCP), or null
--   eal                       boolean  English an additional language
--   ethnicity                 varchar  or null
--   child_in_need             boolean  null is unknown
--   child_protection_plan     boolean  null is unknown
--   looked_after              boolean  null is unknown
--   previously_looked_after   boolean  null is unknown
--   young_carer               boolean  null is unknown
--   medical_condition         boolean  null is unknown
--   home_authority            varchar  authority that the pupil lives in, or null
--   cohort_words              varchar  cohorts that lists tell of, in short words; blank for none
--   is_provisional            boolean  in no pupil file of the school
--   attributes_year           varchar  academic year of the pupil file used, or null

with

described as (

    select
        schools.school_id,
        person_identities.pupil_id,
        cast(substr(landed_pupils.academic_year, 1, 4) as integer) as file_year,
        landed_pupils.*
    from landed_pupils
    inner join schools on landed_pupils.urn = schools.urn
    inner join listed_pupils
        on landed_pupils.load_number = listed_pupils.load_number
        and landed_pupils.line = listed_pupils.line
    inner join person_identities on listed_pupils.person = person_identities.name
    qualify row_number() over (
        partition by
            schools.school_id,
            person_identities.pupil_id,
            landed_pupils.academic_year
        order by landed_pupils.load_number desc, landed_pupils.line desc
    ) = 1

),

marked as (

    select
        load_pupils.academic_year,
        mark_pupils.school_id,
        mark_pupils.pupil_id,
        min(mark_pupils.local_id) as local_id
    from load_pupils
    inner join mark_pupils
        on load_pupils.urn = mark_pupils.urn
        and load_pupils.pupil = mark_pupils.pupil
        and load_pupils.academic_year = mark_pupils.academic_year
    group by load_pupils.academic_year, mark_pupils.school_id, mark_pupils.pupil_id

),

needed as (

    select
        coalesce(marked.academic_year, described.academic_year) as academic_year,
        coalesce(marked.school_id, described.school_id) as school_id,
        coalesce(marked.pupil_id, described.pupil_id) as pupil_id,
        marked.local_id as marked_local_id
    from marked
    full join described
        on marked.academic_year = described.academic_year
        and marked.school_id = described.school_id
        and marked.pupil_id = described.pupil_id

),

nearest as (

    select
        needed.academic_year,
        needed.school_id,
        needed.pupil_id,
        needed.marked_local_id,
        cast(substr(needed.academic_year, 1, 4) as integer) as first_year,
        described.* exclude (school_id, pupil_id, academic_year),
        described.academic_year as attributes_year
    from needed
    left join described
        on needed.school_id = described.school_id
        and needed.pupil_id = described.pupil_id
    qualify row_number() over (
        partition by needed.academic_year, needed.school_id, needed.pupil_id
        order by
            abs(described.file_year - cast(substr(needed.academic_year, 1, 4) as integer)),
            described.file_year desc
    ) = 1

),

aged as (

    select
        nearest.*,
        year_group + first_year - file_year as moved_year_group,
        case
            when date_of_birth is not null
                then first_year - year(date_of_birth)
                - case when month(date_of_birth) >= 9 then 1 else 0 end
            else year_group + first_year - file_year + 4
        end as age,
        case
            when date_of_birth is null
                then make_date(first_year - (year_group + first_year - file_year) + 1, 8, 31)
            when month(date_of_birth) <= 3 then make_date(year(date_of_birth) + 5, 3, 31)
            when month(date_of_birth) <= 8 then make_date(year(date_of_birth) + 5, 8, 31)
            else make_date(year(date_of_birth) + 5, 12, 31)
        end as compulsory_from,
        case
            when date_of_birth is null
                then first_year - (year_group + first_year - file_year) + 12
            else year(date_of_birth) + 16 + case when month(date_of_birth) >= 9 then 1 else 0 end
        end as last_june,
        case
            when date_of_birth is not null then 'date of birth'
            when year_group is not null then 'year group'
        end as age_source
    from nearest

)

select
    aged.academic_year,
    aged.school_id,
    aged.pupil_id,
    case when aged.attributes_year is null then aged.marked_local_id else aged.local_id end
        as local_id,
    cast(aged.moved_year_group as smallint) as year_group,
    case aged.moved_year_group
        when -1 then 'Nursery'
        when 0 then 'Reception'
        else 'Year ' || cast(aged.moved_year_group as varchar)
    end as year_group_words,
    aged.class,
    aged.sex,
    case when aged.attributes_year = aged.academic_year or aged.entry_date
        < make_date(aged.first_year + 1, 8, 1) then aged.entry_date end as entry_date,
    case when aged.attributes_year = aged.academic_year or aged.leaving_date
        >= make_date(aged.first_year, 8, 1) then aged.leaving_date end as leaving_date,
    cast(aged.age as smallint) as age,
    aged.age_source,
    case when aged.age between dfe.first_age and dfe.last_age
        then make_date(aged.first_year, 8, 1) end as dfe_from,
    case
        when aged.age = 15 and dfe.drops_age_15_after_may_half_term
            then cast(
                date_trunc('week', coalesce(
                    half_term_6.first_day, make_date(aged.first_year + 1, 6, 1)
                )) - interval 1 day as date
            )
        when aged.age between dfe.first_age and dfe.last_age
            then make_date(aged.first_year + 1, 7, 31)
    end as dfe_to,
    aged.compulsory_from,
    cast(
        date_trunc('week', make_date(aged.last_june, 6, 26)) + interval 4 day as date
    ) as compulsory_to,
    aged.fsm,
    aged.sen,
    aged.eal,
    aged.ethnicity,
    aged.child_in_need,
    aged.child_protection_plan,
    aged.looked_after,
    aged.previously_looked_after,
    aged.young_carer,
    aged.medical_condition,
    aged.home_authority,
    concat_ws(
        ', ',
        case when aged.fsm then 'FSM' when aged.fsm is null then 'FSM unknown' end,
        case aged.sen when 'K' then 'SEN support' when 'E' then 'EHCP' when 'N' then null
            else 'SEN unknown'
        end,
        case
            when aged.child_protection_plan or aged.child_in_need then 'social worker'
            when (aged.child_protection_plan or aged.child_in_need) is null
                then 'social worker unknown'
        end,
        case when aged.looked_after then 'looked after' end,
        case when aged.previously_looked_after then 'previously looked after' end,
        case when aged.young_carer then 'young carer' end,
        case when aged.medical_condition then 'medical condition' end,
        case when aged.eal then 'EAL' end
    ) as cohort_words,
    aged.attributes_year is null as is_provisional,
    aged.attributes_year
from aged
cross join (select * from definitions where definition = 'dfe') as dfe
left join school_terms as half_term_6
    on aged.school_id = half_term_6.school_id
    and aged.academic_year = half_term_6.academic_year
    and half_term_6.half_term = 6
order by aged.academic_year, aged.school_id, aged.pupil_id
