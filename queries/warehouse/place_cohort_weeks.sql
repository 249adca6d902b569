-- Sessions and persistently absent enrolments of each cohort in the schools of a phase and
-- quadrant, by DfE's definition: cohort_weeks added up.
--
-- grain:   one row per week_commencing, education_phase, quadrant, cohort and cohort_value
-- rows:    build
-- params: none
-- returns:
--   week_commencing        date     Monday
--   education_phase        varchar  Primary, Secondary, Special and others, or null
--   quadrant               varchar  see districts.csv; not known where there is none
--   cohort                 varchar  all, year group, sex, fsm and others
--   cohort_value           varchar  such as Year 7, F, yes; unknown where blank
--   enrolments             integer  enrolments with possible sessions so far this year
--   possible_sessions      integer  sessions expected this week
--   absent_sessions        integer  sessions missed this week
--   year_possible_sessions integer  sessions expected so far this year
--   year_absent_sessions   integer  sessions missed so far this year
--   persistently_absent    integer  enrolments persistently absent so far, severely included

select
    cohort_weeks.week_commencing,
    schools.education_phase,
    coalesce(schools.quadrant, 'not known') as quadrant,
    cohort_weeks.cohort,
    cohort_weeks.cohort_value,
    cast(sum(cohort_weeks.enrolments) as integer) as enrolments,
    cast(sum(cohort_weeks.possible_sessions) as integer) as possible_sessions,
    cast(sum(cohort_weeks.authorised_sessions + cohort_weeks.unauthorised_sessions) as integer)
        as absent_sessions,
    cast(sum(cohort_weeks.year_possible_sessions) as integer) as year_possible_sessions,
    cast(sum(cohort_weeks.year_absent_sessions) as integer) as year_absent_sessions,
    cast(sum(cohort_weeks.persistently_absent) as integer) as persistently_absent
from cohort_weeks
inner join schools
    on cohort_weeks.school_id = schools.school_id
    and schools.is_current
where cohort_weeks.definition = 'dfe'
group by
    cohort_weeks.week_commencing,
    schools.education_phase,
    coalesce(schools.quadrant, 'not known'),
    cohort_weeks.cohort,
    cohort_weeks.cohort_value
order by education_phase, cohort, cohort_value, week_commencing, quadrant
