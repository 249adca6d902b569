-- The marks of absence, or of a session not possible, that spells are found again from: of the
-- touched schools, from the touched week on, and from the first day of any spell that reaches
-- into it.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer        see schools
--   urn           integer        school that took the register
--   pupil_id      integer        see people
--   session_date  date           day
--   session       half_day       AM or PM
--   code          register_code  register code

select *
from warehouse.marks
where
    school_id in (select school_id from steps.scope_schools)
    and session_date >= (select from_week from steps.scope_start)
    and code in (select code from warehouse.register_codes where not is_attending)
union all
select marks.*
from warehouse.marks
inner join steps.reaching_spells
    on marks.school_id = reaching_spells.school_id
    and marks.pupil_id = reaching_spells.pupil_id
    and marks.session_date between reaching_spells.from_date and reaching_spells.to_date
where
    -- It says no more than the join, but by one column most marks are passed over unread.
    marks.pupil_id in (select pupil_id from steps.reaching_spells)
    and marks.code in (select code from warehouse.register_codes where not is_attending)
