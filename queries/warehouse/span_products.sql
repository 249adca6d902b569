-- What the chance in a span of weeks is judged by, beside the squares of schools_by_week at its
-- two ends: a pupil's sessions in it are those so far at its end less those so far before it,
-- and the square of that is both ends' less twice the product of the two, summed here over
-- pupils of all ages.
--
-- grain:   one row per last_week, week_before and school_id
-- rows:    build
-- params: none
-- returns:
--   last_week        date    last week of the span, see named_spans
--   week_before      date    last week before the span
--   school_id        integer see schools
--   pupils_without   bigint  pupils with sessions so far, but none possible in the span
--   possible_by_possible bigint sum of each one's possible sessions at both ends multiplied
--   absent_by_possible bigint the same of missed at one end and possible at the other, both ways
--   absent_by_absent bigint  the same of missed sessions

with

ends as (

    select
        week_commencing,
        school_id,
        pupil_id,
        cast(year_possible_sessions - after_may_possible_sessions as integer) as possible,
        cast(year_absent_sessions - after_may_absent_sessions as integer) as absent
    from pupil_weeks
    where year_possible_sessions > 0

),

spans as (

    select distinct last_week, week_before
    from named_spans
    where week_before is not null

)

select
    spans.last_week,
    spans.week_before,
    newest.school_id,
    count(*) filter (where newest.possible > 0 and newest.possible = before.possible)
        as pupils_without,
    cast(sum(newest.possible * before.possible) as bigint) as possible_by_possible,
    cast(sum(newest.absent * before.possible + newest.possible * before.absent) as bigint)
        as absent_by_possible,
    cast(sum(newest.absent * before.absent) as bigint) as absent_by_absent
from spans
inner join ends as newest on spans.last_week = newest.week_commencing
inner join ends as before
    on spans.week_before = before.week_commencing
    and newest.school_id = before.school_id
    and newest.pupil_id = before.pupil_id
group by spans.last_week, spans.week_before, newest.school_id
order by spans.last_week, spans.week_before, newest.school_id
