-- Persistent absence (PA) of one school beside England's, as DfE publishes it for the phase: the
-- share of enrolments that missed 10% or more of their own possible sessions since DfE's series
-- began, in the second week of September. DfE gives it for the year so far, from late January on;
-- compared is the newest release with data to the end of the weeks chosen, and the school at the
-- end of that same week, counted from its own first day of term.
--
-- grain:   one row per school_id
-- rows:    school
-- denominator: enrolments with possible sessions so far, pupils as DfE counts them
-- source:  registers of the school; DfE year-to-date files, England
-- params:
--   school_id        integer    the school
--   education_phase  varchar    its phase
--   academic_year    varchar    such as 2024/25
--   last_week        date       Monday of the last week
--   smallest_group   integer    fewest enrolments that are told of
--   visible_schools  integer[]  schools that the viewer may see
-- returns:
--   school_id            integer  the school
--   releases             bigint   DfE's releases of the year with data to these weeks at most
--   england_rate         double   England's PA of the phase, 0 to 1, or null: none published
--   england_to           date     last day that it covers
--   england_published    date     publication date of the release
--   enrolments           bigint   the school's enrolments at the end of that week
--   persistently_absent  bigint   of these persistently absent so far
--   school_rate          double   persistently_absent / enrolments, 0 to 1
--   england_points       double   school_rate minus england_rate, points

with

releases_so_far as (

    select
        data_to,
        published,
        persistent_absence_rate,
        row_number() over (
            partition by persistent_absence_rate is not null
            order by data_to desc, published desc
        ) as place
    from year_to_date
    where
        area_id = 'E92000001'
        and education_phase = cast($education_phase as varchar)
        and academic_year = cast($academic_year as varchar)
        and point_source = 'release'
        and data_to <= cast(cast($last_week as date) + interval 6 day as date)

),

newest as (

    select
        count(*) as releases,
        max(persistent_absence_rate) filter (where place = 1) as england_rate,
        max(data_to) filter (where place = 1 and persistent_absence_rate is not null)
            as england_to,
        max(published) filter (where place = 1 and persistent_absence_rate is not null)
            as england_published
    from releases_so_far

),

own as (

    -- The week that the release ends in; in a holiday the last one before it that has marks.
    select cohort_weeks.enrolments, cohort_weeks.persistently_absent
    from cohort_weeks
    inner join newest on cohort_weeks.week_commencing <= newest.england_to
    where
        cohort_weeks.school_id = cast($school_id as integer)
        and cohort_weeks.definition = 'dfe'
        and cohort_weeks.cohort = 'all'
        and cohort_weeks.academic_year = cast($academic_year as varchar)
        and cohort_weeks.week_commencing <= cast($last_week as date)
    order by cohort_weeks.week_commencing desc
    limit 1

),

told as (

    select
        enrolments,
        persistently_absent
    from own
    where
        enrolments >= cast($smallest_group as integer)
        and persistently_absent not between 1 and cast($smallest_group as integer) - 1

)

select
    cast($school_id as integer) as school_id,
    newest.releases,
    newest.england_rate,
    newest.england_to,
    newest.england_published,
    cast(told.enrolments as bigint) as enrolments,
    cast(told.persistently_absent as bigint) as persistently_absent,
    told.persistently_absent / told.enrolments as school_rate,
    100 * (told.persistently_absent / told.enrolments - newest.england_rate) as england_points
from newest
left join told on true
where list_contains(cast($visible_schools as integer[]), cast($school_id as integer))
