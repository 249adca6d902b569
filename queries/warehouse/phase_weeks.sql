-- Sessions, and persistently and severely absent enrolments, of all the county's schools of a
-- phase, week by week, by DfE's definition: schools_by_week added up.
--
-- grain:   one row per week_commencing and education_phase
-- rows:    build
-- params: none
-- returns:
--   academic_year         varchar  such as 2024/25
--   week_commencing       date     Monday
--   education_phase       varchar  Primary, Secondary, Special and others, or null
--   enrolments            bigint   enrolments with possible sessions so far this year
--   possible_sessions     bigint   sessions expected this week
--   absent_sessions       bigint   sessions missed this week
--   unauthorised_sessions bigint   of these without leave
--   persistently_absent   bigint   enrolments persistently absent so far, severely included
--   severely_absent       bigint   enrolments severely absent so far

select
    academic_year,
    week_commencing,
    education_phase,
    cast(sum(enrolments) as bigint) as enrolments,
    cast(sum(possible_sessions) as bigint) as possible_sessions,
    cast(sum(absent_sessions) as bigint) as absent_sessions,
    cast(sum(unauthorised_sessions) as bigint) as unauthorised_sessions,
    cast(sum(persistently_absent) as bigint) as persistently_absent,
    cast(sum(severely_absent) as bigint) as severely_absent
from schools_by_week
where enrolments is not null
group by academic_year, week_commencing, education_phase
order by week_commencing, education_phase
