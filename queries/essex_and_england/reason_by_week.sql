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

shares as (

    select
        weeks.area_id,
        weeks.academic_year,
        weeks.week_commencing,
        published_reasons.sessions,
        weeks.possible_sessions,
        published_reasons.sessions / weeks.possible_sessions as share
    from weeks
    inner join trend_files
        on weeks.academic_year = trend_files.academic_year
        and weeks.published = trend_files.weekly_published
        and weeks.week_commencing <= trend_files.data_to
    inner join published_reasons
        on weeks.area_id = published_reasons.area_id
        and weeks.education_phase = published_reasons.education_phase
        and weeks.published = published_reasons.published
        and weeks.week_commencing = published_reasons.week_commencing
    where
        trend_files.release_year = cast($academic_year as varchar)
        and trend_files.release_published = cast($published as date)
        and weeks.area_id in (cast($home_authority as varchar), 'E92000001')
        and weeks.education_phase = cast($education_phase as varchar)
        and weeks.academic_year
        in (cast($academic_year as varchar), cast($compared_year as varchar))
        and published_reasons.area_id in (cast($home_authority as varchar), 'E92000001')
        and published_reasons.period_kind = 'week'
        and published_reasons.code = cast($code as varchar)
        and published_reasons.sessions is not null

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
