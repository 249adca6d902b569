-- The missing marks that spells are found again from, as marks_of_spells.
--
-- grain:   one row per school_id, pupil_id, session_date and session
-- rows:    build
-- params: none
-- returns:
--   school_id     integer   see schools
--   pupil_id      integer   see people
--   session_date  date      day
--   session       half_day  AM or PM

select missing_marks.*
from warehouse.missing_marks
left join steps.reaching_spells
    on missing_marks.school_id = reaching_spells.school_id
    and missing_marks.pupil_id = reaching_spells.pupil_id
where
    missing_marks.school_id in (select school_id from steps.scope_schools)
    and missing_marks.session_date >= coalesce(
        reaching_spells.from_date, (select from_week from steps.scope_start)
    )
