-- Attendance of each district in one phase over the chosen weeks, and where its tile lies on a
-- map of equal tiles laid roughly as the districts lie.
--
-- grain:   one row per district
-- rows:    county
-- denominator: possible sessions of the weeks
-- source:  registers of the county's schools
-- params:
--   first_week       date     Monday of the first week
--   last_week        date     Monday of the last week
--   education_phase  varchar  Primary, Secondary or Special
--   smallest_group   integer  fewest pupils of whom a count or rate is given
-- returns:
--   district           varchar  district council's area
--   quadrant           varchar  quadrant of the county
--   tile_row           integer  place of the tile, from the north
--   tile_column        integer  place of the tile, from the west
--   attendance_rate    double   sessions attended of those possible, 0 to 1; null without marks
--   attended_sessions  bigint   sessions attended
--   possible_sessions  bigint   sessions expected
--   enrolments         bigint   enrolments with possible sessions so far
--   schools            bigint   schools with possible sessions in the weeks

with

of_schools as (

    select
        school_id,
        district,
        sum(possible_sessions) as possible,
        sum(absent_sessions) as absent,
        sum(enrolments) filter (where week_commencing = cast($last_week as date)) as enrolments
    from schools_by_week
    where
        education_phase = cast($education_phase as varchar)
        and week_commencing between cast($first_week as date) and cast($last_week as date)
    group by school_id, district

),

summed as (

    select
        district,
        count(*) as schools,
        sum(possible) as possible,
        sum(absent) as absent,
        sum(enrolments) as enrolments
    from of_schools
    where possible > 0
    group by district

),

told as (

    select *
    from summed
    where possible > 0 and enrolments >= cast($smallest_group as integer)

)

select
    district_tiles.district,
    districts.quadrant,
    district_tiles.tile_row,
    district_tiles.tile_column,
    1 - told.absent / told.possible as attendance_rate,
    cast(told.possible - told.absent as bigint) as attended_sessions,
    cast(told.possible as bigint) as possible_sessions,
    cast(told.enrolments as bigint) as enrolments,
    told.schools
from district_tiles
left join districts on district_tiles.district = districts.district
left join told on lower(district_tiles.district) = lower(told.district)
order by district_tiles.tile_row, district_tiles.tile_column
