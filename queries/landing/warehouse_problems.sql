-- What does not add up in a warehouse that was just built: nothing, if all is well.
--
-- grain:   one row per kind of problem found
-- rows:    build
-- params: none
-- returns:
--   problem   varchar  what is wrong
--   found     bigint   how many rows it concerns

with

code_totals as (

    select
        area_id, education_phase, period_kind, academic_year, published,
        week_commencing, attendance_date,
        sum(sessions) filter (
            where category in ('present', 'approved educational activity')
        ) as attended_sessions,
        sum(sessions) filter (
            where category in ('authorised absence', 'unauthorised absence')
        ) as absent_sessions
    from published_reasons
    group by
        area_id, education_phase, period_kind, academic_year, published,
        week_commencing, attendance_date

),

problems as (

    select 'codes do not sum to the published totals' as problem, count(*) as found
    from published_attendance
    left join code_totals
        on published_attendance.area_id = code_totals.area_id
        and published_attendance.education_phase = code_totals.education_phase
        and published_attendance.period_kind = code_totals.period_kind
        and published_attendance.academic_year = code_totals.academic_year
        and published_attendance.published = code_totals.published
        and published_attendance.week_commencing
        is not distinct from code_totals.week_commencing
        and published_attendance.attendance_date
        is not distinct from code_totals.attendance_date
    where
        published_attendance.possible_sessions is not null
        and (
            abs(code_totals.attended_sessions - published_attendance.attended_sessions) > 0.5
            or abs(code_totals.absent_sessions - published_attendance.absent_sessions) > 0.5
            or code_totals.area_id is null
        )

    union all

    select 'rows stand twice', count(*)
    from (
        select 1
        from published_attendance
        group by
            area_id, education_phase, period_kind, academic_year, published,
            week_commencing, attendance_date
        having count(*) > 1
    ) as doubles

    union all

    select 'loads without a row', count(*)
    from loads
    left join published_attendance
        on loads.published = published_attendance.published
        and loads.kind = published_attendance.period_kind
    where published_attendance.published is null and loads.source <> 'county'

)

select problem, found
from problems
where found > 0
