-- The weeks that ten-week windows are counted again from: of every pupil of the touched
-- schools, at whatever school, from the open week before any window that the touched week is in:
-- what was missed elsewhere while a school was closed counts to its next open week.
--
-- grain:   one row per week_commencing, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   week_commencing               date     Monday
--   school_id                     integer  see schools
--   pupil_id                      integer  see people
--   recorded_sessions             smallint marks, whatever their codes, this week
--   possible_sessions             smallint sessions the pupil was expected to attend, this week
--   authorised_sessions           smallint absent with leave, this week
--   unauthorised_sessions         smallint absent without leave, this week
--   penalty_exempt_sessions smallint unauthorised, but not counted towards a penalty notice, this week
--   unexplained_sessions          smallint absent, reason not yet known (N), this week
--   year_possible_sessions        smallint sessions the pupil was expected to attend, so far
--   year_absent_sessions          smallint sessions missed, so far
--   year_illness_days             smallint days with any session missed, ill (I), so far
--   after_may_possible_sessions   smallint of possible: those after DfE's count of age 15 ends
--   after_may_absent_sessions     smallint of absent: those after DfE's count of age 15 ends

select *
from warehouse.pupil_weeks
where
    pupil_id in (select pupil_id from steps.scope_people)
    and week_commencing >= (
        select coalesce(min(first_weeks.week_commencing), date '1900-01-01')
        from warehouse.school_calendar as last_weeks
        inner join warehouse.school_calendar as first_weeks
            on last_weeks.school_id = first_weeks.school_id
            and greatest(last_weeks.week_number - 10, 1) = first_weeks.week_number
            and first_weeks.is_open
        where
            last_weeks.week_commencing = (select from_week from steps.scope_start)
            and last_weeks.week_number > 0
    )
