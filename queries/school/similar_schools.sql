-- The most similar schools of the same phase by published and visible facts, nearest first, and how
-- the school compares with them taken together. Two schools are apart in a factor by their
-- difference over the standard deviation of the phase, which is at least the smallest step of
-- similar_school_weights.csv, in a kind by one such step if it is not the same; the distance is the
-- mean of these, by the weights of that file, and its parts sum to it. A factor that either school
-- lacks is left out of that pair; schools that share too little of the weights are not set beside
-- each other. Schools need marks of the year so far. Attendance and PA are of the year so far.
-- Taken together are the similar schools not left out that sent enough weeks; the next ones do not
-- step in. The reach of a difference is that of chance between pupils, as in schools/every_school;
-- for PA of pupils who are or are not, with two more counted and two not. Marks of a school that
-- the viewer may not see are told only together with others, if there are enough of them. Such a
-- school cannot be left out: sums with it and without it would tell its own.
--
-- grain:   one row per asked_school_id and school_id
-- rows:    school
-- denominator: possible sessions of the year so far; for PA enrolments of the year so far
-- source:  DfE's register of schools (GIAS); pupil files and registers of the county's schools
-- params:
--   school_id              integer    the school, or null for all those chosen
--   chosen_schools         integer[]  leave out other schools, or null
--   last_week              date       the year so far ends with this week
--   left_out               integer[]  similar schools not to compare with, or null
--   most_similar           integer    so many similar schools
--   smallest_pool          integer    so many schools not to be seen are told of together
--   smallest_known_share   double     least part of the weights that two schools must share
--   smallest_share_pooled  double     schools that sent a smaller share of weeks do not count
--   sure_limit             double     so many standard errors are the reach of a difference
--   smallest_group         integer    fewer pupils are not shown
--   visible_schools        integer[]  schools that the viewer may see
--   schools_beside         integer[]  of the schools beside it, those that the viewer may see
-- returns:
--   asked_school_id          integer  the school that the others are similar to
--   school_id                integer  number of the school in all its years
--   urn                      integer  unique reference number
--   school_name              varchar  name
--   similar_rank             integer  1 is the most similar; 0 is the school itself
--   distance                 double   weighted mean of what the two are apart, steps
--   known_share              double   part of the weights whose factors both have, 0 to 1
--   district                 varchar  district council's area, or null
--   pupils                   integer  pupils at the last census, or null
--   fsm_share                double   pupils with free school meals at the census, 0 to 1
--   sen_share                double   this year's pupils with SEN, whole per cent, 0 to 1
--   eal_share                double   with English as an additional language, the same way
--   urban_rural              varchar  urban, rural or null
--   low_age                  smallint youngest age
--   high_age                 smallint oldest age
--   admissions               varchar  selective, not selective or null
--   school_type              varchar  GIAS type of establishment
--   pupils_part              double   part of the distance that is size, steps; null if not used
--   fsm_part                 double   the same of free school meals
--   sen_part                 double   the same of SEN
--   eal_part                 double   the same of English as an additional language
--   urban_rural_part         double   the same of urban or rural
--   low_age_part             double   the same of the youngest age
--   high_age_part            double   the same of the oldest age
--   admissions_part          double   the same of admissions
--   school_type_part         double   the same of the type of school
--   is_left_out              boolean  left out by the reader
--   is_pooled                boolean  among those taken together; null if not to be told
--   weeks_sent_share         double   weeks with marks of those due so far, 0 to 1
--   enrolments               integer  pupils with possible sessions so far, or null
--   attendance_rate          double   attended of possible sessions, 0 to 1, or null
--   persistently_absent      integer  enrolments persistently absent so far, or null
--   persistent_absence_rate  double   persistently absent of enrolments, 0 to 1, or null
--   pooled_schools           integer  schools taken together; from here on for rank 0 only
--   pooled_enrolments        integer  their enrolments
--   pooled_attendance_rate   double   their attended of their possible sessions, 0 to 1
--   pooled_lowest_rate       double   attendance of the lowest of them, 0 to 1
--   pooled_highest_rate      double   attendance of the highest of them, 0 to 1
--   pooled_persistent_rate   double   their persistently absent of their enrolments, 0 to 1
--   attendance_points        double   the school minus these, points
--   attendance_reach_points  double   so far either way of it chance reaches, points
--   persistent_points        double   the same of persistent absence
--   persistent_reach_points  double   so far either way of it chance reaches, points

with

asked as (

    select school_id, education_phase
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )

),

so_far as (

    select
        academic_year,
        school_id,
        coalesce(weeks_sent / nullif(weeks_due, 0), 0) as sent_share,
        enrolments,
        year_possible_sessions as possible,
        year_absent_sessions as absent,
        persistently_absent,
        pupils as pupils_judged,
        pupils_possible,
        absent_squared
        - 2 * pupils_absent / pupils_possible * absent_by_possible
        + pupils_absent / pupils_possible
        * pupils_absent / pupils_possible * possible_squared as squares
    from schools_by_week
    where
        week_commencing = cast($last_week as date)
        and enrolments > 0
        and education_phase in (select education_phase from asked)

),

