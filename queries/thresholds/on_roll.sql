-- How many pupils are on roll on the day, and of them how many are of compulsory school age, which
-- legal lists are about; and whether anything is known of the ten school weeks that unauthorised
-- sessions are counted in.
--
-- grain:   one row
-- rows:    class
-- source:  pupil files and registers of the schools
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   pupils             bigint  pupils on roll; null if fewer than smallest_group
--   of_compulsory_age  bigint  of these of compulsory school age, or of an age not known
--   age_by_year_group  bigint  of those of compulsory age by year group, without a birth date
--   age_not_known      bigint  of those of compulsory age of whom neither is known
--   window_weeks_sent  bigint  of the newest ten weeks of each school that are due, those sent

with

places as (

    select school_id, school_name, urn
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

counted as (

    select
        count(*) as pupils,
        count(*) filter (where is_compulsory) as of_compulsory_age,
        count(*) filter (where is_compulsory and age_source = 'year group') as age_by_year_group,
        count(*) filter (where is_compulsory and age_source is null) as age_not_known
    from (
        select
            enrolments.age_source,
            enrolments.compulsory_from is null
            or cast($as_of as date)
            between enrolments.compulsory_from and enrolments.compulsory_to as is_compulsory
        from enrolments
        inner join places on enrolments.school_id = places.school_id
        where
            enrolments.academic_year = cast($academic_year as varchar)
            and (enrolments.entry_date is null or enrolments.entry_date <= cast($as_of as date))
            and (
                enrolments.leaving_date is null
                or enrolments.leaving_date >= cast($as_of as date)
            )
    ) as on_roll

),

-- The windows of penalty notices.
sent as (

    select count(*) as weeks
    from (
        select school_calendar.is_reported
        from school_calendar
        inner join places on school_calendar.school_id = places.school_id
        where
            school_calendar.is_open
            and school_calendar.is_due
            and school_calendar.week_commencing <= cast($last_week as date)
        qualify
            row_number() over (
                partition by school_calendar.school_id
                order by school_calendar.week_number desc
            ) <= 10
    ) as newest
    where is_reported

)

select
    case when pupils >= cast($smallest_group as integer) then pupils end as pupils,
    case when pupils >= cast($smallest_group as integer) then of_compulsory_age end
        as of_compulsory_age,
    case when pupils >= cast($smallest_group as integer) then age_by_year_group end
        as age_by_year_group,
    case when pupils >= cast($smallest_group as integer) then age_not_known end as age_not_known,
    sent.weeks as window_weeks_sent
from counted
cross join sent
where pupils > 0
