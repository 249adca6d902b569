-- The attendance gap to England split by reason: each code's part is minus the difference of
-- its shares of possible sessions, so that the parts sum to the gap exactly.
--
-- grain: one row per code
-- rows: published
-- denominator: possible sessions of the year so far
-- source: DfE, Pupil attendance in schools, year-to-date files
-- params:
--   home_authority   varchar  authority, three-digit code
--   academic_year    varchar  such as 2024/25
--   published        date     publication date of the release
--   education_phase  varchar  Primary, Secondary, Special; Total since 2025/26
-- returns:
--   code                      varchar register code, or "not published"
--   description               varchar what the code means
--   category                  varchar authorised absence or unauthorised absence
--   home_sessions             double  sessions with the code, authority
--   home_possible_sessions    double  sessions expected, authority
--   home_share                double  home_sessions / home_possible_sessions, 0 to 1
--   england_sessions          double  sessions with the code, England
--   england_possible_sessions double  sessions expected, England
--   england_share             double  england_sessions / england_possible_sessions, 0 to 1
--   gap_points                double  part of the gap, points; negative lowers attendance

with

totals as (

    select
        area_id,
        published,
        academic_year,
        education_phase,
        possible_sessions
    from published_attendance
    where
        area_id in (cast($home_authority as varchar), 'E92000001')
        and education_phase = cast($education_phase as varchar)
        and period_kind = 'year to date'
        and academic_year = cast($academic_year as varchar)
        and published = cast($published as date)
        and possible_sessions > 0

),

absences as (

    select
        area_id,
        code,
        category,
        sessions
    from published_reasons
    where
        area_id in (cast($home_authority as varchar), 'E92000001')
        and education_phase = cast($education_phase as varchar)
        and period_kind = 'year to date'
        and academic_year = cast($academic_year as varchar)
        and published = cast($published as date)
        and category in ('authorised absence', 'unauthorised absence')
        and sessions is not null

),

codes as (

    select distinct code, category
    from absences

)

select
    codes.code,
    coalesce(attendance_codes.description, 'Reason not published') as description,
    codes.category,
    coalesce(home.sessions, 0) as home_sessions,
    home_total.possible_sessions as home_possible_sessions,
    coalesce(home.sessions, 0) / home_total.possible_sessions as home_share,
    coalesce(england.sessions, 0) as england_sessions,
    england_total.possible_sessions as england_possible_sessions,
    coalesce(england.sessions, 0) / england_total.possible_sessions as england_share,
    100 * (
        coalesce(england.sessions, 0) / england_total.possible_sessions
        - coalesce(home.sessions, 0) / home_total.possible_sessions
    ) as gap_points
from codes
inner join totals as home_total
    on home_total.area_id = cast($home_authority as varchar)
inner join totals as england_total
    on england_total.area_id = 'E92000001'
left join absences as home
    on codes.code = home.code
    and codes.category = home.category
    and home.area_id = cast($home_authority as varchar)
left join absences as england
    on codes.code = england.code
    and codes.category = england.category
    and england.area_id = 'E92000001'
left join attendance_codes
    on codes.code = attendance_codes.code
order by gap_points, codes.code
