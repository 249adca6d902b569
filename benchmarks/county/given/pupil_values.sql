-- Enrolments of a year with the value of each dimension spelled out, so that no engine has to.
--
-- grain:   one row per school_id and pupil_id
-- rows:    build
-- params:
--   academic_year  varchar  such as 2024/25
-- returns:
--   school_id        integer  see schools
--   pupil_id         integer  see people
--   phase            varchar  see schools
--   quadrant         varchar  see schools, or unknown
--   district         varchar  see schools, or unknown
--   year_group       varchar  such as Year 7
--   sex              varchar  F, M or unknown
--   fsm              varchar  yes, no or unknown
--   sen              varchar  N, K, E or unknown
--   ethnicity        varchar  or unknown
--   social_worker    varchar  yes, no or unknown

with

known as (

    select
        enrolments.*,
        enrolments.child_in_need or enrolments.child_protection_plan as has_social_worker
    from enrolments
    where enrolments.academic_year = cast($academic_year as varchar)

)

select
    known.school_id,
    known.pupil_id,
    coalesce(schools.education_phase, 'unknown') as phase,
    coalesce(schools.quadrant, 'unknown') as quadrant,
    coalesce(schools.district, 'unknown') as district,
    coalesce(known.year_group_words, 'unknown') as year_group,
    coalesce(known.sex, 'unknown') as sex,
    case when known.fsm then 'yes' when not known.fsm then 'no' else 'unknown' end as fsm,
    coalesce(known.sen, 'unknown') as sen,
    coalesce(known.ethnicity, 'unknown') as ethnicity,
    case
        when known.has_social_worker then 'yes'
        when not known.has_social_worker then 'no'
        else 'unknown'
    end as social_worker
from known
inner join schools
    on known.school_id = schools.school_id
    and schools.is_current
order by known.school_id, known.pupil_id
