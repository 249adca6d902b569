-- The pupils discussed at a school's last meeting, then and now: what each missed in the school
-- weeks after the week of the meeting and in as many before it, and the year so far at the end of
-- both. Those no longer in the school's registers of the year have no row. Largest change for the
-- better first; those without enough sessions on both sides last.
--
-- grain:   one row per person_key
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the weeks before and after
-- source:  registers and pupil files of the school; pupils discussed as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   school_id        integer    the school
--   discussed_people varchar[]  person_key of each pupil discussed at the meeting
--   discussed_on     date       day of the meeting
--   settled_sessions integer    possible sessions from which on a share says something
--   fewest_change_sessions integer  fewest possible sessions on both sides that are compared
--   since_meeting_points double  points from which on a pupil misses less or more
--   show_names       boolean    names, else pseudonyms
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key             varchar  key of the person for links
--   pupil                  varchar  surname and forename, else the school's own id; or a pseudonym
--   year_group             varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                  varchar  class or tutor group, or null
--   before_absent_sessions bigint   sessions missed in the weeks before
--   before_possible_sessions bigint possible sessions of them
--   before_absence_rate    double   missed / possible sessions of them, 0 to 1
--   after_absent_sessions  bigint   sessions missed in the weeks after
--   after_possible_sessions bigint  possible sessions of them
--   after_absence_rate     double   missed / possible sessions of them, 0 to 1
--   change_points          double   share missed after less before, points
--   change                 varchar  less, more or no clear change; null with too few sessions
--   standing_then          varchar  SA, PA or neither before the meeting; null if not there yet
--   standing_now           varchar  the same now; "so far" until there are enough sessions
--   left_on                date     day the pupil left the school, null while on roll
--   school_weeks           bigint   school weeks on each side
--   before_first_week      date     Monday of the first week before, null if there is none
--   before_last_week       date     Monday of the last week before
--   after_first_week       date     Monday of the first week after
--   after_last_week        date     Monday of the last week after

with

discussed as (

    select
        people.pupil_id,
        people.person_key,
        people.pseudonym,
        coalesce(
            people.surname || ', ' || people.forename,
            people.surname,
            enrolments.local_id,
            people.upn
        ) as name,
        enrolments.year_group_words,
        enrolments.class,
        enrolments.leaving_date
    from enrolments
    inner join people on enrolments.pupil_id = people.pupil_id
    where
        enrolments.academic_year = cast($academic_year as varchar)
        and enrolments.school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
        and list_contains(cast($discussed_people as varchar[]), people.person_key)

),

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

),

read_weeks as (

    select
        marked_weeks.week_commencing,
        compared_weeks.is_after,
        marked_weeks.week_commencing = cast($last_week as date) as is_last,
        coalesce(marked_weeks.week_commencing = span.before_last_week, false) as is_last_before
    from marked_weeks
    cross join span
    left join compared_weeks on marked_weeks.week_commencing = compared_weeks.week_commencing
    where
        compared_weeks.week_commencing is not null
        or marked_weeks.week_commencing = cast($last_week as date)

),

sides as (

    select
        pupil_weeks.pupil_id,
        sum(pupil_weeks.possible_sessions) filter (where not read_weeks.is_after)
            as before_possible,
        sum(pupil_weeks.authorised_sessions + pupil_weeks.unauthorised_sessions)
            filter (where not read_weeks.is_after) as before_absent,
        sum(pupil_weeks.possible_sessions) filter (where read_weeks.is_after) as after_possible,
        sum(pupil_weeks.authorised_sessions + pupil_weeks.unauthorised_sessions)
            filter (where read_weeks.is_after) as after_absent,
        sum(pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            filter (where read_weeks.is_last_before) as then_possible,
        sum(pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions)
            filter (where read_weeks.is_last_before) as then_absent,
        sum(pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            filter (where read_weeks.is_last) as now_possible,
        sum(pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions)
            filter (where read_weeks.is_last) as now_absent
    from pupil_weeks
    inner join discussed on pupil_weeks.pupil_id = discussed.pupil_id
    inner join read_weeks on pupil_weeks.week_commencing = read_weeks.week_commencing
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and pupil_weeks.week_commencing <= cast($last_week as date)
        and pupil_weeks.week_commencing
        > cast(cast($discussed_on as date) - interval 1 year as date)
    group by pupil_weeks.pupil_id

),

judged as (

    select
        sides.*,
        case
            when
                sides.before_possible < cast($fewest_change_sessions as integer)
                or sides.after_possible < cast($fewest_change_sessions as integer)
                then null
            else
                100 * (
                    sides.after_absent / sides.after_possible
                    - sides.before_absent / sides.before_possible
                )
        end as change_points,
        -- In whole numbers, which are exact at the bounds.
        100 * (
            sides.before_absent * sides.after_possible - sides.after_absent * sides.before_possible
        ) as fewer,
        cast(cast($since_meeting_points as double) as decimal(5, 2))
        * sides.before_possible * sides.after_possible as margin
    from sides

)

select
    discussed.person_key,
    case
        when not cast($show_names as boolean) then discussed.pseudonym
        else discussed.name
    end as pupil,
    discussed.year_group_words as year_group,
    discussed.class,
    cast(coalesce(judged.before_absent, 0) as bigint) as before_absent_sessions,
    cast(coalesce(judged.before_possible, 0) as bigint) as before_possible_sessions,
    case when judged.before_possible > 0 then judged.before_absent / judged.before_possible end
        as before_absence_rate,
    cast(coalesce(judged.after_absent, 0) as bigint) as after_absent_sessions,
    cast(coalesce(judged.after_possible, 0) as bigint) as after_possible_sessions,
    case when judged.after_possible > 0 then judged.after_absent / judged.after_possible end
        as after_absence_rate,
    judged.change_points,
    case
        when judged.change_points is null then null
        when judged.fewer >= judged.margin then 'less'
        when -judged.fewer >= judged.margin then 'more'
        else 'no clear change'
    end as change,
    case
        when coalesce(judged.then_possible, 0) = 0 then null
        when judged.then_absent >= definitions.severe_share * judged.then_possible then 'SA'
        when judged.then_absent >= definitions.persistent_share * judged.then_possible then 'PA'
        else 'neither'
    end
    || case
        when judged.then_possible < cast($settled_sessions as integer) then ' so far' else ''
    end as standing_then,
    case
        when coalesce(judged.now_possible, 0) = 0 then null
        when judged.now_absent >= definitions.severe_share * judged.now_possible then 'SA'
        when judged.now_absent >= definitions.persistent_share * judged.now_possible then 'PA'
        else 'neither'
    end
    || case
        when judged.now_possible < cast($settled_sessions as integer) then ' so far' else ''
    end as standing_now,
    case
        when
            discussed.leaving_date
            < cast(cast($last_week as date) + interval 5 day as date)
            then discussed.leaving_date
    end as left_on,
    span.school_weeks,
    span.before_first_week,
    span.before_last_week,
    span.after_first_week,
    span.after_last_week
from discussed
cross join definitions
cross join span
left join judged on discussed.pupil_id = judged.pupil_id
where definitions.definition = 'dfe'
order by
    judged.change_points is null,
    judged.change_points,
    pupil
