-- Which schools sent marks of which weeks. A school is due from the first to the last week that
-- any school sent marks of; a week that is open by term dates and has no mark counts as nothing
-- sent, not as a holiday.
--
-- grain:   one row per school_id and week_commencing
-- rows:    school
-- denominator: pupils on roll in the week, by entry and leaving dates
-- source:  registers of the county's schools, set against term dates and pupil files
-- params:
--   academic_year             varchar    such as 2024/25
--   smallest_share_of_roll    double     share of the roll below which a week is in part, 0 to 1
--   visible_schools           integer[]  schools that the viewer may see
-- returns:
--   school_id          integer  number of the school in all its years
--   school_name        varchar  name
--   education_phase    varchar  Primary, Secondary, Special and others, or null
--   quadrant           varchar  quadrant of the county, or null
--   week_commencing    date     Monday
--   standing           varchar  sent, in part, nothing or closed
--   recorded_share     double   pupils with any mark of those on roll, 0 to 1; null if closed
--   pupils_recorded    integer  pupils with any mark
--   pupils_expected    integer  pupils on roll in the week
--   sessions_recorded  integer  sessions with any mark
--   sessions_expected  integer  sessions by term dates, training days not taken off
--   marks_missing      integer  marks missing in registers that were taken
--   weeks_not_sent     bigint   open weeks of the school this year without any mark
--   weeks_in_part      bigint   weeks of the school this year that are in part

with

judged as (

    select
        *,
        case
            when not is_open then 'closed'
            when not is_reported then 'nothing'
            when pupils_recorded < cast($smallest_share_of_roll as double) * pupils_expected
                then 'in part'
            else 'sent'
        end as standing
    from coverage
    where
        academic_year = cast($academic_year as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

counted as (

    select
        *,
        count(*) filter (where standing = 'nothing') over (partition by school_id)
            as weeks_not_sent,
        count(*) filter (where standing = 'in part') over (partition by school_id)
            as weeks_in_part
    from judged

)

select
    counted.school_id,
    schools.school_name,
    schools.education_phase,
    schools.quadrant,
    counted.week_commencing,
    counted.standing,
    case
        when counted.is_open and counted.pupils_expected > 0
            then least(counted.pupils_recorded / counted.pupils_expected, 1.0)
    end as recorded_share,
    counted.pupils_recorded,
    counted.pupils_expected,
    counted.sessions_recorded,
    counted.sessions_expected,
    counted.marks_missing,
    counted.weeks_not_sent,
    counted.weeks_in_part
from counted
inner join schools
    on counted.school_id = schools.school_id
    and schools.is_current
order by
    counted.weeks_not_sent desc,
    counted.weeks_in_part desc,
    schools.school_name,
    counted.school_id,
    counted.week_commencing
