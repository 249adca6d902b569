-- Absence of each school day of a school; first days of half terms and last days before
-- holidays, and how many pupil-days more were missed on them than at the rate of other days;
-- and of each week, how it differs from the others and the reason that rose most in it.
--
-- grain:   one row per school_id and session_date
-- rows:    school
-- denominator: possible sessions of the day or week, pupils as DfE counts them
-- source:  registers of the school; its term dates
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id          integer  number of the school
--   session_date       date     day
--   week_commencing    date     its Monday
--   day_of_week            bigint   1 for Monday to 7
--   absent_sessions    bigint   sessions missed
--   possible_sessions  bigint   possible sessions
--   absence_rate       double   absent / possible sessions, 0 to 1
--   edge               varchar  first day of a half term, last day before a holiday, or null
--   extra_pupil_days   double   pupil-days missed beyond the rate of days that are no edge
--   edge_extra_pupil_days double the same of all such first and last days together
--   week_absence_rate  double   absent / possible sessions of the week, 0 to 1
--   week_others_points double   absence of the week minus that of the other weeks, points
--   week_code          varchar  code that rose most in the week over its usual share, or null
--   week_description   varchar  what the code means, or null

with

coded as (

    select
        codes.school_id,
        codes.session_date,
        cast(date_trunc('week', codes.session_date) as date) as week_commencing,
        codes.code,
        register_codes.description,
        register_codes.is_attending,
        sum(codes.dfe_marks) as marks
    from school_session_codes as codes
    inner join register_codes
        on codes.code = register_codes.code
        and register_codes.is_possible
    where
        (cast($school_id as integer) is null or codes.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), codes.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), codes.school_id)
        )
        and codes.session_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)
    group by
        codes.school_id,
        codes.session_date,
        codes.code,
        register_codes.description,
        register_codes.is_attending

),

term_days as (

    select
        school_terms.school_id,
        school_terms.half_term,
        school_terms.academic_year,
        school_terms.first_day,
        school_terms.last_day,
        min(school_sessions.session_date) as first_held,
        max(school_sessions.session_date) as last_held
    from school_terms
    inner join school_sessions
        on school_terms.school_id = school_sessions.school_id
        and school_sessions.session_date
        between school_terms.first_day and school_terms.last_day
    where (cast($school_id as integer) is null or school_terms.school_id = cast($school_id as integer))
    group by
        school_terms.school_id,
        school_terms.half_term,
        school_terms.academic_year,
        school_terms.first_day,
        school_terms.last_day

),

days as (

    select
        coded.school_id,
        coded.session_date,
        coded.week_commencing,
        sum(coded.marks) as possible,
        sum(case when coded.is_attending then 0 else coded.marks end) as absent
    from coded
    group by coded.school_id, coded.session_date, coded.week_commencing

),

marked as (

    select
        days.*,
        case
            when starts.half_term is not null then 'first day of a half term'
            when ends.half_term is not null then 'last day before a holiday'
        end as edge
    from days
    left join term_days as starts
        on days.school_id = starts.school_id
        and days.session_date = starts.first_held
        and days.session_date < cast(starts.first_day + interval 7 day as date)
    left join term_days as ends
        on days.school_id = ends.school_id
        and days.session_date = ends.last_held
        and days.week_commencing = cast(date_trunc('week', ends.last_day) as date)
    where days.possible > 0

),

rated as (

    select
        marked.*,
        sum(absent) filter (where edge is null) over school_days
            / nullif(sum(possible) filter (where edge is null) over school_days, 0)
            as usual_rate,
        sum(absent) over school_weeks as week_absent,
        sum(possible) over school_weeks as week_possible,
        sum(absent) over school_days as all_absent,
        sum(possible) over school_days as all_possible
    from marked
    window
        school_days as (partition by school_id),
        school_weeks as (partition by school_id, week_commencing)

),

week_codes as (

    select
        school_id,
        week_commencing,
        code,
        description,
        sum(marks) as marks
    from coded
    where not is_attending
    group by school_id, week_commencing, code, description

),

rises as (

    -- Rounded, lest what binary fractions leave of a code that did not rise is a rise.
    select
        week_codes.school_id,
        week_codes.week_commencing,
        week_codes.code,
        week_codes.description,
        round(
            week_codes.marks
            - weeks_possible.possible * code_totals.marks / weeks_possible.all_possible,
            9
        ) as rise
    from week_codes
    inner join (
        select
            school_id,
            week_commencing,
            sum(possible) as possible,
            sum(sum(possible)) over (partition by school_id) as all_possible
        from days
        group by school_id, week_commencing
    ) as weeks_possible
        on week_codes.school_id = weeks_possible.school_id
        and week_codes.week_commencing = weeks_possible.week_commencing
    inner join (
        select school_id, code, sum(marks) as marks
        from week_codes
        group by school_id, code
    ) as code_totals
        on week_codes.school_id = code_totals.school_id
        and week_codes.code = code_totals.code

),

most_risen as (

    select
        school_id,
        week_commencing,
        code,
        description,
        row_number() over (
            partition by school_id, week_commencing
            order by rise desc, code
        ) as place
    from rises
    where rise > 0

)

select
    rated.school_id,
    rated.session_date,
    rated.week_commencing,
    date_diff('day', rated.week_commencing, rated.session_date) + 1 as day_of_week,
    cast(rated.absent as bigint) as absent_sessions,
    cast(rated.possible as bigint) as possible_sessions,
    rated.absent / rated.possible as absence_rate,
    rated.edge,
    (rated.absent - rated.usual_rate * rated.possible) / 2 as extra_pupil_days,
    sum(case when rated.edge is not null then rated.absent - rated.usual_rate * rated.possible end)
        over (partition by rated.school_id) / 2 as edge_extra_pupil_days,
    rated.week_absent / rated.week_possible as week_absence_rate,
    100 * (
        rated.week_absent / rated.week_possible
        - (rated.all_absent - rated.week_absent)
        / nullif(rated.all_possible - rated.week_possible, 0)
    ) as week_others_points,
    cast(most_risen.code as varchar) as week_code,
    most_risen.description as week_description
from rated
left join most_risen
    on rated.school_id = most_risen.school_id
    and rated.week_commencing = most_risen.week_commencing
    and most_risen.place = 1
order by rated.school_id, rated.session_date
