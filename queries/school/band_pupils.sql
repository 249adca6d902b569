-- The pupils behind those who entered, left and stayed in persistent (PA) and severe absence
-- (SA) since the end of the half term before, by the school's own id, without names.
--
-- grain:   one row per pupil
-- rows:    pupil
-- denominator: possible sessions of the pupil in the year so far
-- source:  registers of the school, pupils as DfE counts them
-- params:
--   school_id        integer    the school
--   last_week        date       Monday of the last week
--   previous_week    date       Monday of the last week of the half term before
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key           varchar  key of the person for links
--   pupil                varchar  school's own id of the pupil, else UPN
--   year_group           varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                varchar  class or tutor group, or null
--   standing_before      varchar  neither, PA or SA; null if not yet on roll
--   standing_now         varchar  neither, PA or SA
--   absence_before_rate  double   missed / possible sessions then, 0 to 1
--   absence_now_rate     double   missed / possible sessions now, 0 to 1

with

so_far as (

    select
        pupil_weeks.pupil_id,
        pupil_weeks.week_commencing = cast($last_week as date) as is_now,
        (pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions)
            / (
                pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            ) as absence_rate,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
        >= definitions.persistent_share
        * (pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            as is_persistent,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions
        >= definitions.severe_share
        * (pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions)
            as is_severe
    from pupil_weeks
    inner join marked_weeks
        on pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and enrolments.dfe_from is not null
    inner join definitions
        on definitions.definition = 'dfe'
        and pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
        >= definitions.minimum_possible_sessions
    where
        pupil_weeks.school_id = cast($school_id as integer)
        and list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
        and pupil_weeks.week_commencing
        in (cast($last_week as date), cast($previous_week as date))

),

named as (

    select
        pupil_id,
        is_now,
        absence_rate,
        case
            when is_severe then 'SA'
            when is_persistent then 'PA'
            else 'neither'
        end as standing
    from so_far

)

select
    people.person_key,
    coalesce(enrolments.local_id, people.upn) as pupil,
    enrolments.year_group_words as year_group,
    enrolments.class,
    before.standing as standing_before,
    newest.standing as standing_now,
    before.absence_rate as absence_before_rate,
    newest.absence_rate as absence_now_rate
from named as newest
inner join marked_weeks
    on marked_weeks.week_commencing = cast($last_week as date)
inner join enrolments
    on marked_weeks.academic_year = enrolments.academic_year
    and newest.pupil_id = enrolments.pupil_id
    and enrolments.school_id = cast($school_id as integer)
inner join people on newest.pupil_id = people.pupil_id
left join named as before
    on newest.pupil_id = before.pupil_id
    and not before.is_now
where newest.is_now and (newest.standing <> 'neither' or before.standing <> 'neither')
order by
    newest.standing = coalesce(before.standing, 'neither'),
    newest.absence_rate desc,
    pupil
