-- Pupils to praise: those who attended every session or nearly every session of the chosen weeks,
-- and those whose attendance of this half term is much better than that of the half term before
-- and no longer low.
-- Where a mark of the weeks is missing, attendance is high at most, not full.
-- No reason of absence is told, and nobody is ranked: by year group, class and name.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in that school in the chosen weeks, and in each half term
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
--   fewest_change_sessions integer fewest possible sessions of the weeks, or of both half terms
--   celebrated_rate  double     attendance from which on it is high, 0 to 1
--   improved_points  double     points of attendance from which on it is much improved
--   improved_to_rate double     attendance of this half term from which on improvement is told
--   show_names       boolean    names, else pseudonyms
--   listed_from      integer    rows of the list left out before the first one given
--   listed_at_once   integer    rows given at most
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   person_key            varchar  key of the person for links
--   pupil                 varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name           varchar  name of the school
--   year_group            varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                 varchar  class or tutor group, or null
--   celebrated_for        varchar  full attendance, high attendance, much improved, or two of them
--   possible_sessions     bigint   possible sessions in the chosen weeks
--   attended_sessions     bigint   sessions attended of these
--   attendance_rate       double   attended_sessions / possible_sessions, 0 to 1, or null
--   half_term_rate        double   attendance of this half term so far, 0 to 1, or null
--   half_term_before_rate double   attendance of the half term before, 0 to 1, or null
--   better_points         double   this half term minus the one before, points, or null
--   in_dfe_figure         boolean  counted in DfE's rates
--   school_id             integer  number of the school
--   listed                bigint   pupils in the whole list
--   listed_full           bigint   of these with full attendance
--   listed_high           bigint   of these with high attendance, not full
--   listed_improved       bigint   of these much improved, whatever their attendance
--   enrolments            bigint   pupils on roll of the whole

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

unmarked as (

    select distinct pupil_id
    from missing_marks
    where
        school_id = cast($school_id as integer)
        and session_date between cast($first_week as date) and cast($as_of as date)

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

pupils as (

    select
        so_far.*,
        places.school_name,
        so_far.possible >= cast($fewest_change_sessions as integer)
        and so_far.absent = 0
        and unmarked.pupil_id is null as is_full,
        so_far.possible >= cast($fewest_change_sessions as integer)
        and (so_far.absent > 0 or unmarked.pupil_id is not null)
        and so_far.possible - so_far.absent
        >= cast(cast($celebrated_rate as double) as decimal(5, 4)) * so_far.possible as is_high,
        coalesce(
            so_far.half_possible >= cast($fewest_change_sessions as integer)
            and so_far.previous_possible >= cast($fewest_change_sessions as integer)
            and 100 * (
                so_far.previous_absent * so_far.half_possible
                - so_far.half_absent * so_far.previous_possible
            )
            >= cast(cast($improved_points as double) as decimal(5, 2))
            * so_far.half_possible * so_far.previous_possible
            and so_far.half_possible - so_far.half_absent
            >= cast(cast($improved_to_rate as double) as decimal(5, 4)) * so_far.half_possible,
            false
        ) as is_improved
    from so_far
    inner join places on so_far.school_id = places.school_id
    left join of_class
        on so_far.school_id = of_class.school_id
        and so_far.pupil_id = of_class.pupil_id
    left join unmarked on so_far.pupil_id = unmarked.pupil_id
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

),

whole as (

    select
        count(*) as enrolments,
        count(*) filter (where is_full or is_high or is_improved) as listed,
        count(*) filter (where is_full) as listed_full,
        count(*) filter (where is_high) as listed_high,
        count(*) filter (where is_improved) as listed_improved
    from pupils

),

shown as (

    select *
    from pupils
    where is_full or is_high or is_improved

),

known as (

    select *
    from people
    where pupil_id in (select pupil_id from shown)

),

on_roll as (

    select *
    from enrolments
    where
        academic_year = cast($academic_year as varchar)
        and pupil_id in (select pupil_id from shown)

)

select
    known.person_key,
    case
        when not cast($show_names as boolean) then known.pseudonym
        else coalesce(
            known.surname || ', ' || known.forename,
            known.surname,
            on_roll.local_id,
            known.upn
        )
    end as pupil,
    shown.school_name,
    on_roll.year_group_words as year_group,
    on_roll.class,
    concat_ws(
        '; ',
        case when shown.is_full then 'full attendance' end,
        case when shown.is_high then 'high attendance' end,
        case when shown.is_improved then 'much improved' end
    ) as celebrated_for,
    cast(shown.possible as bigint) as possible_sessions,
    cast(shown.possible - shown.absent as bigint) as attended_sessions,
    1 - shown.absent / shown.possible as attendance_rate,
    1 - shown.half_absent / nullif(shown.half_possible, 0) as half_term_rate,
    1 - shown.previous_absent / nullif(shown.previous_possible, 0) as half_term_before_rate,
    100 * (
        shown.previous_absent / nullif(shown.previous_possible, 0)
        - shown.half_absent / nullif(shown.half_possible, 0)
    ) as better_points,
    on_roll.dfe_from is not null as in_dfe_figure,
    shown.school_id,
    whole.listed,
    whole.listed_full,
    whole.listed_high,
    whole.listed_improved,
    whole.enrolments
from shown
cross join whole
inner join known on shown.pupil_id = known.pupil_id
inner join on_roll
    on shown.school_id = on_roll.school_id
    and shown.pupil_id = on_roll.pupil_id
order by on_roll.year_group, on_roll.class, pupil, shown.pupil_id
limit cast($listed_at_once as integer)
offset cast($listed_from as integer)
