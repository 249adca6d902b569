-- The first day of the half term that the touched week lies in.
--
-- grain:   one row per school_id
-- rows:    build
-- params: none
-- returns:
--   school_id      integer   see schools
--   academic_year  varchar   year of the touched week
--   half_term      smallint  half term of the touched week, 0 without term dates
--   from_day       date      first day that counts to it

select
    scope_schools.school_id,
    scope_start.academic_year,
    coalesce(max(school_terms.half_term), 0) as half_term,
    coalesce(
        max(school_terms.from_day),
        make_date(cast(substr(scope_start.academic_year, 1, 4) as integer), 8, 1)
    ) as from_day
from steps.scope_schools
cross join steps.scope_start
left join warehouse.school_terms
    on scope_schools.school_id = school_terms.school_id
    and scope_start.academic_year = school_terms.academic_year
    and school_terms.from_day <= scope_start.from_week
group by scope_schools.school_id, scope_start.academic_year
