-- Whether the pupils discussed at a school's last meeting miss less since, beside similar pupils
-- who were not discussed: of the same school, the same key stage and the same band of what they
-- missed before the meeting. Those who missed most before a meeting miss less after it on average
-- whatever is done (regression to the mean), so the one count says nothing without the other.
--
-- grain:   one row per who
-- rows:    pupil
-- denominator: possible sessions of the pupils compared in the weeks before and after
-- source:  registers and pupil files of the school; pupils discussed as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   school_id        integer    the school
--   discussed_people varchar[]  person_key of each pupil discussed at the meeting
--   discussed_on     date       day of the meeting
--   absence_bands    double[]   the least share missed of each band, 0 to 1
--   fewest_change_sessions integer  fewest possible sessions on both sides that are compared
--   since_meeting_points double  points from which on a pupil misses less or more
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   who                    varchar  discussed or similar
--   pupils                 bigint   pupils of the school's registers of the year
--   compared               bigint   of these with enough possible sessions on both sides
--   miss_less              bigint   of those compared
--   no_clear_change        bigint   of those compared
--   miss_more              bigint   of those compared
--   before_absent_sessions bigint   sessions that those compared missed in the weeks before
--   before_possible_sessions bigint possible sessions of them
--   before_absence_rate    double   missed / possible sessions of them, 0 to 1
--   after_absent_sessions  bigint   sessions that those compared missed in the weeks after
--   after_possible_sessions bigint  possible sessions of them
--   after_absence_rate     double   missed / possible sessions of them, 0 to 1
--   change_points          double   share missed after less before, points
--   matched                bigint   discussed pupils with any similar pupil; null of the similar
--   expected_less          double   of the matched, who would miss less as often as those alike do
--   school_weeks           bigint   school weeks on each side
--   before_first_week      date     Monday of the first week before
--   before_last_week       date     Monday of the last week before
--   after_first_week       date     Monday of the first week after
--   after_last_week        date     Monday of the last week after

with

weeks as (

    select
        week_commencing,
        is_after,
        least(
            count(*) filter (where is_after) over (),
            count(*) filter (where not is_after) over ()
        ) as weeks_each,
        row_number() over (partition by is_after order by week_commencing desc) as weeks_back
    from (
        select
            week_commencing,
            week_commencing > cast($discussed_on as date) as is_after
        from school_calendar
        where
            school_id = cast($school_id as integer)
            and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
            and is_open
            and is_reported
            and week_commencing <= cast($last_week as date)
            and week_commencing > cast(cast($discussed_on as date) - interval 1 year as date)
            and (
                week_commencing > cast($discussed_on as date)
                or week_commencing <= cast(cast($discussed_on as date) - interval 7 day as date)
            )
    ) as around

),

compared_weeks as (

    select
        week_commencing,
        is_after,
        weeks_each
    from weeks
    where weeks_back <= weeks_each

),

span as (

    select
        count(*) filter (where is_after) as school_weeks,
        min(week_commencing) filter (where not is_after) as before_first_week,
        max(week_commencing) filter (where not is_after) as before_last_week,
        min(week_commencing) filter (where is_after) as after_first_week,
        max(week_commencing) filter (where is_after) as after_last_week
    from compared_weeks
    having count(*) > 0

),

bands as (

    select
        cast(band_from as decimal(5, 4)) as band_from,
        cast(lead(band_from) over (order by band_from) as decimal(5, 4)) as band_to
    from (select unnest(cast($absence_bands as double[])) as band_from) as given

),

sides as (

    select
        pupil_weeks.pupil_id,
        sum(pupil_weeks.possible_sessions) filter (where not compared_weeks.is_after)
            as before_possible,
        sum(pupil_weeks.authorised_sessions + pupil_weeks.unauthorised_sessions)
            filter (where not compared_weeks.is_after) as before_absent,
        sum(pupil_weeks.possible_sessions) filter (where compared_weeks.is_after)
            as after_possible,
        sum(pupil_weeks.authorised_sessions + pupil_weeks.unauthorised_sessions)
            filter (where compared_weeks.is_after) as after_absent
    from pupil_weeks
    inner join compared_weeks on pupil_weeks.week_commencing = compared_weeks.week_commencing
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing <= cast($last_week as date)
        and pupil_weeks.week_commencing
        > cast(cast($discussed_on as date) - interval 1 year as date)
    group by pupil_weeks.pupil_id

),

