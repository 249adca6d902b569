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

home as (

    select area_id, region_id
    from areas
    where area_id = cast($home_authority as varchar)

)

select
    areas.area_id,
    areas.area_name,
    areas.region_name,
    case
        when areas.area_level = 'National' then 'England'
        when areas.area_level = 'Regional' then 'region'
        when areas.area_id = home.area_id then 'home'
        when comparators.authority is not null then 'comparator'
        when areas.region_id = home.region_id then 'same region'
        else 'other'
    end as standing,
    year_to_date.attended_sessions,
    year_to_date.possible_sessions,
    year_to_date.attendance_rate,
    places.attendance_rank_from,
    places.attendance_rank_to,
    100 * (year_to_date.attendance_rate - year_to_date.england_attendance_rate) as gap_points,
    year_to_date.persistent_absence_rate,
    places.pa_rank_from,
    places.pa_rank_to,
    100 * (year_to_date.persistent_absence_rate - year_to_date.england_persistent_absence_rate)
        as pa_gap_points,
    places.authorities_compared,
    year_to_date.symbol
from year_to_date
inner join areas
    on year_to_date.area_id = areas.area_id
cross join home
left join places
    on year_to_date.area_id = places.area_id
    and year_to_date.academic_year = places.academic_year
    and year_to_date.published = places.published
    and year_to_date.education_phase = places.education_phase
left join comparators
    on comparators.home_authority = home.area_id
    and comparators.authority = areas.area_id
    and areas.area_level = 'Local authority'
where
    year_to_date.point_source = 'release'
    and year_to_date.academic_year = cast($academic_year as varchar)
    and year_to_date.published = cast($published as date)
    and year_to_date.education_phase = cast($education_phase as varchar)
order by
    case standing
        when 'home' then 1
        when 'comparator' then 2
        when 'same region' then 3
        when 'England' then 4
        when 'region' then 5
        else 6
    end,
    year_to_date.attendance_rate desc nulls last,
    areas.area_name
