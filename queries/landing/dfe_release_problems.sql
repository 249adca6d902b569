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

category_totals as (

    select load_id, line, category, sum(sessions) as sessions
    from coded_sessions
    group by load_id, line, category

),

problems as (

    select 'not a number' as problem, line, column_name as place, cell as found
    from measure_cells
    where
        cell <> ''
        and cell not in (select symbol from dfe_symbols)
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
        or geographic_level not in ('National', 'Regional', 'Local authority')

    union all

    select 'unknown phase', line, 'education_phase', coalesce(education_phase, '')
    from landed_dfe_rows
    where
        education_phase is null
        or education_phase not in (select label from dfe_phases)

    union all

    select 'unknown period', landed_dfe_rows.line, 'time_period and time_identifier',
        coalesce(time_period, '') || ' ' || coalesce(time_identifier, '')
    from landed_dfe_rows
    inner join dfe_rows on landed_dfe_rows.line = dfe_rows.line
    where
        dfe_rows.period_kind is null
        or (
            dfe_rows.period_kind in ('week', 'day')
            and (
                dfe_rows.week_commencing is null
                or length(time_period) <> 4
                or try_cast(trim(replace(lower(time_identifier), 'week', '')) as integer)
                not between 1 and 53
            )
        )
        or (
            dfe_rows.period_kind not in ('week', 'day')
            and (
                length(time_period) <> 6
                or try_cast(time_period as integer) is null
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
    where coalesce(area_id, '') = '' or coalesce(area_name, '') = ''

    union all

    select 'several kinds', min(line), 'time_identifier', min(period_kind) || ' and ' || max(period_kind)
    from dfe_rows
    having count(distinct period_kind) > 1

    union all

    select 'several years', min(line), 'time_period', min(academic_year) || ' and ' || max(academic_year)
    from dfe_rows
    having count(distinct academic_year) > 1

    union all

    select 'total missing', line, place,
        'possible ' || coalesce(cast(possible_sessions as varchar), 'empty')
        || ', attended ' || coalesce(cast(attended_sessions as varchar), 'empty')
        || ', absent ' || coalesce(cast(absent_sessions as varchar), 'empty')
    from placed_rows
    where
        (possible_sessions is null) <> (attended_sessions is null)
        or (possible_sessions is null) <> (absent_sessions is null)
        or (absent_sessions is null) <> (authorised_absence_sessions is null)
        or (absent_sessions is null) <> (unauthorised_absence_sessions is null)

    union all

    select 'attendance and absence', line, place,
        cast(cast(attended_sessions as bigint) as varchar) || ' + '
        || cast(cast(absent_sessions as bigint) as varchar) || ' is not '
        || cast(cast(possible_sessions as bigint) as varchar)
    from placed_rows
    where abs(attended_sessions + absent_sessions - possible_sessions) > 0.5

    union all

    select 'authorised and unauthorised', line, place,
        cast(cast(authorised_absence_sessions as bigint) as varchar) || ' + '
        || cast(cast(unauthorised_absence_sessions as bigint) as varchar) || ' is not '
        || cast(cast(absent_sessions as bigint) as varchar)
    from placed_rows
    where
        abs(authorised_absence_sessions + unauthorised_absence_sessions - absent_sessions) > 0.5

    union all

    select 'more by code than in all', placed_rows.line, placed_rows.place,
        cast(cast(category_totals.sessions as bigint) as varchar) || ' '
        || category_totals.category || ' by code'
    from placed_rows
    inner join category_totals
        on placed_rows.line = category_totals.line
    where
        (
            category_totals.category = 'authorised absence'
            and category_totals.sessions > placed_rows.authorised_absence_sessions + 0.5
        )
        or (
            category_totals.category = 'unauthorised absence'
            and category_totals.sessions > placed_rows.unauthorised_absence_sessions + 0.5
        )

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
order by line, problem
