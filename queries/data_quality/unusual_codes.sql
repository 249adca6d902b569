-- How often each school writes the codes that are easily misused, beside the other schools of
-- its phase taken together: B, C2, D, K and the Y codes. A share is unusual when it is several
-- times that of the others and clearly above it; whether it is wrong only the school can tell.
--
-- grain:   one row per school_id and code
-- rows:    school
-- denominator: all marks of the school in the year
-- source:  registers of the county's schools
-- params:
--   academic_year     varchar    such as 2024/25
--   unusual_factor    double     how many times the others' share is unusual
--   unusual_points    double     how many points above the others' share at least
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   school_id        integer  number of the school in all its years
--   school_name      varchar  name
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   code             varchar  register code; Y for all that begin with it
--   marks            bigint   marks with the code
--   all_marks        bigint   marks with any code
--   code_share       double   marks with the code of all, 0 to 1
--   others_share     double   the same in the other schools of the phase; null without others
--   is_unusual       boolean  several times the others' share and clearly above it

with

code_groups as (

    select
        code,
        case when substr(cast(code as varchar), 1, 1) = 'Y' then 'Y'
            else cast(code as varchar)
        end as code_group
    from register_codes

),

watched as (

    select *
    from (values ('B'), ('C2'), ('D'), ('K'), ('Y')) as codes (code_group)

),

counted as (

    select
        codes.school_id,
        code_groups.code_group,
        sum(codes.marks) as marks
    from school_week_codes as codes
    inner join code_groups on codes.code = code_groups.code
    where codes.academic_year = cast($academic_year as varchar)
    group by codes.school_id, code_groups.code_group

),

totals as (

    select school_id, sum(marks) as all_marks
    from counted
    group by school_id

),

beside as (

    select
        totals.school_id,
        schools.school_name,
        schools.education_phase,
        watched.code_group as code,
        coalesce(counted.marks, 0) as marks,
        totals.all_marks,
        sum(coalesce(counted.marks, 0)) over same_phase - coalesce(counted.marks, 0)
            as others_marks,
        sum(totals.all_marks) over same_phase - totals.all_marks as others_all_marks
    from totals
    cross join watched
    inner join schools
        on totals.school_id = schools.school_id
        and schools.is_current
    left join counted
        on totals.school_id = counted.school_id
        and watched.code_group = counted.code_group
    window same_phase as (partition by schools.education_phase, watched.code_group)

),

shares as (

    select
        *,
        marks / all_marks as code_share,
        others_marks / nullif(others_all_marks, 0) as others_share
    from beside

)

select
    school_id,
    school_name,
    education_phase,
    code,
    cast(marks as bigint) as marks,
    cast(all_marks as bigint) as all_marks,
    code_share,
    others_share,
    coalesce(
        marks * others_all_marks >= cast($unusual_factor as double) * others_marks * all_marks
        and others_all_marks > 0
        and code_share >= others_share + cast($unusual_points as double) / 100,
        false
    ) as is_unusual
from shares
where list_contains(cast($visible_schools as integer[]), school_id)
order by is_unusual desc, code_share - coalesce(others_share, 0) desc, school_name
