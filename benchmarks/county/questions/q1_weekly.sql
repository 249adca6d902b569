-- Sessions of the whole county by week and phase, over all pupils on the registers.
--
-- grain:   one row per week_commencing and education_phase
-- rows:    county
-- params:
--   academic_year  varchar  such as 2024/25
-- returns:
--   week_commencing        date     Monday
--   education_phase        varchar  see schools
--   possible_sessions      bigint   sessions pupils were expected to attend
--   authorised_sessions    bigint   absent with leave
--   unauthorised_sessions  bigint   absent without leave

select
    cohort_weeks.week_commencing,
    schools.education_phase,
    cast(sum(cohort_weeks.possible_sessions) as bigint) as possible_sessions,
    cast(sum(cohort_weeks.authorised_sessions) as bigint) as authorised_sessions,
    cast(sum(cohort_weeks.unauthorised_sessions) as bigint) as unauthorised_sessions
from cohort_weeks
inner join schools
    on cohort_weeks.school_id = schools.school_id
    and schools.is_current
where
    cohort_weeks.definition = 'whole register'
    and cohort_weeks.cohort = 'all'
    and cohort_weeks.academic_year = cast($academic_year as varchar)
group by cohort_weeks.week_commencing, schools.education_phase
