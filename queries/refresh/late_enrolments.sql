-- Enrolments that arriving marks add and that a pupil file of another year tells of, where the
-- year has marks from before the touched week: the pupil was due in these weeks as well, which
-- are not done again.
--
-- grain:   one row per academic_year, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   academic_year  varchar  such as 2024/25
--   school_id      integer  see schools
--   pupil_id       integer  see people

select distinct
    added_enrolments.academic_year,
    added_enrolments.school_id,
    added_enrolments.pupil_id
from steps.added_enrolments
inner join warehouse.marked_weeks
    on added_enrolments.academic_year = marked_weeks.academic_year
    and marked_weeks.week_commencing < (select from_week from steps.scope_start)
where not added_enrolments.is_provisional
