-- Pupils who missed fifteen days (30 sessions) and more through illness this year. Only who
-- missed as much with leave can have done so, which leaves most spells of illness out.
--
-- grain:   one row per school_id and pupil_id
-- rows:    pupil
-- params:
--   first_day        date  first day of the academic year, 1 August
--   last_day         date  its last day
--   week_commencing  date  Monday of the last week, the year's latest
-- returns:
--   school_id         integer  see schools
--   pupil_id          integer  see people
--   illness_sessions  bigint   sessions missed, ill (I), 30 or more

with

long_absent as (

    select school_id, pupil_id
    from pupil_weeks
    where
        week_commencing = cast($week_commencing as date)
        and year_absent_sessions - year_unauthorised_sessions >= 30

)

select
    absence_spells.school_id,
    absence_spells.pupil_id,
    cast(sum(absence_spells.illness_sessions) as bigint) as illness_sessions
from absence_spells
inner join long_absent
    on absence_spells.school_id = long_absent.school_id
    and absence_spells.pupil_id = long_absent.pupil_id
where
    absence_spells.illness_sessions > 0
    and absence_spells.first_date between cast($first_day as date) and cast($last_day as date)
group by absence_spells.school_id, absence_spells.pupil_id
having sum(absence_spells.illness_sessions) >= 30
