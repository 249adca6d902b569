-- How many pupils are severely absent, persistently absent and at risk of it in the year so far,
-- of how many, and how a list of them reconciles with the rate: those in DfE's figure who are on
-- roll and who left, and those who are outside it (Reception, sixth form).
--
-- grain:   one row per band
-- rows:    class
-- denominator: enrolments with possible sessions so far, pupils as DfE counts them
-- source:  registers and pupil files of the schools; support as written down here
-- params:
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   as_of            date       last marked day of the weeks
--   at_risk_share    double     least share missed of those at risk, 0 to 1
--   school_id        integer    one school, or null for all
--   chosen_schools   integer[]  leave out other schools, or null
--   year_group       varchar    such as Year 7, or null for all
--   class_name       varchar    class or tutor group, or null for all
--   cohort           varchar    cohort such as fsm, or null for all
--   cohort_value     varchar    its value, such as yes
--   settled_sessions integer    possible sessions from which on a share says something
--   support_people   varchar[]  person_key of each one with support written down
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   band              varchar  severe, persistent (severe included) or at risk
--   band_from         double   least share missed, 0 to 1
--   band_to           double   share missed below which it ends, 0 to 1, or null
--   in_figure         bigint   pupils of the band in DfE's figure
--   enrolments        bigint   all pupils in DfE's figure
--   band_rate         double   in_figure / enrolments, 0 to 1
--   on_roll           bigint   of in_figure those on roll
--   left_school       bigint   of in_figure those who left
--   outside_reception bigint   listed besides: Nursery and Reception
--   outside_sixth_form bigint  listed besides: Years 12 to 14
--   outside_other     bigint   listed besides: others whose age DfE does not count
--   so_far            bigint   listed with too few possible sessions for the share to say much
--   without_support   bigint   of on_roll those with no support written down

with

-- Shares in parts of ten thousand too: whole numbers are compared sooner than decimal ones.
bands as (

    select
        *,
        cast(10000 * band_from as integer) as from_parts,
        cast(10000 * coalesce(band_to, 2) as integer) as to_parts
    from (
        select
            'severe' as band,
            severe_share as band_from,
            null as band_to,
            minimum_possible_sessions
        from definitions
        where definition = 'dfe'
        union all
        select 'persistent', persistent_share, null, minimum_possible_sessions
        from definitions
        where definition = 'dfe'
        union all
        select
            'at risk',
            cast(cast($at_risk_share as double) as decimal(5, 4)),
            persistent_share,
            minimum_possible_sessions
        from definitions
        where definition = 'dfe'
    ) as bands

),

places as (

    select school_id
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )

),

supported as (

    select pupil_id
    from people
    where list_contains(cast($support_people as varchar[]), person_key)

),

-- Nobody, and nothing read, where the filter is not set.
of_cohort as (

    select school_id, pupil_id
    from cohort_members
    where
        cast($cohort as varchar) is not null
        and academic_year = cast($academic_year as varchar)
        and list_contains(
            value_ids,
            (
                select value_id
                from cohort_values
                where
                    cohort = cast($cohort as varchar)
                    and cohort_value = cast($cohort_value as varchar)
            )
        )

),

pupils as (

    select
        cast(
            pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions as integer
        ) as possible,
        cast(pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as integer)
            as absent,
        enrolments.year_group,
        enrolments.dfe_from is not null as is_counted,
        coalesce(enrolments.leaving_date < cast($as_of as date), false) as has_left,
        supported.pupil_id is null as is_without_support
    from pupil_weeks
    inner join places on pupil_weeks.school_id = places.school_id
    inner join enrolments
        on enrolments.academic_year = cast($academic_year as varchar)
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
    left join supported on pupil_weeks.pupil_id = supported.pupil_id
    left join of_cohort
        on pupil_weeks.school_id = of_cohort.school_id
        and pupil_weeks.pupil_id = of_cohort.pupil_id
    where
        pupil_weeks.week_commencing = cast($last_week as date)
        and (
            cast($school_id as integer) is null
            or pupil_weeks.school_id = cast($school_id as integer)
        )
        and (
            cast($class_name as varchar) is null
            or enrolments.class = cast($class_name as varchar)
        )
        and (
            cast($year_group as varchar) is null
            or enrolments.year_group_words = cast($year_group as varchar)
        )
        and (cast($cohort as varchar) is null or of_cohort.pupil_id is not null)

),

counted as (

    select
        bands.band,
        count(*) filter (where is_counted) as in_figure,
        count(*) filter (where is_counted and not has_left) as on_roll,
        count(*) filter (where is_counted and has_left) as left_school,
        count(*) filter (where not is_counted and year_group <= 0) as outside_reception,
        count(*) filter (where not is_counted and year_group >= 12) as outside_sixth_form,
        count(*) filter (where not is_counted and coalesce(year_group, 1) between 1 and 11)
            as outside_other,
        count(*) filter (where possible < cast($settled_sessions as integer)) as so_far,
        count(*) filter (where is_counted and not has_left and is_without_support)
            as without_support
    from pupils
    inner join bands
        on pupils.possible >= bands.minimum_possible_sessions
        and 10000 * pupils.absent >= bands.from_parts * pupils.possible
        and 10000 * pupils.absent < bands.to_parts * pupils.possible
    group by bands.band

),

whole as (

    select count(*) filter (where is_counted) as enrolments
    from pupils
    where possible >= (select max(minimum_possible_sessions) from bands)
    having count(*) > 0

),

told as (

    select
        bands.band,
        bands.band_from,
        bands.band_to,
        whole.enrolments,
        case
            when coalesce(counted.in_figure, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.in_figure, 0)
        end as in_figure,
        case
            when coalesce(counted.on_roll, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.on_roll, 0)
        end as on_roll,
        case
            when coalesce(counted.left_school, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.left_school, 0)
        end as left_school,
        case
            when coalesce(counted.outside_reception, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.outside_reception, 0)
        end as outside_reception,
        case
            when coalesce(counted.outside_sixth_form, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.outside_sixth_form, 0)
        end as outside_sixth_form,
        case
            when coalesce(counted.outside_other, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.outside_other, 0)
        end as outside_other,
        case
            when coalesce(counted.so_far, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.so_far, 0)
        end as so_far,
        case
            when coalesce(counted.without_support, 0) not between 1 and cast($smallest_group as integer) - 1
                then coalesce(counted.without_support, 0)
        end as without_support
    from bands
    cross join whole
    left join counted on bands.band = counted.band

)

select
    band,
    cast(band_from as double) as band_from,
    cast(band_to as double) as band_to,
    in_figure,
    enrolments,
    in_figure / nullif(enrolments, 0) as band_rate,
    on_roll,
    left_school,
    outside_reception,
    outside_sixth_form,
    outside_other,
    so_far,
    without_support
from told
order by band_from desc
