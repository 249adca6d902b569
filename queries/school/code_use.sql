-- How often the school writes codes that are easily overused, beside the other schools of its
-- phase: B (off site), C2 (part-time timetable) and K (arranged by the authority). A share is
-- unusual when it is several times that of the others and clearly above it.
--
-- grain:   one row per code
-- rows:    school
-- denominator: all marks of the weeks
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school
--   education_phase  varchar    its phase
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   unusual_factor   double     how many times the others' share is unusual
--   unusual_points   double     how many points above the others' share at least
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   code           varchar  register code
--   description    varchar  what it means
--   marks          bigint   marks of the school with the code
--   all_marks      bigint   marks of the school with any code
--   code_share     double   marks / all_marks, 0 to 1
--   others_share   double   the same in the other schools of the phase; null without others
--   is_unusual     boolean  several times the others' share and clearly above it

with

sums as (

    select
        code,
        sum(school_marks) as school_marks,
        sum(others_marks) as others_marks
    from (
        select
            codes.code,
            codes.marks as school_marks,
            case when schools.education_phase = cast($education_phase as varchar)
                then -codes.marks
                else 0
            end as others_marks
        from school_week_codes as codes
        inner join schools
            on codes.school_id = schools.school_id
            and schools.is_current
        where
            codes.school_id = cast($school_id as integer)
            and codes.week_commencing
            between cast($first_week as date) and cast($last_week as date)
        union all
        select code, 0, marks
        from phase_session_codes
        where
            education_phase = cast($education_phase as varchar)
            and session_date between cast($first_week as date)
            and cast(cast($last_week as date) + interval 6 day as date)
    ) as both_sides
    group by code

),

totals as (

    select
        sum(school_marks) as school_marks,
        sum(others_marks) as others_marks
    from sums

),

shares as (

    select
        watched.code,
        attendance_codes.description,
        coalesce(sums.school_marks, 0) as marks,
        totals.school_marks as all_marks,
        coalesce(sums.school_marks, 0) / totals.school_marks as code_share,
        case when totals.others_marks > 0
            then coalesce(sums.others_marks, 0) / totals.others_marks
        end as others_share
    from (values ('B'), ('C2'), ('K')) as watched (code)
    inner join attendance_codes on watched.code = attendance_codes.code
    left join sums on watched.code = cast(sums.code as varchar)
    cross join totals
    where totals.school_marks > 0

)

select
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
where list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
order by code
