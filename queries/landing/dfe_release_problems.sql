-- What is wrong with a DfE release file, each problem at its first line. The file's cells
-- stand in staged_lines as text, with their line; its rows in dfe_rows and code_totals.
--
-- grain:   one row per problem found
-- rows:    build
-- params: none
-- returns:
--   problem    varchar  key of the problem, worded by the importer
--   line       bigint   line in the file, or null where the file as a whole is meant
--   place      varchar  area and phase, or column, that is meant
--   found      varchar  what stands there
--   others     bigint   further lines with the same problem

with

measure_cells as (

    select
        line,
        column_name,
        trim(cell) as cell
    from staged_cells
    where
        column_name in (
            select field from dfe_columns where field not in (
                'time_period', 'time_identifier', 'geographic_level', 'region_code',
                'region_name', 'la_name', 'old_la_code', 'attendance_date', 'education_phase'
            )
        )
        or column_name like 'reason\_%' escape '\'
        or column_name like '%\_perc' escape '\'

),

placed_rows as (

    select
        dfe_rows.*,
        coalesce(area_name, 'no area') || ', ' || coalesce(education_phase, 'no phase')
        || case
            when attendance_date is not null then ', ' || cast(attendance_date as varchar)
            when week_commencing is not null then ', week of ' || cast(week_commencing as varchar)
            else ''
        end as place
    from dfe_rows

),

first_values as (

    select
        line,
        period_kind,
        academic_year,
        first_value(period_kind ignore nulls) over (order by line) as first_kind,
        first_value(academic_year ignore nulls) over (order by line) as first_year
    from dfe_rows

),

category_totals as (

    select line, 'present' as category, present_sessions as sessions
    from placed_rows
    union all
    select line, 'approved educational activity', educational_activity_sessions
    from placed_rows
    union all
    select line, 'authorised absence', authorised_absence_sessions
    from placed_rows
    union all
    select line, 'unauthorised absence', unauthorised_absence_sessions
    from placed_rows

),

coded_totals as (

    select line, category, sum(sessions) as sessions
    from coded_sessions
    group by line, category

),

