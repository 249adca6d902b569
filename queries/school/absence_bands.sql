-- How many pupils of a school miss how much: enrolments by the share they missed of their own
-- possible sessions of the year so far, this year and at the same point last year.
--
-- grain:   one row per school_id and band_from
-- rows:    school
-- denominator: enrolments with possible sessions so far, pupils as DfE counts them
-- source:  registers of the school
-- params:
--   school_id            integer    the school, or null for all those chosen
--   chosen_schools       integer[]  leave out other schools, or null
--   last_week            date       Monday of the last week
--   last_year_last_week  date       the same school week a year before, or null
--   absence_bands        double[]   the least share missed of each band, 0 to 1
--   smallest_group       integer    fewest pupils that are told of
--   visible_schools      integer[]  schools that the viewer may see
-- returns:
--   school_id          integer  number of the school
--   band_from          double  least share of possible sessions missed, 0 to 1
--   band_to            double  share below which the band ends, 0 to 1; null for the last
--   pupils             bigint  enrolments in the band
--   enrolments         bigint  enrolments in all bands
--   band_share         double  pupils / enrolments, 0 to 1
--   last_year_pupils   bigint  the same at the same point last year
--   last_year_enrolments bigint enrolments in all bands then
--   last_year_band_share double last_year_pupils / last_year_enrolments, 0 to 1
--   pupils_more        bigint  pupils less what last year's share of this year's pupils would be

with

bands as (

    select
        band_from,
        lead(band_from) over (order by band_from) as band_to
    from (select unnest(cast($absence_bands as double[])) as band_from) as given

),

pupils as (

    select
        pupil_weeks.school_id,
        pupil_weeks.week_commencing = cast($last_week as date) as is_now,
        pupil_weeks.year_possible_sessions - pupil_weeks.after_may_possible_sessions
            as possible,
        pupil_weeks.year_absent_sessions - pupil_weeks.after_may_absent_sessions as absent
    from pupil_weeks
    inner join marked_weeks
        on pupil_weeks.week_commencing = marked_weeks.week_commencing
    inner join enrolments
        on marked_weeks.academic_year = enrolments.academic_year
        and pupil_weeks.school_id = enrolments.school_id
        and pupil_weeks.pupil_id = enrolments.pupil_id
        and enrolments.dfe_from is not null
    where
        (cast($school_id as integer) is null or pupil_weeks.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), pupil_weeks.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), pupil_weeks.school_id)
        )
        and pupil_weeks.week_commencing
        in (cast($last_week as date), cast($last_year_last_week as date))

),

counted as (

    select
        pupils.school_id,
        bands.band_from,
        bands.band_to,
        count(*) filter (where pupils.is_now) as pupils,
        count(*) filter (where not pupils.is_now) as last_year_pupils
    from bands
    inner join pupils
        on pupils.possible > 0
        and pupils.absent >= cast(bands.band_from as decimal(5, 4)) * pupils.possible
        and (
            bands.band_to is null
            or pupils.absent < cast(bands.band_to as decimal(5, 4)) * pupils.possible
        )
    group by pupils.school_id, bands.band_from, bands.band_to

),

filled as (

    select
        held.school_id,
        bands.band_from,
        bands.band_to,
        coalesce(counted.pupils, 0) as pupils,
        coalesce(counted.last_year_pupils, 0) as last_year_pupils,
        sum(counted.pupils) over (partition by held.school_id) as enrolments,
        sum(counted.last_year_pupils) over (partition by held.school_id)
            as last_year_enrolments
    from (select distinct school_id from counted) as held
    cross join bands
    left join counted
        on held.school_id = counted.school_id
        and bands.band_from = counted.band_from

),

told as (

    select
        *,
        pupils = 0 or pupils >= cast($smallest_group as integer) as is_told,
        last_year_enrolments > 0 and (
            last_year_pupils = 0 or last_year_pupils >= cast($smallest_group as integer)
        ) as is_last_year_told
    from filled

)

select
    school_id,
    band_from,
    band_to,
    case when is_told then cast(pupils as bigint) end as pupils,
    cast(enrolments as bigint) as enrolments,
    case when is_told then pupils / enrolments end as band_share,
    case when is_last_year_told then cast(last_year_pupils as bigint) end as last_year_pupils,
    cast(last_year_enrolments as bigint) as last_year_enrolments,
    case when is_last_year_told then last_year_pupils / last_year_enrolments end
        as last_year_band_share,
    case
        when is_told and is_last_year_told
            then cast(
                round(pupils - last_year_pupils / last_year_enrolments * enrolments) as bigint
            )
    end as pupils_more
from told
where enrolments > 0
order by school_id, band_from
