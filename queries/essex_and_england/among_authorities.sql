-- The authority among all others. Ranks are intervals: authorities whose figures agree when
-- rounded to one decimal share them, so no order is claimed within rounding.
--
-- grain: one row per authority, region and England
-- rows: published
-- denominator: possible sessions of the year so far; for persistent absence, enrolments
-- source: DfE, Pupil attendance in schools, year-to-date files
-- params:
--   home_authority   varchar  authority, three-digit code
--   academic_year    varchar  such as 2024/25
--   published        date     publication date of the release
--   education_phase  varchar  Primary, Secondary, Special or Total
-- returns:
--   area_id                 varchar code of the area
--   area_name               varchar name of the area
--   region_name             varchar region of the area, null for England
--   standing                varchar home, comparator, same region, England, region or other
--   attended_sessions       double  sessions attended
--   possible_sessions       double  sessions expected
--   attendance_rate         double  attendance, 0 to 1, or null where DfE prints a symbol
--   attendance_rank_from    bigint  best rank the rounded figure allows, 1 is highest
--   attendance_rank_to      bigint  worst rank the rounded figure allows
--   gap_points              double  attendance minus England's, points
--   persistent_absence_rate double  persistently absent, 0 to 1, or null
--   pa_rank_from            bigint  best rank the rounded figure allows, 1 is lowest
--   pa_rank_to              bigint  worst rank the rounded figure allows
--   pa_gap_points           double  persistent absence minus England's, points
--   authorities_compared    bigint  authorities with a figure
--   symbol                  varchar DfE's symbol where there is no figure

with

figures as (

    select
        areas.area_id,
        areas.area_name,
        areas.area_level,
        areas.region_id,
        areas.region_name,
        year_to_date.attended_sessions,
        year_to_date.possible_sessions,
        year_to_date.attendance_rate,
        year_to_date.persistent_absence_rate,
        year_to_date.england_attendance_rate,
        year_to_date.england_persistent_absence_rate,
        year_to_date.symbol,
        round(cast(100 * year_to_date.attendance_rate as decimal(18, 12)), 1)
            as rounded_attendance,
        round(cast(100 * year_to_date.persistent_absence_rate as decimal(18, 12)), 1)
            as rounded_pa
    from year_to_date
    inner join areas
        on year_to_date.area_id = areas.area_id
    where
        year_to_date.point_source = 'release'
        and year_to_date.academic_year = cast($academic_year as varchar)
        and year_to_date.published = cast($published as date)
        and year_to_date.education_phase = cast($education_phase as varchar)

),

home as (

    select area_id, region_id
    from areas
    where area_id = cast($home_authority as varchar)

),

ranks as (

    -- rank() gives the best place of equals; the worst counts from the other end.
    select
        area_id,
        case when rounded_attendance is not null
            then rank() over (order by rounded_attendance desc nulls last)
        end as attendance_rank_from,
        case when rounded_attendance is not null
            then count(rounded_attendance) over () + 1
            - rank() over (order by rounded_attendance asc nulls last)
        end as attendance_rank_to,
        case when rounded_pa is not null
            then rank() over (order by rounded_pa asc nulls last)
        end as pa_rank_from,
        case when rounded_pa is not null
            then count(rounded_pa) over () + 1 - rank() over (order by rounded_pa desc nulls last)
        end as pa_rank_to,
        count(rounded_attendance) over () as authorities_compared
    from figures
    where area_level = 'Local authority'

)

select
    figures.area_id,
    figures.area_name,
    figures.region_name,
    case
        when figures.area_level = 'National' then 'England'
        when figures.area_level = 'Regional' then 'region'
        when figures.area_id = home.area_id then 'home'
        when comparators.authority is not null then 'comparator'
        when figures.region_id = home.region_id then 'same region'
        else 'other'
    end as standing,
    figures.attended_sessions,
    figures.possible_sessions,
    figures.attendance_rate,
    ranks.attendance_rank_from,
    ranks.attendance_rank_to,
    100 * (figures.attendance_rate - figures.england_attendance_rate) as gap_points,
    figures.persistent_absence_rate,
    ranks.pa_rank_from,
    ranks.pa_rank_to,
    100 * (figures.persistent_absence_rate - figures.england_persistent_absence_rate)
        as pa_gap_points,
    ranks.authorities_compared,
    figures.symbol
from figures
cross join home
left join ranks
    on figures.area_id = ranks.area_id
left join comparators
    on comparators.home_authority = home.area_id
    and comparators.authority = figures.area_id
    and figures.area_level = 'Local authority'
order by
    case standing
        when 'home' then 1
        when 'comparator' then 2
        when 'same region' then 3
        when 'England' then 4
        when 'region' then 5
        else 6
    end,
    figures.attendance_rate desc nulls last,
    figures.area_name
