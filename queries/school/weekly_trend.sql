-- Attendance of a school week by week, beside all schools of its phase by the county's own
-- marks and beside England by DfE; last year's weeks stand at the same school week of this year.
-- School weeks are those in which at least half of the schools were, or should have been, open.
--
-- grain:   one row per school_id, academic_year and week_commencing
-- rows:    school
-- denominator: possible sessions of the week
-- source:  registers of the county's schools; DfE weekly files, England
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   education_phase  varchar    phase that they are set beside
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id               integer  number of the school
--   academic_year           varchar  the year chosen, or the one before
--   week_commencing         date     Monday
--   shown_week              date     Monday of the same school week of the year chosen
--   school_possible_sessions bigint  possible sessions of the school
--   school_attendance_rate  double   attended / possible sessions of the school, 0 to 1, or null
--   county_possible_sessions bigint  possible sessions of all schools of the phase
--   county_attendance_rate  double   the same of all schools of the phase, 0 to 1, or null
--   england_attendance_rate double   England by DfE, 0 to 1, or null
--   county_points           double   school minus county, points, or null

with

asked as (

    select school_id
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )

),

rated as (

    select
        asked.school_id,
        held.academic_year,
        held.week_commencing,
        shown.week_commencing as shown_week,
        coalesce(own.possible_sessions, 0) as school_possible_sessions,
        case
            when own.possible_sessions > 0 and own.enrolments >= cast($smallest_group as integer)
                then 1 - own.absent_sessions / own.possible_sessions
        end as school_attendance_rate,
        coalesce(phase_weeks.possible_sessions, 0) as county_possible_sessions,
        1 - phase_weeks.absent_sessions / nullif(phase_weeks.possible_sessions, 0)
            as county_attendance_rate,
        england_weeks.attendance_rate as england_attendance_rate
    from county_weeks as held
    inner join county_weeks as shown
        on held.school_week = shown.school_week
        and held.first_year between shown.first_year - 1 and shown.first_year
    cross join asked
    left join schools_by_week as own
        on held.week_commencing = own.week_commencing
        and asked.school_id = own.school_id
        -- Said again, so that only the one school is read.
        and (cast($school_id as integer) is null or own.school_id = cast($school_id as integer))
    left join phase_weeks
        on held.week_commencing = phase_weeks.week_commencing
        and phase_weeks.education_phase = cast($education_phase as varchar)
    left join england_weeks
        on held.week_commencing = england_weeks.week_commencing
        and england_weeks.education_phase = cast($education_phase as varchar)
        and england_weeks.is_newest
    where
        shown.academic_year = cast($academic_year as varchar)
        and shown.week_commencing <= cast($last_week as date)
        and held.week_commencing <= cast($last_week as date)

)

select
    school_id,
    academic_year,
    week_commencing,
    shown_week,
    cast(school_possible_sessions as bigint) as school_possible_sessions,
    school_attendance_rate,
    cast(county_possible_sessions as bigint) as county_possible_sessions,
    county_attendance_rate,
    england_attendance_rate,
    100 * (school_attendance_rate - county_attendance_rate) as county_points
from rated
order by school_id, academic_year, week_commencing
