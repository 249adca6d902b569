-- The half terms of one school in a year, to shade behind a trend.
--
-- grain:   one row per half_term
-- rows:    school
-- source:  term dates of the school, else of the authority
-- params:
--   school_id        integer    the school
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   half_term    smallint  1 to 6
--   first_day    date      first day of the half term
--   last_day     date      last day of the half term, at most that of the last week

select
    half_term,
    first_day,
    least(last_day, cast(cast($last_week as date) + interval 4 day as date)) as last_day
from school_terms
where
    school_id = cast($school_id as integer)
    and academic_year = cast($academic_year as varchar)
    and first_day <= cast(cast($last_week as date) + interval 4 day as date)
    and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
order by half_term