facts as (

    select
        school_facts.* exclude (academic_year, sen, sen_share, eal, eal_share),
        case
            when school_facts.sen not between 1 and cast($smallest_group as integer) - 1
                then school_facts.sen_share
        end as sen_share,
        case
            when school_facts.eal not between 1 and cast($smallest_group as integer) - 1
                then school_facts.eal_share
        end as eal_share,
        so_far.* exclude (academic_year, school_id)
    from so_far
    inner join school_facts
        on so_far.school_id = school_facts.school_id
        and so_far.academic_year = school_facts.academic_year

),

factors as (

    select
        facts.school_id,
        facts.urn,
        facts.education_phase,
        similar_school_weights.factor,
        similar_school_weights.weight,
        similar_school_weights.smallest_step,
        case similar_school_weights.factor
            when 'pupils' then facts.pupils
            when 'fsm' then facts.fsm_share
            when 'sen' then facts.sen_share
            when 'eal' then facts.eal_share
            when 'low_age' then facts.low_age
            when 'high_age' then facts.high_age
        end as number,
        case similar_school_weights.factor
            when 'urban_rural' then facts.urban_rural
            when 'admissions' then facts.admissions
            when 'school_type' then facts.school_type
        end as kind
    from facts
    inner join similar_school_weights
        on facts.education_phase = similar_school_weights.education_phase

),

steps as (

    select
        education_phase,
        factor,
        -- Rounded, for its last digits depend on the order that schools are read in.
        nullif(
            round(greatest(coalesce(stddev_pop(number), 0), coalesce(max(smallest_step), 0)), 12), 0
        ) as step
    from factors
    group by education_phase, factor

),

own as (

    select
        factors.school_id as asked_school_id,
        factors.education_phase,
        factors.factor,
        factors.number,
        factors.kind,
        steps.step
    from factors
    inner join asked on factors.school_id = asked.school_id
    inner join steps
        on factors.education_phase = steps.education_phase
        and factors.factor = steps.factor

),

parts as (

    select
        own.asked_school_id,
        factors.school_id,
        factors.urn,
        factors.factor,
        factors.weight,
        factors.weight * coalesce(
            abs(factors.number - own.number) / coalesce(own.step, 1),
            cast(factors.kind <> own.kind as integer)
        ) as part
    from factors
    inner join own
        on factors.education_phase = own.education_phase
        and factors.factor = own.factor

),

distances as (

    select
        asked_school_id,
        school_id,
        urn,
        sum(weight) as all_weight,
        sum(weight) filter (where part is not null) as known_weight,
        sum(part) as part,
        max(part) filter (where factor = 'pupils') as pupils_part,
        max(part) filter (where factor = 'fsm') as fsm_part,
        max(part) filter (where factor = 'sen') as sen_part,
        max(part) filter (where factor = 'eal') as eal_part,
        max(part) filter (where factor = 'urban_rural') as urban_rural_part,
        max(part) filter (where factor = 'low_age') as low_age_part,
        max(part) filter (where factor = 'high_age') as high_age_part,
        max(part) filter (where factor = 'admissions') as admissions_part,
        max(part) filter (where factor = 'school_type') as school_type_part
    from parts
    group by asked_school_id, school_id, urn
    having
        sum(weight) filter (where part is not null)
        >= cast($smallest_known_share as double) * sum(weight)
        or school_id = asked_school_id

),

ranked as (

    select
        *,
        list_contains(cast($schools_beside as integer[]), school_id) as is_visible,
        row_number() over (
            partition by asked_school_id
            order by
                school_id = asked_school_id desc,
                round(part / known_weight, 9),
                urn
        ) - 1 as similar_rank
    from distances

),

nearest as (

    select
        ranked.asked_school_id,
        facts.*,
        ranked.similar_rank,
        ranked.is_visible,
        ranked.part / ranked.known_weight as distance,
        ranked.known_weight / ranked.all_weight as known_share,
        ranked.pupils_part / ranked.known_weight as pupils_part,
        ranked.fsm_part / ranked.known_weight as fsm_part,
        ranked.sen_part / ranked.known_weight as sen_part,
        ranked.eal_part / ranked.known_weight as eal_part,
        ranked.urban_rural_part / ranked.known_weight as urban_rural_part,
        ranked.low_age_part / ranked.known_weight as low_age_part,
        ranked.high_age_part / ranked.known_weight as high_age_part,
        ranked.admissions_part / ranked.known_weight as admissions_part,
        ranked.school_type_part / ranked.known_weight as school_type_part,
        ranked.is_visible
        and ranked.similar_rank > 0
        and coalesce(list_contains(cast($left_out as integer[]), facts.school_id), false)
            as is_left_out,
        ranked.is_visible
        and facts.enrolments >= cast($smallest_group as integer) as is_shown,
        case
            when
                facts.persistently_absent
                not between 1 and cast($smallest_group as integer) - 1
                then facts.persistently_absent
        end as persistent_shown
    from ranked
    inner join facts on ranked.school_id = facts.school_id
    where ranked.similar_rank <= cast($most_similar as integer)

),