enrolled as (

    select
        enrolments.pupil_id,
        list_contains(cast($discussed_people as varchar[]), people.person_key) as is_discussed,
        case
            when enrolments.year_group <= 0 then 0
            when enrolments.year_group <= 2 then 1
            when enrolments.year_group <= 6 then 2
            when enrolments.year_group <= 9 then 3
            when enrolments.year_group <= 11 then 4
            when enrolments.year_group is not null then 5
            else -1
        end as key_stage,
        sides.before_possible,
        sides.before_absent,
        sides.after_possible,
        sides.after_absent,
        coalesce(
            sides.before_possible >= cast($fewest_change_sessions as integer)
            and sides.after_possible >= cast($fewest_change_sessions as integer),
            false
        ) as is_compared
    from enrolments
    inner join people on enrolments.pupil_id = people.pupil_id
    left join sides on enrolments.pupil_id = sides.pupil_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        and enrolments.school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))

),

judged as (

    select
        enrolled.*,
        bands.band_from,
        -- In whole numbers, which are exact at the bounds.
        100 * (before_absent * after_possible - after_absent * before_possible)
        >= cast(cast($since_meeting_points as double) as decimal(5, 2))
        * before_possible * after_possible as is_less,
        100 * (after_absent * before_possible - before_absent * after_possible)
        >= cast(cast($since_meeting_points as double) as decimal(5, 2))
        * before_possible * after_possible as is_more
    from enrolled
    inner join bands
        on enrolled.before_absent >= bands.band_from * enrolled.before_possible
        and (
            bands.band_to is null
            or enrolled.before_absent < bands.band_to * enrolled.before_possible
        )
    where enrolled.is_compared

),

alike as (

    select
        judged.*,
        count(*) filter (where is_discussed) over same as discussed_alike,
        count(*) filter (where not is_discussed) over same as similar_alike,
        count(*) filter (where not is_discussed and is_less) over same as similar_less
    from judged
    window same as (partition by key_stage, band_from)

),

counted as (

    select
        case when is_discussed then 'discussed' else 'similar' end as who,
        count(*) as compared,
        count(*) filter (where is_less) as miss_less,
        count(*) filter (where is_more) as miss_more,
        sum(before_absent) as before_absent,
        sum(before_possible) as before_possible,
        sum(after_absent) as after_absent,
        sum(after_possible) as after_possible,
        count(*) filter (where is_discussed and similar_alike > 0) as matched,
        sum(case when is_discussed and similar_alike > 0 then similar_less / similar_alike end)
            as expected_less
    from alike
    where is_discussed or discussed_alike > 0
    group by is_discussed

),

groups as (

    select
        'discussed' as who,
        count(*) as pupils
    from enrolled
    where is_discussed
    union all
    select
        'similar' as who,
        count(*) as pupils
    from alike
    where not is_discussed and discussed_alike > 0

)

select
    groups.who,
    groups.pupils,
    coalesce(counted.compared, 0) as compared,
    coalesce(counted.miss_less, 0) as miss_less,
    coalesce(counted.compared - counted.miss_less - counted.miss_more, 0) as no_clear_change,
    coalesce(counted.miss_more, 0) as miss_more,
    cast(coalesce(counted.before_absent, 0) as bigint) as before_absent_sessions,
    cast(coalesce(counted.before_possible, 0) as bigint) as before_possible_sessions,
    counted.before_absent / counted.before_possible as before_absence_rate,
    cast(coalesce(counted.after_absent, 0) as bigint) as after_absent_sessions,
    cast(coalesce(counted.after_possible, 0) as bigint) as after_possible_sessions,
    counted.after_absent / counted.after_possible as after_absence_rate,
    100 * (
        counted.after_absent / counted.after_possible
        - counted.before_absent / counted.before_possible
    ) as change_points,
    case when groups.who = 'discussed' then coalesce(counted.matched, 0) end as matched,
    counted.expected_less,
    span.school_weeks,
    span.before_first_week,
    span.before_last_week,
    span.after_first_week,
    span.after_last_week
from groups
cross join span
left join counted on groups.who = counted.who
where list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
order by groups.who
