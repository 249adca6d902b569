-- DfE's published attendance, every release kept. Figures for all schools (Total) are
-- weighted by headcount until 2024/25, so their rate is the one that DfE prints.
--
-- grain:   one row per area, education_phase, period_kind, published and period
-- rows:    build
-- params: none
-- returns:
--   area_id            varchar  see areas
--   education_phase    varchar  Primary, Secondary, Special or Total
--   period_kind        varchar  year to date, week, day, autumn term, spring term or summer term
--   academic_year      varchar  such as 2024/25
--   published          date     publication date of the release
--   week_commencing    date     Monday, for weeks and days
--   attendance_date    date     for days
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
--   attendance_rate    double   attended / possible sessions, 0 to 1; for Total as printed
--   persistent_absence_rate double share of enrolments persistently absent, 0 to 1
--   symbol             varchar  DfE's symbol where there is no figure
--   persistent_absence_symbol varchar DfE's symbol where there is no such rate

select
    area_id,
    education_phase,
    period_kind,
    academic_year,
    published,
    week_commencing,
    attendance_date,
    schools,
    schools_expected,
    enrolments,
    enrolments_expected,
    present_sessions,
    educational_activity_sessions,
    attended_sessions,
    absent_sessions,
    authorised_absence_sessions,
    unauthorised_absence_sessions,
    late_sessions,
    possible_sessions,
    case
        when education_phase = 'Total' then published_attendance_rate
        else attended_sessions / nullif(possible_sessions, 0)
    end as attendance_rate,
    persistent_absence_rate,
    symbol,
    persistent_absence_symbol
from dfe_rows
order by
    area_id,
    education_phase,
    period_kind,
    published,
    week_commencing,
    attendance_date