problems as (

    select 'not a number' as problem, line, column_name as place, cell as found
    from measure_cells
    where
        cell <> ''
        and lower(cell) not in (select lower(symbol) from dfe_symbols)
        and (
            try_cast(cell as double) is null
            or not isfinite(try_cast(cell as double))
        )

    union all

    select 'negative', line, column_name, cell
    from measure_cells
    where try_cast(cell as double) < 0 and column_name not like '%\_perc' escape '\'

    union all

    select 'rate out of range', line, column_name, cell
    from measure_cells
    where
        column_name like '%\_perc' escape '\'
        and isfinite(try_cast(cell as double))
        and try_cast(cell as double) not between 0 and 100

    union all

    select 'unknown level', line, 'geographic_level', coalesce(geographic_level, '')
    from landed_dfe_rows
    where
        geographic_level is null
        or lower(geographic_level) not in ('national', 'regional', 'local authority')

    union all

    select 'unknown phase', line, 'education_phase', coalesce(education_phase, '')
    from landed_dfe_rows
    where
        education_phase is null
        or lower(education_phase) not in (select lower(label) from dfe_phases)

    union all

    select 'unknown period', landed_dfe_rows.line, 'time_period and time_identifier',
        coalesce(time_period, '') || ' ' || coalesce(time_identifier, '')
    from landed_dfe_rows
    inner join dfe_rows on landed_dfe_rows.line = dfe_rows.line
    where
        dfe_rows.period_kind is null
        or (
            dfe_rows.period_kind in ('week', 'day')
            and dfe_rows.week_commencing is null
        )
        or (
            dfe_rows.period_kind not in ('week', 'day')
            and (
                dfe_rows.academic_year is null
                or try_cast(substr(time_period, 5, 2) as integer)
                <> (try_cast(substr(time_period, 3, 2) as integer) + 1) % 100
            )
        )

    union all

    select 'date outside its week', landed_dfe_rows.line, 'attendance_date',
        landed_dfe_rows.attendance_date
    from landed_dfe_rows
    inner join dfe_rows on landed_dfe_rows.line = dfe_rows.line
    where
        dfe_rows.period_kind = 'day'
        and (
            dfe_rows.attendance_date is null
            or dfe_rows.attendance_date not between dfe_rows.week_commencing
            and dfe_rows.week_commencing + interval 6 day
        )

    union all

    select 'no area', line, 'region_code and la_name', geographic_level
    from dfe_rows
    where
        geographic_level in ('National', 'Regional', 'Local authority')
        and (coalesce(area_id, '') = '' or coalesce(area_name, '') = '')

    union all

    select 'several kinds', line, 'time_identifier', first_kind || ' and ' || period_kind
    from first_values
    where period_kind <> first_kind

    union all

    select 'several years', line, 'time_period', first_year || ' and ' || academic_year
    from first_values
    where academic_year <> first_year

    union all

    select 'total missing', line, place,
        'possible ' || coalesce(format('{:.0f}', possible_sessions), 'no number')
        || ', attended ' || coalesce(format('{:.0f}', attended_sessions), 'no number')
        || ', absent ' || coalesce(format('{:.0f}', absent_sessions), 'no number')
    from placed_rows
    where
        (possible_sessions is null) <> (attended_sessions is null)
        or (possible_sessions is null) <> (absent_sessions is null)
        or (absent_sessions is null) <> (authorised_absence_sessions is null)
        or (absent_sessions is null) <> (unauthorised_absence_sessions is null)

    union all

    select 'present and activity', line, place,
        format(
            '{:.0f} + {:.0f} is not {:.0f}',
            present_sessions, educational_activity_sessions, attended_sessions
        )
    from placed_rows
    where abs(present_sessions + educational_activity_sessions - attended_sessions) > 0.5

    union all

    select 'attendance and absence', line, place,
        format(
            '{:.0f} + {:.0f} is not {:.0f}', attended_sessions, absent_sessions, possible_sessions
        )
    from placed_rows
    where abs(attended_sessions + absent_sessions - possible_sessions) > 0.5

    union all

    select 'authorised and unauthorised', line, place,
        format(
            '{:.0f} + {:.0f} is not {:.0f}',
            authorised_absence_sessions, unauthorised_absence_sessions, absent_sessions
        )
    from placed_rows
    where
        abs(authorised_absence_sessions + unauthorised_absence_sessions - absent_sessions) > 0.5

    union all

    select 'more by code than in all', placed_rows.line, placed_rows.place,
        format(
            '{}: {:.0f} by code, {:.0f} in all',
            coded_totals.category, coded_totals.sessions, category_totals.sessions
        )
    from placed_rows
    inner join coded_totals
        on placed_rows.line = coded_totals.line
    inner join category_totals
        on coded_totals.line = category_totals.line
        and coded_totals.category = category_totals.category
    where coded_totals.sessions > category_totals.sessions + 0.5

    union all

    select 'rate and counts', line, place,
        format(
            '{:.2f} printed, {:.2f} by the counts',
            100 * published_attendance_rate, 100 * attended_sessions / possible_sessions
        )
    from placed_rows
    where
        education_phase <> 'Total'
        and abs(published_attendance_rate - attended_sessions / possible_sessions) > 0.001

    union all

    select 'twice', max(line), min(place), 'also on line ' || cast(min(line) as varchar)
    from placed_rows
    where area_id is not null
    group by area_id, education_phase, week_commencing, attendance_date
    having count(*) > 1

    union all

    select 'no row for England', cast(null as bigint), education_phase, min(period_kind)
    from dfe_rows
    where education_phase is not null
    group by education_phase
    having count(*) filter (where area_id = 'E92000001' and possible_sessions > 0) = 0

    union all

    select 'no row for England', cast(null as bigint), expected.education_phase, 'no row at all'
    from (select distinct education_phase from dfe_phases) as expected
    where
        expected.education_phase <> 'Total'
        and expected.education_phase not in (
            select education_phase from dfe_rows where education_phase is not null
        )

)

select
    problem,
    line,
    place,
    found,
    count(*) over (partition by problem) - 1 as others
from problems
qualify row_number() over (partition by problem order by line, place) = 1
order by
    line,
    problem in (
        'present and activity', 'attendance and absence', 'authorised and unauthorised',
        'more by code than in all', 'rate and counts', 'total missing'
    ),
    problem
