-- Sessions by register code, as rows. What DfE counts in a category but does not publish
-- by code (F, the old extended holiday) stands in a row "not published", so that the codes
-- of a category always sum to DfE's own total.
--
-- grain:   one row per row of published_attendance and code
-- rows:    build
-- params: none
-- returns:
--   area_id            varchar  see areas
--   education_phase    varchar  Primary, Secondary, Special or Total
--   period_kind        varchar  year to date, week, day, autumn term, spring term or summer term
--   academic_year      varchar  such as 2024/25
--   published          date     publication date of the release
--   week_commencing    date     Monday, for weeks and days
--   attendance_date    date     for days
--   code               varchar  register code, or "not published"
--   category           varchar  DfE's category of the code
--   sessions           double   sessions with the code, null where DfE prints a symbol
--   symbol             varchar  DfE's symbol where there is no number

with

category_totals as (

    select load_id, line, 'present' as category, present_sessions as sessions
    from dfe_rows
    union all
    select load_id, line, 'approved educational activity', educational_activity_sessions
    from dfe_rows
    union all
    select load_id, line, 'authorised absence', authorised_absence_sessions
    from dfe_rows
    union all
    select load_id, line, 'unauthorised absence', unauthorised_absence_sessions
    from dfe_rows

),

coded_totals as (

    select load_id, line, category, sum(sessions) as sessions
    from coded_sessions
    group by load_id, line, category

),

all_sessions as (

    select load_id, line, code, category, sessions, symbol
    from coded_sessions
    union all
    select
        category_totals.load_id,
        category_totals.line,
        'not published' as code,
        category_totals.category,
        category_totals.sessions - coalesce(coded_totals.sessions, 0) as sessions,
        null as symbol
    from category_totals
    left join coded_totals
        on category_totals.load_id = coded_totals.load_id
        and category_totals.line = coded_totals.line
        and category_totals.category = coded_totals.category
    where category_totals.sessions <> coalesce(coded_totals.sessions, 0)

)

select
    dfe_rows.area_id,
    dfe_rows.education_phase,
    dfe_rows.period_kind,
    dfe_rows.academic_year,
    dfe_rows.published,
    dfe_rows.week_commencing,
    dfe_rows.attendance_date,
    all_sessions.code,
    all_sessions.category,
    all_sessions.sessions,
    all_sessions.symbol
from all_sessions
inner join dfe_rows
    on all_sessions.load_id = dfe_rows.load_id
    and all_sessions.line = dfe_rows.line
order by
    dfe_rows.area_id,
    dfe_rows.education_phase,
    dfe_rows.period_kind,
    dfe_rows.published,
    dfe_rows.week_commencing,
    dfe_rows.attendance_date,
    all_sessions.code
