-- Attendance of one school in the year so far, as it stood at the end of each week that the school
-- sent: the line that leads to where the year ends.
--
-- grain:   one row per week_commencing
-- rows:    school
-- denominator: possible sessions of the year so far, pupils as DfE counts them
-- source:  registers of the school
-- params:
--   school_id        integer    the school
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   week_commencing        date    Monday
--   year_possible_sessions bigint  possible sessions so far
--   year_attended_sessions bigint  sessions attended so far
--   year_rate              double  year_attended_sessions / year_possible_sessions, 0 to 1

select
    week_commencing,
    cast(year_possible_sessions as bigint) as year_possible_sessions,
    cast(year_possible_sessions - year_absent_sessions as bigint) as year_attended_sessions,
    (year_possible_sessions - year_absent_sessions) / year_possible_sessions as year_rate
from cohort_weeks
where
    school_id = cast($school_id as integer)
    and definition = 'dfe'
    and cohort = 'all'
    and academic_year = cast($academic_year as varchar)
    and week_commencing <= cast($last_week as date)
    and week_commencing >= cast(cast($year_first_day as date) - interval 5 day as date)
    and possible_sessions > 0
    and enrolments >= cast($smallest_group as integer)
    and list_contains(cast($visible_schools as integer[]), school_id)
order by week_commencing
