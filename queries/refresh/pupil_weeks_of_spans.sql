-- The weeks of pupils of the touched schools at either end of the named spans that end in the
-- touched week or later.
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
    school_id in (select school_id from steps.scope_schools)
    and week_commencing in (
        select last_week
        from warehouse.named_spans
        where last_week >= (select from_week from steps.scope_start)
        union all
        select week_before
        from warehouse.named_spans
        where last_week >= (select from_week from steps.scope_start)
    )
