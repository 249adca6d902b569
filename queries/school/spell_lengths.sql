-- How long absences last: sessions missed in spells that began in the weeks, by the spell's
-- length, of a school beside all schools of its phase by the county's own marks. A spell is
-- sessions missed one after another; all pupils on the register.
--
-- grain:   one row per school_id and sessions_from
-- rows:    school
-- denominator: sessions missed in all spells that began in the weeks
-- source:  registers of the county's schools
-- params:
--   school_id        integer    the school, or null for all those chosen
--   chosen_schools   integer[]  leave out other schools, or null
--   education_phase  varchar    phase that they are set beside
--   first_week       date       Monday of the first week
--   last_week        date       Monday of the last week
--   spell_bands      integer[]  least sessions of each band of spells
--   smallest_group   integer    fewest pupils that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id         integer  number of the school
--   sessions_from     integer  least sessions of the band
--   sessions_to       integer  most sessions of the band, or null
--   spells            bigint   spells of the school
--   pupils            bigint   pupils of the school with such a spell
--   absent_sessions   bigint   sessions missed in them
--   absent_share      double   absent_sessions of those in all spells, 0 to 1
--   county_share      double   the same of all schools of the phase, 0 to 1, or null
--   points            double   school minus county, points, or null

with

bands as (

    select
        sessions_from,
        lead(sessions_from) over (order by sessions_from) - 1 as sessions_to
    from (select unnest(cast($spell_bands as integer[])) as sessions_from) as given

),

own as (

    select
        absence_spells.school_id,
        bands.sessions_from,
        count(*) as spells,
        count(distinct absence_spells.pupil_id) as pupils,
        sum(absence_spells.sessions) as sessions
    from absence_spells
    inner join bands
        on absence_spells.sessions >= bands.sessions_from
        and absence_spells.sessions <= coalesce(bands.sessions_to, absence_spells.sessions)
    where
        (cast($school_id as integer) is null or absence_spells.school_id = cast($school_id as integer))
        and list_contains(cast($visible_schools as integer[]), absence_spells.school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), absence_spells.school_id)
        )
        and absence_spells.first_date between cast($first_week as date)
        and cast(cast($last_week as date) + interval 6 day as date)
    group by absence_spells.school_id, bands.sessions_from

),

county as (

    select
        bands.sessions_from,
        sum(phase_spells.sessions * phase_spells.spells) as sessions
    from phase_spells
    inner join bands
        on phase_spells.sessions >= bands.sessions_from
        and phase_spells.sessions <= coalesce(bands.sessions_to, phase_spells.sessions)
    where
        phase_spells.education_phase = cast($education_phase as varchar)
        and phase_spells.week_commencing
        between cast($first_week as date) and cast($last_week as date)
    group by bands.sessions_from

),

shares as (

    select
        held.school_id,
        bands.sessions_from,
        bands.sessions_to,
        coalesce(own.spells, 0) as spells,
        coalesce(own.pupils, 0) as pupils,
        coalesce(own.sessions, 0) as sessions,
        sum(own.sessions) over (partition by held.school_id) as all_sessions,
        coalesce(county.sessions, 0)
        / nullif(sum(county.sessions) over (partition by held.school_id), 0) as county_share,
        coalesce(own.pupils, 0) not between 1 and cast($smallest_group as integer) - 1
            as is_told
    from (select distinct school_id from own) as held
    cross join bands
    left join own
        on held.school_id = own.school_id
        and bands.sessions_from = own.sessions_from
    left join county on bands.sessions_from = county.sessions_from

)

select
    school_id,
    sessions_from,
    sessions_to,
    case when is_told then spells end as spells,
    case when is_told then pupils end as pupils,
    case when is_told then cast(sessions as bigint) end as absent_sessions,
    case when is_told then sessions / all_sessions end as absent_share,
    county_share,
    case when is_told then 100 * (sessions / all_sessions - county_share) end as points
from shares
where all_sessions > 0
order by school_id, sessions_from
