-- What pages ask of each school's weeks, in one row: where it lies, its sessions and enrolments
-- by DfE's definition, what of the week has come, and what chance is judged by, which is of
-- pupils of all ages: sums over pupils of their own sessions of the year so far, squared.
--
-- grain:   one row per week_commencing and school_id
-- rows:    build
-- params: none
-- returns:
--   academic_year         varchar  such as 2024/25
--   week_commencing       date     Monday
--   school_id             integer  see schools
--   education_phase       varchar  Primary, Secondary, Special and others, or null
--   quadrant              varchar  see districts.csv
--   district              varchar  district council's area
--   enrolments            integer  enrolments with possible sessions so far, null if none
--   possible_sessions     integer  sessions expected this week
--   absent_sessions       integer  sessions missed this week
--   unauthorised_sessions integer  of these without leave
--   year_possible_sessions integer sessions expected so far this year
--   year_absent_sessions  integer  sessions missed so far this year
--   persistently_absent   integer  enrolments persistently absent so far, severely included
--   severely_absent       integer  enrolments severely absent so far
--   is_open               boolean  the school was, or should have been, held; null if not due
--   is_reported           boolean  any mark has come
--   weeks_due             integer  weeks of the year so far that are open
--   weeks_sent            integer  of these those that any mark has come of
--   pupils_expected       integer  pupils on roll in the week
--   pupils_recorded       integer  of these with any mark, at most all
--   pupils                bigint   pupils of all ages with possible sessions so far, null if none
--   pupils_possible       bigint   their possible sessions so far
--   pupils_absent         bigint   their missed sessions so far
--   possible_squared      bigint   sum of each one's possible sessions squared
--   absent_by_possible    bigint   sum of each one's missed times possible sessions
--   absent_squared        bigint   sum of each one's missed sessions squared

with

so_far as (

    select
        week_commencing,
        school_id,
        cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
        cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
    from pupil_weeks

),

pupil_sums as (

    select
        week_commencing,
        school_id,
        count(*) as pupils,
        cast(sum(possible) as bigint) as pupils_possible,
        cast(sum(absent) as bigint) as pupils_absent,
        cast(sum(possible * possible) as bigint) as possible_squared,
        cast(sum(absent * possible) as bigint) as absent_by_possible,
        cast(sum(absent * absent) as bigint) as absent_squared
    from so_far
    where possible > 0
    group by week_commencing, school_id

),

counted as (

    select *
    from cohort_weeks
    where definition = 'dfe' and cohort = 'all'

),

found as (

    select academic_year, week_commencing, school_id
    from counted
    union
    select academic_year, week_commencing, school_id
    from coverage

)

select
    found.academic_year,
    found.week_commencing,
    found.school_id,
    schools.education_phase,
    schools.quadrant,
    schools.district,
    counted.enrolments,
    counted.possible_sessions,
    counted.authorised_sessions + counted.unauthorised_sessions as absent_sessions,
    counted.unauthorised_sessions,
    counted.year_possible_sessions,
    counted.year_absent_sessions,
    counted.persistently_absent,
    counted.severely_absent,
    coverage.is_open,
    coverage.is_reported,
    cast(count(*) filter (where coverage.is_open) over so_far_this_year as integer) as weeks_due,
    cast(
        count(*) filter (where coverage.is_open and coverage.is_reported) over so_far_this_year
        as integer
    ) as weeks_sent,
    coverage.pupils_expected,
    least(coverage.pupils_recorded, coverage.pupils_expected) as pupils_recorded,
    pupil_sums.pupils,
    pupil_sums.pupils_possible,
    pupil_sums.pupils_absent,
    pupil_sums.possible_squared,
    pupil_sums.absent_by_possible,
    pupil_sums.absent_squared
from found
inner join schools
    on found.school_id = schools.school_id
    and schools.is_current
left join counted
    on found.week_commencing = counted.week_commencing
    and found.school_id = counted.school_id
left join coverage
    on found.week_commencing = coverage.week_commencing
    and found.school_id = coverage.school_id
left join pupil_sums
    on found.week_commencing = pupil_sums.week_commencing
    and found.school_id = pupil_sums.school_id
window so_far_this_year as (
    partition by found.academic_year, found.school_id
    order by found.week_commencing
)
order by found.week_commencing, found.school_id
