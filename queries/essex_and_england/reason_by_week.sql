-- One reason's share of possible sessions week by week, the authority beside England, for a
-- year and one before it.
--
-- grain: one row per academic_year and week_commencing
-- rows: published
-- denominator: possible sessions of the week
-- source: DfE, Pupil attendance in schools, weekly file that goes with the release
-- params:
--   home_authority   varchar  authority, three-digit code
--   academic_year    varchar  such as 2024/25
--   published        date     publication date of the release
--   education_phase  varchar  Primary, Secondary, Special or Total
--   code             varchar  register code, such as I
--   compared_year    varchar  year to set beside it, or null for none
-- returns:
--   academic_year           varchar such as 2024/25
--   week_commencing         date    Monday
--   shown_week              date    the same week of the school year in the chosen year
--   home_sessions           double  sessions with the code, authority
--   home_possible_sessions  double  sessions expected, authority
--   home_share              double  home_sessions / home_possible_sessions, 0 to 1
--   england_share           double  share in England, 0 to 1, or null

with

files as (

    select
        academic_year,
        weekly_published as published,
        data_to
    from releases
    where
        academic_year = cast($academic_year as varchar)
        and published = cast($published as date)
    union all
    select
        academic_year,
        max(weekly_published) as published,
        max(data_to) as data_to
    from releases
    where
        academic_year = cast($compared_year as varchar)
        and academic_year <> cast($academic_year as varchar)
    group by academic_year

),

shares as (

    select
        published_reasons.area_id,
        published_reasons.academic_year,
        published_reasons.week_commencing,
        published_reasons.sessions,
        published_attendance.possible_sessions,
        published_reasons.sessions / published_attendance.possible_sessions as share
    from published_reasons
    inner join files
        on published_reasons.academic_year = files.academic_year
        and published_reasons.published = files.published
    inner join published_attendance
        on published_reasons.area_id = published_attendance.area_id
        and published_reasons.education_phase = published_attendance.education_phase
        and published_reasons.period_kind = published_attendance.period_kind
        and published_reasons.published = published_attendance.published
        and published_reasons.week_commencing = published_attendance.week_commencing
    where
        published_reasons.period_kind = 'week'
        and published_reasons.education_phase = cast($education_phase as varchar)
        and published_reasons.code = cast($code as varchar)
        and published_reasons.area_id in (cast($home_authority as varchar), 'E92000001')
        and published_reasons.week_commencing <= files.data_to
        and published_reasons.sessions is not null
        and published_attendance.area_id in (cast($home_authority as varchar), 'E92000001')
        and published_attendance.possible_sessions > 0

)

select
    home.academic_year,
    home.week_commencing,
    cast(
        home.week_commencing + interval 364 day * (
            cast(substr(cast($academic_year as varchar), 1, 4) as integer)
            - cast(substr(home.academic_year, 1, 4) as integer)
        )
        as date
    ) as shown_week,
    home.sessions as home_sessions,
    home.possible_sessions as home_possible_sessions,
    home.share as home_share,
    england.share as england_share
from shares as home
left join shares as england
    on home.academic_year = england.academic_year
    and home.week_commencing = england.week_commencing
    and england.area_id = 'E92000001'
where home.area_id = cast($home_authority as varchar)
order by home.academic_year, home.week_commencing
