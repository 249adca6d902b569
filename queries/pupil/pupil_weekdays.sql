-- On which weekdays the pupil is away in spells of up to two days, in the year so far. Days are
-- counted that lie in spells of at most two days, for long ones hold every weekday. A weekday
-- stands out if it has so many more of these days than its share of the pupil's school days that
-- it is unlikely to be chance (the nearest half day is taken off for small numbers).
--
-- grain:   one row per day_of_week
-- rows:    pupil
-- denominator: days with a possible session of the pupil in the schools that the viewer sees
-- source:  registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   year_first_day        date     first day of the academic year
--   last_week             date     Monday of the last week
--   weekday_spell_sessions integer  longest spell that tells of weekdays, in sessions
--   sure_limit            double   standard errors beyond which chance is unlikely
--   visible_schools       integer[] schools that the viewer may see
-- returns:
--   day_of_week     bigint   1 Monday to 5 Friday
--   short_days      bigint   days missed, whole or half, in short spells
--   expected_days   double   short days if they fell on weekdays as possible days do
--   stands_out      boolean  more than chance would make

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

days as (

    select
        marks.school_id,
        marks.session_date,
        count(*) filter (where not register_codes.is_attending) as missed_sessions
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    inner join register_codes
        on marks.code = register_codes.code
        and register_codes.is_possible
    where
        marks.session_date >= cast($year_first_day as date)
        and marks.session_date
        < cast(cast($year_first_day as date) + interval 1 year as date)
        and marks.session_date < cast(cast($last_week as date) + interval 7 day as date)
    group by marks.school_id, marks.session_date

),

-- By what was missed in them of these days: a spell may go on from the year before, or later.
short_spells as (

    select absence_spells.school_id, absence_spells.first_date, absence_spells.last_date
    from absence_spells
    inner join own
        on absence_spells.school_id = own.school_id
        and absence_spells.pupil_id = own.pupil_id
    inner join days
        on absence_spells.school_id = days.school_id
        and days.session_date between absence_spells.first_date and absence_spells.last_date
    group by absence_spells.school_id, absence_spells.first_date, absence_spells.last_date
    having sum(days.missed_sessions) <= cast($weekday_spell_sessions as integer)

),

by_weekday as (

    select
        date_diff('day', cast(date_trunc('week', days.session_date) as date), days.session_date) + 1
            as day_of_week,
        count(*) as possible_days,
        count(*) filter (
            where days.missed_sessions > 0 and short_spells.school_id is not null
        ) as short_days
    from days
    left join short_spells
        on days.school_id = short_spells.school_id
        and days.session_date between short_spells.first_date and short_spells.last_date
    group by day_of_week

),

expected as (

    select
        by_weekday.*,
        sum(short_days) over () as all_short,
        possible_days / sum(possible_days) over () as day_share
    from by_weekday
    where day_of_week <= 5

)

select
    day_of_week,
    short_days,
    cast(all_short * day_share as double) as expected_days,
    short_days - 0.5 - all_short * day_share
    > cast($sure_limit as double) * sqrt(all_short * day_share * (1 - day_share))
    and short_days > 0 as stands_out
from expected
order by day_of_week
