-- England's attendance week by week as the county's own marks are set beside it: of the newest
-- weekly file that has the week, and of the file that goes with the newest release of the year,
-- up to the last day of that.
--
-- grain:   one row per academic_year, education_phase, week_commencing and published
-- rows:    build
-- params: none
-- returns:
--   academic_year      varchar  such as 2024/25
--   education_phase    varchar  Primary, Secondary, Special or Total
--   week_commencing    date     Monday
--   published          date     publication date of the weekly file
--   attended_sessions  double   sessions attended
--   possible_sessions  double   sessions that pupils were expected to attend
--   attendance_rate    double   attended / possible sessions, 0 to 1; for Total as printed
--   is_newest          boolean  of the newest weekly file that has the week
--   is_of_release      boolean  of the file of the year's newest release, within it

with

england as (

    select
        *,
        row_number() over (
            partition by education_phase, week_commencing
            order by published desc
        ) as place
    from weeks
    where area_id = 'E92000001'

),

newest_releases as (

    select
        academic_year,
        weekly_published,
        data_to,
        row_number() over (partition by academic_year order by published desc) as place
    from releases

)

select
    england.academic_year,
    england.education_phase,
    england.week_commencing,
    england.published,
    england.attended_sessions,
    england.possible_sessions,
    england.attendance_rate,
    england.place = 1 as is_newest,
    newest_releases.weekly_published is not null as is_of_release
from england
left join newest_releases
    on england.academic_year = newest_releases.academic_year
    and england.published = newest_releases.weekly_published
    and england.week_commencing <= newest_releases.data_to
    and newest_releases.place = 1
where england.place = 1 or newest_releases.weekly_published is not null
order by
    england.academic_year, england.education_phase, england.week_commencing, england.published
