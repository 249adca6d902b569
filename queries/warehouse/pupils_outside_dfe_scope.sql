-- When an enrolment is outside DfE's scope: too young or old all year, or aged 15 after the
-- late May half term.
--
-- grain:   one row per school_id, pupil_id and from_date
-- rows:    build
-- params: none
-- returns:
--   school_id  integer  see schools
--   pupil_id   integer  see people
--   from_date  date     first day outside
--   to_date    date     last day outside, the end of the academic year

select
    school_id,
    pupil_id,
    case
        when dfe_from is null then make_date(cast(substr(academic_year, 1, 4) as integer), 8, 1)
        else cast(dfe_to + interval 1 day as date)
    end as from_date,
    make_date(cast(substr(academic_year, 1, 4) as integer) + 1, 7, 31) as to_date
from enrolments
where
    dfe_from is null
    or dfe_to < make_date(cast(substr(academic_year, 1, 4) as integer) + 1, 7, 31)
order by school_id, pupil_id
