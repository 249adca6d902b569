-- What arriving marks would do to the marks there are, school by school: how many are new,
-- how many say something else, and whether the file holds most of the school's roll.
--
-- grain:   one row per urn
-- rows:    build
-- params: none
-- returns:
--   urn              integer  school that took the registers
--   school_name      varchar  its name
--   new_marks        bigint   marks of sessions that had none
--   changed_marks    bigint   marks that replace another code
--   unchanged_marks  bigint   marks that are there already
--   pupils           bigint   pupils in the file
--   pupils_on_roll   bigint   pupils on roll on the file's last day

with

compared as (

    select
        arriving_marks.urn,
        arriving_marks.school_id,
        arriving_marks.pupil_id,
        arriving_marks.session_date,
        arriving_marks.code as new_code,
        marks.code as old_code
    from arriving_marks
    left join marks
        on arriving_marks.school_id = marks.school_id
        and arriving_marks.pupil_id = marks.pupil_id
        and arriving_marks.session_date = marks.session_date
        and arriving_marks.session = marks.session

),

counted as (

    select
        urn,
        school_id,
        count(*) filter (where old_code is null) as new_marks,
        count(*) filter (where old_code <> new_code) as changed_marks,
        count(*) filter (where old_code = new_code) as unchanged_marks,
        count(distinct pupil_id) as pupils,
        max(session_date) as last_date
    from compared
    group by urn, school_id

),

rolls as (

    select
        counted.urn,
        count(*) as pupils_on_roll
    from counted
    inner join enrolments
        on counted.school_id = enrolments.school_id
        and cast(substr(enrolments.academic_year, 1, 4) as integer)
        = year(counted.last_date) - case when month(counted.last_date) >= 8 then 0 else 1 end
    where
        not enrolments.is_provisional
        and (enrolments.entry_date is null or enrolments.entry_date <= counted.last_date)
        and (enrolments.leaving_date is null or enrolments.leaving_date >= counted.last_date)
    group by counted.urn

)

select
    counted.urn,
    coalesce(schools.school_name, 'School ' || cast(counted.urn as varchar)) as school_name,
    counted.new_marks,
    counted.changed_marks,
    counted.unchanged_marks,
    counted.pupils,
    coalesce(rolls.pupils_on_roll, 0) as pupils_on_roll
from counted
left join rolls on counted.urn = rolls.urn
left join schools on counted.urn = schools.urn
order by counted.urn