beside as (

    -- Few schools that the viewer may not see could be told apart.
    select
        asked_school_id,
        count(*) filter (where similar_rank > 0) as schools,
        sum(enrolments) filter (where similar_rank > 0) as enrolments,
        sum(possible) filter (where similar_rank > 0) as possible,
        sum(absent) filter (where similar_rank > 0) as absent,
        case
            when
                sum(persistently_absent) filter (where similar_rank > 0)
                not between 1 and cast($smallest_group as integer) - 1
                then sum(persistently_absent) filter (where similar_rank > 0)
        end as persistently_absent,
        min(1 - absent / possible) filter (where similar_rank > 0) as lowest_rate,
        max(1 - absent / possible) filter (where similar_rank > 0) as highest_rate,
        sum(pupils_possible) / sum(pupils_judged) as mean_possible,
        sqrt(greatest(sum(squares), 0) / nullif(sum(pupils_judged) - count(*), 0))
        / (sum(pupils_possible) / sum(pupils_judged)) as pupil_spread
    from nearest
    where not is_left_out and sent_share >= cast($smallest_share_pooled as double)
    group by asked_school_id
    having
        min(similar_rank) = 0
        and count(*) > 1
        and count(*) filter (where not is_visible and similar_rank > 0)
        not between 1 and cast($smallest_pool as integer) - 1
        and sum(enrolments) filter (where similar_rank > 0) >= cast($smallest_group as integer)

)

select
    nearest.asked_school_id,
    nearest.school_id,
    nearest.urn,
    nearest.school_name,
    cast(nearest.similar_rank as integer) as similar_rank,
    case when nearest.similar_rank = 0 then 0 else nearest.distance end as distance,
    nearest.known_share,
    nearest.district,
    nearest.pupils,
    nearest.fsm_share,
    nearest.sen_share,
    nearest.eal_share,
    nearest.urban_rural,
    nearest.low_age,
    nearest.high_age,
    nearest.admissions,
    nearest.school_type,
    nearest.pupils_part,
    nearest.fsm_part,
    nearest.sen_part,
    nearest.eal_part,
    nearest.urban_rural_part,
    nearest.low_age_part,
    nearest.high_age_part,
    nearest.admissions_part,
    nearest.school_type_part,
    nearest.is_left_out,
    case
        when nearest.is_visible and nearest.similar_rank > 0
            then not nearest.is_left_out
            and nearest.sent_share >= cast($smallest_share_pooled as double)
    end as is_pooled,
    case when nearest.is_visible then nearest.sent_share end as weeks_sent_share,
    case when nearest.is_shown then nearest.enrolments end as enrolments,
    case when nearest.is_shown then 1 - nearest.absent / nearest.possible end
        as attendance_rate,
    case when nearest.is_shown then nearest.persistent_shown end as persistently_absent,
    case when nearest.is_shown then nearest.persistent_shown / nearest.enrolments end
        as persistent_absence_rate,
    cast(beside.schools as integer) as pooled_schools,
    cast(beside.enrolments as integer) as pooled_enrolments,
    1 - beside.absent / beside.possible as pooled_attendance_rate,
    beside.lowest_rate as pooled_lowest_rate,
    beside.highest_rate as pooled_highest_rate,
    beside.persistently_absent / beside.enrolments as pooled_persistent_rate,
    case when nearest.is_shown
        then 100 * (beside.absent / beside.possible - nearest.absent / nearest.possible)
    end as attendance_points,
    case when nearest.is_shown
        then 100 * cast($sure_limit as double) * beside.pupil_spread * sqrt(
            beside.mean_possible / nearest.possible + beside.mean_possible / beside.possible
        )
    end as attendance_reach_points,
    case when nearest.is_shown
        then 100 * (
            nearest.persistent_shown / nearest.enrolments
            - beside.persistently_absent / beside.enrolments
        )
    end as persistent_points,
    case when nearest.is_shown
        then 100 * cast($sure_limit as double) * sqrt(
            (nearest.persistent_shown + 2)
            * (nearest.enrolments - nearest.persistent_shown + 2)
            / power(nearest.enrolments + 4, 3)
            + (beside.persistently_absent + 2)
            * (beside.enrolments - beside.persistently_absent + 2)
            / power(beside.enrolments + 4, 3)
        )
    end as persistent_reach_points
from nearest
left join beside
    on nearest.asked_school_id = beside.asked_school_id
    and nearest.similar_rank = 0
order by nearest.asked_school_id, nearest.similar_rank
