-- Classes to praise: those whose pupils attended nearly every session of the chosen weeks, and
-- those whose attendance of this half term is much better than that of the half term before.
-- Pupils of all ages, those on roll now.
--
-- grain:   one row per school_id, year_group and class
-- rows:    class
-- denominator: possible sessions of the pupils of the class in the chosen weeks, and in each half term
-- source:  registers of the schools
-- params:
--   academic_year    varchar    such as 2024/25
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   previous_week    date       Monday of the last week of the half term before, or null
--   earlier_week     date       Monday of the last week of the one before that, or null
--   school_id        integer    the school
--   year_group       varchar    such as Year 7, or null for all
--   class_name       varchar    class or tutor group, or null for all
--   fewest_change_sessions integer fewest possible sessions of a pupil on average, to be told of
--   celebrated_class_rate double attendance from which on it is high, 0 to 1
--   improved_class_points double points of attendance from which on it is much improved
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id             integer  number of the school
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group
--   celebrated_for        varchar  high attendance, much improved, or both
--   pupils                bigint   pupils with possible sessions in the chosen weeks
--   possible_sessions     bigint   their possible sessions
--   attended_sessions     bigint   sessions attended of these
--   attendance_rate       double   attended_sessions / possible_sessions, 0 to 1
--   half_term_rate        double   attendance of this half term so far, 0 to 1, or null
--   half_term_before_rate double   attendance of the half term before, 0 to 1, or null
--   better_points         double   this half term minus the one before, points, or null
--   classes               bigint   classes of the whole

with

places as (

    select school_id, school_name
    from schools
    where
        is_current
        and school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

-- Nobody, and nothing read, where the filter is not set.
of_class as (

    select school_id, pupil_id
    from enrolments
    where
        coalesce(cast($year_group as varchar), cast($class_name as varchar)) is not null
        and academic_year = cast($academic_year as varchar)
        and (cast($class_name as varchar) is null or class = cast($class_name as varchar))
        and (
            cast($year_group as varchar) is null
            or year_group_words = cast($year_group as varchar)
        )

),

left_before as (

    select school_id, pupil_id
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and school_id = cast($school_id as integer)
        and leaving_date < cast($as_of as date)

),

moments as (

    select
        cast($last_week as date) as last_week,
        max(before.week_commencing) as week_before
    from marked_weeks as before
    inner join marked_weeks as first_weeks
        on before.academic_year = first_weeks.academic_year
        and before.week_commencing < first_weeks.week_commencing
    where first_weeks.week_commencing = cast($first_week as date)

),

states as (

    -- Sessions so far of each pupil at the ends of the weeks and half terms that are compared.
    select
        pupil_weeks.school_id,
        pupil_weeks.pupil_id,
        max(case when pupil_weeks.week_commencing = moments.last_week
            then cast(year_possible_sessions as integer)
        end) as possible,
        max(case when pupil_weeks.week_commencing = moments.last_week
            then cast(year_absent_sessions as integer)
        end) as absent,
        max(case when pupil_weeks.week_commencing = moments.week_before
            then cast(year_possible_sessions as integer)
        end) as before_possible,
        max(case when pupil_weeks.week_commencing = moments.week_before
            then cast(year_absent_sessions as integer)
        end) as before_absent,
        max(case when pupil_weeks.week_commencing = cast($previous_week as date)
            then cast(year_possible_sessions as integer)
        end) as previous_possible,
        max(case when pupil_weeks.week_commencing = cast($previous_week as date)
            then cast(year_absent_sessions as integer)
        end) as previous_absent,
        max(case when pupil_weeks.week_commencing = cast($earlier_week as date)
            then cast(year_possible_sessions as integer)
        end) as earlier_possible,
        max(case when pupil_weeks.week_commencing = cast($earlier_week as date)
            then cast(year_absent_sessions as integer)
        end) as earlier_absent
    from pupil_weeks
    cross join moments
    where
        pupil_weeks.week_commencing in (
            select last_week from moments
            union all
            select week_before from moments
            union all
            select cast($previous_week as date)
            union all
            select cast($earlier_week as date)
        )
        and pupil_weeks.school_id = cast($school_id as integer)
    group by pupil_weeks.school_id, pupil_weeks.pupil_id

),

so_far as (

    select
        school_id,
        pupil_id,
        possible - coalesce(before_possible, 0) as possible,
        absent - coalesce(before_absent, 0) as absent,
        case when cast($previous_week as date) is not null
            then possible - coalesce(previous_possible, 0)
        end as half_possible,
        absent - coalesce(previous_absent, 0) as half_absent,
        previous_possible - coalesce(earlier_possible, 0) as previous_possible,
        previous_absent - coalesce(earlier_absent, 0) as previous_absent
    from states
    where possible > 0

),

classes as (

    select
        so_far.school_id,
        places.school_name,
        enrolments.year_group,
        enrolments.year_group_words,
        enrolments.class,
        count(*) as pupils,
        sum(so_far.possible) as possible,
        sum(so_far.absent) as absent,
        sum(so_far.half_possible) as half_possible,
        sum(case when so_far.half_possible is not null then so_far.half_absent end)
            as half_absent,
        sum(so_far.previous_possible) as previous_possible,
        sum(so_far.previous_absent) as previous_absent
    from so_far
    inner join places on so_far.school_id = places.school_id
    inner join enrolments
        on enrolments.academic_year = cast($academic_year as varchar)
        and so_far.school_id = enrolments.school_id
        and so_far.pupil_id = enrolments.pupil_id
        and enrolments.class is not null
    left join of_class
        on so_far.school_id = of_class.school_id
        and so_far.pupil_id = of_class.pupil_id
    left join left_before
        on so_far.school_id = left_before.school_id
        and so_far.pupil_id = left_before.pupil_id
    where
        so_far.possible > 0
        and left_before.pupil_id is null
        and (
            coalesce(cast($year_group as varchar), cast($class_name as varchar)) is null
            or of_class.pupil_id is not null
        )
    group by
        so_far.school_id,
        places.school_name,
        enrolments.year_group,
        enrolments.year_group_words,
        enrolments.class

),

judged as (

    select
        *,
        possible >= cast($fewest_change_sessions as integer) * pupils
        and possible - absent
        >= cast(cast($celebrated_class_rate as double) as decimal(5, 4)) * possible as is_high,
        coalesce(
            half_possible >= cast($fewest_change_sessions as integer) * pupils
            and previous_possible >= cast($fewest_change_sessions as integer) * pupils
            and 100 * (
                previous_absent * half_possible - half_absent * previous_possible
            )
            >= cast(cast($improved_class_points as double) as decimal(5, 2))
            * half_possible * previous_possible,
            false
        ) as is_improved,
        count(*) over () as classes
    from classes
    where pupils >= cast($smallest_group as integer)

)

select
    school_id,
    school_name,
    year_group_words as year_group,
    class,
    concat_ws(
        '; ',
        case when is_high then 'high attendance' end,
        case when is_improved then 'much improved' end
    ) as celebrated_for,
    pupils,
    cast(possible as bigint) as possible_sessions,
    cast(possible - absent as bigint) as attended_sessions,
    1 - absent / possible as attendance_rate,
    1 - half_absent / nullif(half_possible, 0) as half_term_rate,
    1 - previous_absent / nullif(previous_possible, 0) as half_term_before_rate,
    100 * (
        previous_absent / nullif(previous_possible, 0)
        - half_absent / nullif(half_possible, 0)
    ) as better_points,
    classes
from judged
where is_high or is_improved
order by judged.year_group, class
