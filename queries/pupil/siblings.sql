-- Pupils of the same household in the schools that the viewer sees, in the year chosen: what they
-- missed, and on how many days compared they and the pupil missed a session.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the sibling in that school in the year so far
-- source:  pupil files and registers of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   academic_year    varchar    such as 2024/25
--   year_first_day   date       first day of the academic year
--   last_week        date       Monday of the last week
--   show_names       boolean    names, else pseudonyms
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key         varchar  key of the sibling for links
--   pupil              varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name        varchar  name of the school
--   year_group         varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class              varchar  class or tutor group, or null
--   school_id          integer  number of the school
--   absent_sessions    bigint   sessions the sibling missed in the year so far
--   possible_sessions  bigint   possible sessions of the sibling
--   absence_rate       double   absent / possible sessions, 0 to 1
--   missed_days        bigint   days on which the sibling missed a session
--   shared_days        bigint   of these the days on which the pupil missed one, too

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

household as (

    select *
    from people
    where
        household = (
            select max(asked.household)
            from people as asked
            where asked.pupil_id in (select pupil_id from own)
        )
        and pupil_id not in (select pupil_id from own)

),

enrolled as (

    select
        household.person_key,
        household.pseudonym,
        household.surname,
        household.forename,
        household.upn,
        enrolments.school_id,
        enrolments.pupil_id,
        enrolments.local_id,
        enrolments.year_group,
        enrolments.year_group_words,
        enrolments.class
    from household
    inner join enrolments
        on household.pupil_id = enrolments.pupil_id
        and enrolments.academic_year = cast($academic_year as varchar)
        and list_contains(cast($visible_schools as integer[]), enrolments.school_id)

),

everyone as (

    select school_id, pupil_id, false as is_own
    from enrolled
    union all
    select school_id, pupil_id, true
    from own

),

days as (

    select
        marks.school_id,
        marks.pupil_id,
        marks.session_date,
        everyone.is_own,
        count(*) filter (where register_codes.is_possible) as possible,
        count(*) filter (where register_codes.is_possible and not register_codes.is_attending)
            as absent
    from marks
    inner join everyone
        on marks.school_id = everyone.school_id
        and marks.pupil_id = everyone.pupil_id
    inner join register_codes on marks.code = register_codes.code
    where
        marks.pupil_id in (select pupil_id from everyone)
        and marks.session_date >= cast($year_first_day as date)
        and marks.session_date
        < cast(cast($year_first_day as date) + interval 1 year as date)
        and marks.session_date < cast(cast($last_week as date) + interval 7 day as date)
    group by marks.school_id, marks.pupil_id, marks.session_date, everyone.is_own

),

compared as (

    select
        *,
        max(case when is_own then absent else 0 end) over (partition by session_date) as own_absent
    from days

),

summed as (

    select
        school_id,
        pupil_id,
        sum(possible) as possible,
        sum(absent) as absent,
        count(*) filter (where absent > 0) as missed_days,
        count(*) filter (where absent > 0 and own_absent > 0) as shared_days
    from compared
    where not is_own
    group by school_id, pupil_id

)

select
    enrolled.person_key,
    case
        when not cast($show_names as boolean) then enrolled.pseudonym
        else coalesce(
            enrolled.surname || ', ' || enrolled.forename,
            enrolled.surname,
            enrolled.local_id,
            enrolled.upn
        )
    end as pupil,
    schools.school_name,
    enrolled.year_group_words as year_group,
    enrolled.class,
    enrolled.school_id,
    cast(coalesce(summed.absent, 0) as bigint) as absent_sessions,
    cast(coalesce(summed.possible, 0) as bigint) as possible_sessions,
    summed.absent / nullif(summed.possible, 0) as absence_rate,
    coalesce(summed.missed_days, 0) as missed_days,
    coalesce(summed.shared_days, 0) as shared_days
from enrolled
inner join schools
    on enrolled.school_id = schools.school_id
    and schools.is_current
left join summed
    on enrolled.school_id = summed.school_id
    and enrolled.pupil_id = summed.pupil_id
order by shared_days desc, enrolled.year_group desc, enrolled.person_key, enrolled.school_id
