-- What the pupil missed year by year and school by school, among the schools that the viewer sees;
-- the year chosen to its last week.
--
-- grain:   one row per academic_year and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school and year, as DfE counts
-- source:  registers and pupil files of the schools that the viewer sees
-- params:
--   person_key       varchar    random key of the person
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   settled_sessions integer    possible sessions from which on a share says something
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   academic_year         varchar  such as 2024/25
--   school_id             integer  number of the school
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   first_marked          date     first day with a mark
--   last_marked           date     last day with a mark
--   left_on               date     last day on roll by the pupil file, or null
--   absent_sessions       bigint   sessions missed
--   possible_sessions     bigint   possible sessions
--   absence_rate          double   absent / possible sessions, 0 to 1
--   authorised_sessions   bigint   sessions missed with leave
--   unauthorised_sessions bigint   sessions missed without leave
--   late_sessions         bigint   sessions attended late
--   standing              varchar  SA, PA or neither; "so far" until the chosen year has enough sessions
--   in_dfe_figure         boolean  counted in DfE's rates

with

own as (

    select school_id, pupil_id
    from person_schools
    where
        key_start = left(cast($person_key as varchar), 3)
        and person_key = cast($person_key as varchar)
        and list_contains(cast($visible_schools as integer[]), school_id)

),

counted as (

    select
        cast(year(marks.session_date) - case when month(marks.session_date) >= 8 then 0 else 1 end
            as integer) as first_year,
        marks.school_id,
        marks.pupil_id,
        marks.session_date,
        register_codes.is_possible,
        register_codes.category,
        register_codes.is_late and register_codes.is_attending as is_late
    from marks
    inner join own
        on marks.school_id = own.school_id
        and marks.pupil_id = own.pupil_id
    inner join register_codes on marks.code = register_codes.code
    where marks.session_date < cast(cast($last_week as date) + interval 7 day as date)

),

enrolled as (

    select
        enrolments.academic_year,
        enrolments.school_id,
        enrolments.pupil_id,
        enrolments.year_group_words,
        enrolments.class,
        enrolments.leaving_date,
        enrolments.dfe_from,
        enrolments.dfe_to
    from enrolments
    inner join own
        on enrolments.school_id = own.school_id
        and enrolments.pupil_id = own.pupil_id
    where enrolments.academic_year <= cast($academic_year as varchar)

),

summed as (

    select
        enrolled.academic_year,
        enrolled.school_id,
        enrolled.year_group_words,
        enrolled.class,
        enrolled.leaving_date,
        enrolled.dfe_from,
        min(counted.session_date) as first_marked,
        max(counted.session_date) as last_marked,
        count(*) filter (where counted.is_possible) as possible,
        count(*) filter (where counted.category = 'authorised absence') as authorised,
        count(*) filter (where counted.category = 'unauthorised absence') as unauthorised,
        count(*) filter (where counted.is_late) as late
    from enrolled
    inner join counted
        on enrolled.school_id = counted.school_id
        and enrolled.pupil_id = counted.pupil_id
        and enrolled.academic_year
        = cast(counted.first_year as varchar)
        || '/' || right(cast(counted.first_year + 1 as varchar), 2)
        and (enrolled.dfe_to is null or counted.session_date <= enrolled.dfe_to)
    group by
        enrolled.academic_year,
        enrolled.school_id,
        enrolled.year_group_words,
        enrolled.class,
        enrolled.leaving_date,
        enrolled.dfe_from

)

select
    summed.academic_year,
    summed.school_id,
    schools.school_name,
    summed.year_group_words as year_group,
    summed.class,
    summed.first_marked,
    summed.last_marked,
    summed.leaving_date as left_on,
    summed.authorised + summed.unauthorised as absent_sessions,
    summed.possible as possible_sessions,
    (summed.authorised + summed.unauthorised) / nullif(summed.possible, 0) as absence_rate,
    summed.authorised as authorised_sessions,
    summed.unauthorised as unauthorised_sessions,
    summed.late as late_sessions,
    case
        when summed.possible < dfe.minimum_possible_sessions then 'neither'
        when summed.authorised + summed.unauthorised >= dfe.severe_share * summed.possible then 'SA'
        when summed.authorised + summed.unauthorised >= dfe.persistent_share * summed.possible
            then 'PA'
        else 'neither'
    end
    || case
        when
            summed.academic_year = cast($academic_year as varchar)
            and summed.possible < cast($settled_sessions as integer)
            then ' so far'
        else ''
    end as standing,
    summed.dfe_from is not null as in_dfe_figure
from summed
inner join schools
    on summed.school_id = schools.school_id
    and schools.is_current
cross join (select * from definitions where definition = 'dfe') as dfe
order by summed.academic_year desc, summed.last_marked desc, summed.school_id
