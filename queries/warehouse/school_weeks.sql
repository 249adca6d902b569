-- The school weeks of England, numbered from the start of DfE's series: the weeks for which
-- some release has a figure for England. A half term is a run of weeks without a gap.
--
-- grain:   one row per academic_year and week_commencing
-- rows:    build
-- params: none
-- returns:
--   academic_year     varchar  such as 2024/25
--   week_commencing   date     Monday of the school week
--   school_week       bigint   1 for the first week of DfE's series
--   half_term         bigint   1 to 6

with

weeks as (

    select distinct academic_year, week_commencing
    from published_attendance
    where
        area_id = 'E92000001'
        and period_kind = 'week'
        and possible_sessions > 0

),

gaps as (

    select
        academic_year,
        week_commencing,
        case
            when date_diff(
                'day',
                lag(week_commencing) over (
                    partition by academic_year order by week_commencing
                ),
                week_commencing
            ) > 7 then 1
            else 0
        end as begins_half_term
    from weeks

)

select
    academic_year,
    week_commencing,
    row_number() over (partition by academic_year order by week_commencing) as school_week,
    1 + cast(
        sum(begins_half_term) over (partition by academic_year order by week_commencing)
        as bigint
    ) as half_term
from gaps
order by academic_year, week_commencing
