-- Lines of DfE's attendance releases with numbers as numbers: what is no number (a
-- symbol, NaN, an empty cell) is null, and the symbol is kept. An authority is known by its
-- three-digit code, else by its name: the codes of the Office for National Statistics change
-- (North Yorkshire and Somerset in 2023).
--
-- grain:   one row per line of a landed file
-- rows:    build
-- params: none
-- returns:
--   load_id            varchar  load the line came with
--   line               bigint   line number in the file
--   published          date     publication date of the release
--   period_kind        varchar  year to date, week, day, autumn term, spring term or summer term
--   academic_year      varchar  such as 2024/25
--   week_commencing    date     Monday, for weeks and days
--   attendance_date    date     for days
--   geographic_level   varchar  National, Regional or Local authority
--   area_id            varchar  code of England or the region; the authority's three digits, else its name
--   area_name          varchar  England, the region or the authority
--   region_code        varchar  code of the region, null for England
--   region_name        varchar  name of the region, null for England
--   education_phase    varchar  Primary, Secondary, Special or Total
--   schools            double   schools that sent registers, mean over days
--   schools_expected   double   schools there are
--   enrolments         double   enrolments with registers, mean over days
--   enrolments_expected double  pupils on roll there are
--   present_sessions   double   sessions present, late before registers closed included
--   educational_activity_sessions double sessions in approved educational activity
--   attended_sessions  double   sessions attended: present and educational activity
--   absent_sessions    double   possible sessions not attended
--   authorised_absence_sessions double absent with the school's leave
--   unauthorised_absence_sessions double absent without the school's leave
--   late_sessions      double   late, before or after registers closed (L and U)
--   possible_sessions  double   sessions that pupils were expected to attend
--   published_attendance_rate double attendance rate as printed in the file, 0 to 1
--   persistent_absence_rate double share of enrolments persistently absent, 0 to 1
--   symbol             varchar  DfE's symbol where possible sessions are not a number
--   persistent_absence_symbol varchar DfE's symbol where persistent absence is not a number
--   reasons            map(varchar,varchar) cells of the reason columns by column name

with

periods as (

    select
        landed_dfe_rows.* replace (
            case lower(geographic_level)
                when 'national' then 'National'
                when 'regional' then 'Regional'
                when 'local authority' then 'Local authority'
                else geographic_level
            end as geographic_level
        ),
        lower(trim(time_identifier)) as period,
        case
            when lower(trim(time_identifier)) like 'week%' and attendance_date <> '' then 'day'
            when lower(trim(time_identifier)) like 'week%' then 'week'
            when lower(trim(time_identifier)) = 'academic year' then 'year to date'
            when lower(trim(time_identifier)) in ('autumn term', 'spring term', 'summer term')
                then lower(trim(time_identifier))
        end as period_kind
    from landed_dfe_rows

),

weeks as (

    -- The week that 4 January lies in is week 1 of its year (ISO 8601).
    select
        periods.*,
        case
            when
                regexp_full_match(time_period, '20\d\d')
                and try_cast(trim(replace(period, 'week', '')) as integer) between 1 and 53
                then cast(
                    date_trunc('week', make_date(try_cast(time_period as integer), 1, 4))
                    + (try_cast(trim(replace(period, 'week', '')) as integer) - 1) * interval 7 day
                    as date
                )
        end as week_commencing
    from periods

),

academic_years as (

    -- Until July a week belongs to the academic year that began the year before.
    select
        weeks.*,
        case
            when regexp_full_match(time_period, '20\d{4}')
                then substr(time_period, 1, 4) || '/' || substr(time_period, 5, 2)
            when month(week_commencing) >= 8
                then cast(year(week_commencing) as varchar)
                || '/' || substr(cast(year(week_commencing) + 1 as varchar), 3, 2)
            when week_commencing is not null
                then cast(year(week_commencing) - 1 as varchar)
                || '/' || substr(cast(year(week_commencing) as varchar), 3, 2)
        end as academic_year
    from weeks

),

authority_codes as (

    select
        lower(la_name) as authority_name,
        max(old_la_code) as authority_code
    from landed_dfe_rows
    where
        lower(geographic_level) = 'local authority'
        and length(old_la_code) = 3
        and try_cast(old_la_code as integer) is not null
    group by lower(la_name)

)

select
    academic_years.load_id,
    academic_years.line,
    academic_years.published,
    academic_years.period_kind,
    academic_years.academic_year,
    academic_years.week_commencing,
    try_cast(nullif(academic_years.attendance_date, '') as date) as attendance_date,
    academic_years.geographic_level,
    case academic_years.geographic_level
        when 'National' then 'E92000001'
        when 'Regional' then academic_years.region_code
        else coalesce(authority_codes.authority_code, academic_years.la_name)
    end as area_id,
    case academic_years.geographic_level
        when 'National' then 'England'
        when 'Regional' then academic_years.region_name
        else academic_years.la_name
    end as area_name,
    nullif(academic_years.region_code, '') as region_code,
    nullif(academic_years.region_name, '') as region_name,
    dfe_phases.education_phase,
    nullif(try_cast(num_schools as double), cast('NaN' as double)) as schools,
    nullif(try_cast(total_num_schools as double), cast('NaN' as double)) as schools_expected,
    nullif(try_cast(enrolments as double), cast('NaN' as double)) as enrolments,
    nullif(try_cast(total_enrolments as double), cast('NaN' as double)) as enrolments_expected,
    nullif(try_cast(present_sessions as double), cast('NaN' as double)) as present_sessions,
    nullif(try_cast(approved_educational_activity as double), cast('NaN' as double))
        as educational_activity_sessions,
    nullif(try_cast(overall_attendance as double), cast('NaN' as double)) as attended_sessions,
    nullif(try_cast(overall_absence as double), cast('NaN' as double)) as absent_sessions,
    nullif(try_cast(authorised_absence as double), cast('NaN' as double)) as authorised_absence_sessions,
    nullif(try_cast(unauthorised_absence as double), cast('NaN' as double)) as unauthorised_absence_sessions,
    nullif(try_cast(late_sessions as double), cast('NaN' as double)) as late_sessions,
    nullif(try_cast(possible_sessions as double), cast('NaN' as double)) as possible_sessions,
    nullif(try_cast(attendance_perc as double), cast('NaN' as double)) / 100 as published_attendance_rate,
    nullif(try_cast(pa_perc as double), cast('NaN' as double)) / 100 as persistent_absence_rate,
    case
        when try_cast(possible_sessions as double) is null then nullif(possible_sessions, '')
    end as symbol,
    case
        when try_cast(pa_perc as double) is null then nullif(pa_perc, '')
    end as persistent_absence_symbol,
    academic_years.reasons
from academic_years
left join dfe_phases
    on lower(academic_years.education_phase) = lower(dfe_phases.label)
left join authority_codes
    on lower(academic_years.la_name) = authority_codes.authority_name
