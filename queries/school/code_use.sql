-- How often the school writes codes that are easily overused, beside the other schools of its
-- phase: B (off site), C2 (part-time timetable) and K (arranged by the authority). A share is
-- unusual when it is several times that of the others and clearly above it.
--
-- grain:   one row per school_id and code
-- rows:    school
-- denominator: all marks of the weeks
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   education_phase  varchar    phase that they are set beside
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   unusual_factor   double     how many times the others' share is unusual
--   unusual_points   double     how many points above the others' share at least
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id      integer  number of the school
--   code           varchar  register code
--   description    varchar  what it means
--   marks          bigint   marks of the school with the code
--   all_marks      bigint   marks of the school with any code
--   code_share     double   marks / all_marks, 0 to 1
--   others_share   double   the same in the other schools of the phase; null without others
--   is_unusual     boolean  several times the others' share and clearly above it

with

own as (

    select
        codes.school_id,
        codes.code,
        sum(codes.marks) as marks,
        sum(
            case when schools.education_phase = cast($education_phase as varchar)
                then codes.marks
                else 0
            end
        ) as marks_in_phase
    from school_week_codes as codes
    inner join schools
        on codes.school_id = schools.school_id
        and schools.is_current
    where
        (cast($school_id as integer) is null or codes.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), codes.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), codes.school_id)
        )
        and codes.week_commencing
        between cast($first_week as date) and cast($last_week as date)
    group by codes.school_id, codes.code

),

own_totals as (

    select school_id, sum(marks) as marks, sum(marks_in_phase) as marks_in_phase
    from own
    group by school_id
    having sum(marks) > 0

),

county as (

    select code, sum(marks) as marks
    from phase_session_codes
    where
        education_phase = cast($education_phase as varchar)
        and session_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)
    group by code

),

shares as (

    select
        own_totals.school_id,
        watched.code,
        attendance_codes.description,
        coalesce(own.marks, 0) as marks,
        own_totals.marks as all_marks,
        coalesce(own.marks, 0) / own_totals.marks as code_share,
        case when totals.marks > own_totals.marks_in_phase
            then (coalesce(county.marks, 0) - coalesce(own.marks_in_phase, 0))
                / (totals.marks - own_totals.marks_in_phase)
        end as others_share
    from (values ('B'), ('C2'), ('K')) as watched (code)
    inner join attendance_codes on watched.code = attendance_codes.code
    cross join own_totals
    cross join (select sum(marks) as marks from county) as totals
    left join own
        on own_totals.school_id = own.school_id
        and watched.code = cast(own.code as varchar)
    left join county on watched.code = cast(county.code as varchar)

)

select
    school_id,
    code,
    description,
    cast(marks as bigint) as marks,
    cast(all_marks as bigint) as all_marks,
    code_share,
    others_share,
    coalesce(
        code_share >= cast($unusual_factor as double) * others_share
        and 100 * (code_share - others_share) >= cast($unusual_points as double),
        false
    ) as is_unusual
from shares
order by school_id, code
