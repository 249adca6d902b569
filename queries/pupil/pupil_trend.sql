-- What the pupil missed week by week in one year, and of the year so far at the end of each week,
-- in each school that the viewer sees.
--
-- grain:   one row per school_id and week_commencing
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school, of the week and of the year so far
-- source:  registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id               integer  number of the school
--   school_name             varchar  name of the school
--   week_commencing         date     Monday
--   absent_sessions         bigint   sessions missed in the week
--   unauthorised_sessions   bigint   of these without leave
--   possible_sessions       bigint   possible sessions in the week
--   absence_rate            double   absent / possible sessions of the week, 0 to 1, or null
--   year_absent_sessions    bigint   sessions missed in the year so far
--   year_possible_sessions  bigint   possible sessions in the year so far
--   year_absence_rate       double   absent / possible sessions of the year so far, 0 to 1, or null

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

weekly as (

    select
        marks.school_id,
        cast(date_trunc('week', marks.session_date) as date) as week_commencing,
        count(*) filter (where register_codes.is_possible) as possible,
        count(*) filter (where register_codes.is_possible and not register_codes.is_attending)
            as absent,
        count(*) filter (where register_codes.category = 'unauthorised absence') as unauthorised
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    inner join register_codes on marks.code = register_codes.code
    where
        marks.session_date >= cast($year_first_day as date)
        and marks.session_date
        < cast(cast($year_first_day as date) + interval 1 year as date)
        and marks.session_date < cast(cast($last_week as date) + interval 7 day as date)
    group by marks.school_id, week_commencing

),

so_far as (

    select
        weekly.*,
        cast(sum(absent) over earlier as bigint) as year_absent,
        cast(sum(possible) over earlier as bigint) as year_possible
    from weekly
    window earlier as (
        partition by school_id
        order by week_commencing
    )

)

select
    so_far.school_id,
    schools.school_name,
    so_far.week_commencing,
    so_far.absent as absent_sessions,
    so_far.unauthorised as unauthorised_sessions,
    so_far.possible as possible_sessions,
    so_far.absent / nullif(so_far.possible, 0) as absence_rate,
    so_far.year_absent as year_absent_sessions,
    so_far.year_possible as year_possible_sessions,
    so_far.year_absent / nullif(so_far.year_possible, 0) as year_absence_rate
from so_far
inner join schools
    on so_far.school_id = schools.school_id
    and schools.is_current
order by so_far.week_commencing, so_far.school_id
