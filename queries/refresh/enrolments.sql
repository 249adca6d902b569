-- The enrolments that arriving marks add.
--
-- grain:   one row per academic_year, school_id and pupil_id
-- rows:    build
-- params: none
-- returns:
--   academic_year             varchar  such as 2024/25
--   school_id                 integer  see schools
--   pupil_id                  integer  see people
--   local_id                  varchar  the school's own id, or null
--   year_group                smallint -1 nursery, 0 Reception, 1 to 14, or null
--   year_group_words          varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                     varchar  class or tutor group, or null
--   sex                       varchar  F, M or null
--   entry_date                date     or null
--   leaving_date              date     or null
--   age                       smallint on 31 August before the year, or null
--   age_source                varchar  date of birth, year group or null
--   dfe_from                  date     first day that DfE counts the enrolment, or null for never
--   dfe_to                    date     last day that DfE counts it
--   compulsory_from           date     first day of compulsory school age, or null if not known
--   compulsory_to             date     last day of it: the last Friday in June of Year 11
--   fsm                       boolean  free school meals; null is unknown
--   sen                       varchar  N none, K support, E plan (EHCP), or null
--   eal                       boolean  English an additional language
--   ethnicity                 varchar  or null
--   child_in_need             boolean  null is unknown
--   child_protection_plan     boolean  null is unknown
--   looked_after              boolean  null is unknown
--   previously_looked_after   boolean  null is unknown
--   young_carer               boolean  null is unknown
--   medical_condition         boolean  null is unknown
--   home_authority            varchar  authority that the pupil lives in, or null
--   cohort_words              varchar  cohorts that lists tell of, in short words; blank for none
--   is_provisional            boolean  in no pupil file of the school
--   attributes_year           varchar  academic year of the pupil file used, or null

select part_enrolments.*
from steps.part_enrolments
anti join warehouse.enrolments as known
    on part_enrolments.academic_year = known.academic_year
    and part_enrolments.school_id = known.school_id
    and part_enrolments.pupil_id = known.pupil_id
