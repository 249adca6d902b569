-- Enrolments persistently and severely absent over the year, by every dimension, from marks.
--
-- grain:   one row per dimension and dimension_value
-- rows:    county
-- params: none
-- returns:
--   dimension            varchar  all, phase, quadrant, district, fsm, sen, sex and others
--   dimension_value      varchar  such as Primary, or unknown
--   enrolments           bigint   enrolments with possible sessions
--   persistently_absent  bigint   of these those that missed 10% or more
--   severely_absent      bigint   of these those that missed 50% or more

with

totals as (

    select
        school_id,
        pupil_id,
        count(*) filter (
            where code <= 'J'::register_code
                or code between 'C'::register_code and 'U'::register_code
        ) as possible,
        count(*) filter (
            where code between 'C'::register_code and 'U'::register_code
        ) as absent
    from marks
    group by school_id, pupil_id

),

judged as (

    select
        pupil_values.*,
        totals.absent >= 0.1 * totals.possible as is_persistent,
        totals.absent >= 0.5 * totals.possible as is_severe
    from totals
    inner join pupil_values
        on totals.school_id = pupil_values.school_id
        and totals.pupil_id = pupil_values.pupil_id
    where totals.possible > 0

),

counted as (

    select
        phase, quadrant, district, year_group, sex, fsm, sen, ethnicity, social_worker,
        grouping(
            phase, quadrant, district, year_group, sex, fsm, sen, ethnicity, social_worker
        ) as kind,
        count(*) as enrolments,
        count(*) filter (where is_persistent) as persistently_absent,
        count(*) filter (where is_severe) as severely_absent
    from judged
    group by grouping sets (
        (), (phase), (quadrant), (district), (year_group), (sex), (fsm), (sen), (ethnicity),
        (social_worker)
    )

)

select
    case kind
        when 511 then 'all'
        when 255 then 'phase'
        when 383 then 'quadrant'
        when 447 then 'district'
        when 479 then 'year group'
        when 495 then 'sex'
        when 503 then 'fsm'
        when 507 then 'sen'
        when 509 then 'ethnicity'
        else 'social worker'
    end as dimension,
    coalesce(
        phase, quadrant, district, year_group, sex, fsm, sen, ethnicity, social_worker, 'all'
    ) as dimension_value,
    enrolments,
    persistently_absent,
    severely_absent
from counted
