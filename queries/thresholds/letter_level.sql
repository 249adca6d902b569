-- Pupils on roll whose attendance in the year so far is below the school's own level for a letter,
-- and to whom no letter was written down. The level is the school's own, not DfE's. Those with few
-- possible sessions as yet are marked, and most sessions missed come first.
--
-- grain:   one row per person_key and school_id
-- rows:    pupil
-- denominator: possible sessions of the pupil in the year so far
-- source:  registers of the schools; letters as written down here
-- params:
--   academic_year     varchar    such as 2024/25
--   last_week         date       Monday of the last week
--   as_of             date       last marked day of the weeks
--   school_id         integer    one school, or null for all
--   chosen_schools    integer[]  leave out other schools, or null
--   letter_level      double     attendance below which the school writes, 0 to 1
--   letter_people     varchar[]  person_key of each one with a letter written down
--   settled_sessions  integer    possible sessions from which on a share says something
--   show_names        boolean    names, else pseudonyms
--   listed_from       integer    rows of the list left out before the first one given
--   listed_at_once    integer    rows given at most
--   visible_schools   integer[]  schools that the viewer may see
-- returns:
--   person_key             varchar  key of the person for links
--   pupil                  varchar  surname and forename, else the school's own id; or a pseudonym
--   school_name            varchar  name of the school
--   year_group             varchar  Nursery, Reception, Year 1 to Year 14, or null
--   class                  varchar  class or tutor group, or null
--   attendance_rate        double   attended / possible sessions in the year so far, 0 to 1
--   absent_sessions        bigint   sessions missed in the year so far
--   possible_sessions      bigint   possible sessions in the year so far
--   unauthorised_sessions  bigint   sessions missed without leave in the last week
--   is_settled             boolean  enough possible sessions for the share to say something
--   in_dfe_figure          boolean  counted in DfE's rates; Reception and sixth form are not
--   age_known_by           varchar  date of birth, year group or not known
--   upn                    varchar  unique pupil number; null without names
--   date_of_birth          date     date of birth; null without names
--   urn                    integer  the school's number at DfE
--   school_id              integer  number of the school
--   listed                 bigint   pupils in the whole list
--   with_letter            bigint   pupils below the level with a letter, who are not listed

with

places as (

    select school_id, school_name, urn
    from schools
    where
        is_current
        and list_contains(cast($visible_schools as integer[]), school_id)
        and (
            cast($chosen_schools as integer[]) is null
            or list_contains(cast($chosen_schools as integer[]), school_id)
        )
        and (cast($school_id as integer) is null or school_id = cast($school_id as integer))

),

written as (

    select distinct people.pupil_id
    from (select unnest(cast($letter_people as varchar[])) as person_key) as given
    inner join people on given.person_key = people.person_key

),

below as (

    select
        places.*,
        so_far.pupil_id,
        so_far.year_possible_sessions as possible,
        so_far.year_absent_sessions as absent,
        so_far.unauthorised_sessions,
        written.pupil_id is not null as has_letter
    from pupil_weeks as so_far
    inner join places on so_far.school_id = places.school_id
    inner join enrolments
        on enrolments.academic_year = cast($academic_year as varchar)
        and so_far.school_id = enrolments.school_id
        and so_far.pupil_id = enrolments.pupil_id
    left join written on so_far.pupil_id = written.pupil_id
    where
        so_far.week_commencing = cast($last_week as date)
        and (enrolments.leaving_date is null or enrolments.leaving_date >= cast($as_of as date))
        and so_far.year_absent_sessions
        > cast(1 - cast($letter_level as double) as decimal(9, 6)) * so_far.year_possible_sessions

),

wanted as (

    select
        *,
        cast(sum(case when has_letter then 0 else 1 end) over () as bigint) as listed,
        sum(case when has_letter then 1 else 0 end) over () as with_letter
    from below
    order by has_letter, absent desc, possible, school_id, pupil_id
    limit cast($listed_at_once as integer)
    offset cast($listed_from as integer)

)

select
    people.person_key,
    case
        when not cast($show_names as boolean) then people.pseudonym
        else coalesce(
            people.surname || ', ' || people.forename,
            people.surname,
            enrolments.local_id,
            people.upn
        )
    end as pupil,
    wanted.school_name,
    enrolments.year_group_words as year_group,
    enrolments.class,
    (wanted.possible - wanted.absent) / wanted.possible as attendance_rate,
    cast(wanted.absent as bigint) as absent_sessions,
    cast(wanted.possible as bigint) as possible_sessions,
    cast(wanted.unauthorised_sessions as bigint) as unauthorised_sessions,
    wanted.possible >= cast($settled_sessions as integer) as is_settled,
    enrolments.dfe_from is not null as in_dfe_figure,
    coalesce(enrolments.age_source, 'not known') as age_known_by,
    case when cast($show_names as boolean) then people.upn end as upn,
    case when cast($show_names as boolean) then people.date_of_birth end as date_of_birth,
    wanted.urn,
    wanted.school_id,
    wanted.listed,
    cast(wanted.with_letter as bigint) as with_letter
from wanted
inner join enrolments
    on enrolments.academic_year = cast($academic_year as varchar)
    and wanted.school_id = enrolments.school_id
    and wanted.pupil_id = enrolments.pupil_id
inner join people on wanted.pupil_id = people.pupil_id
where not wanted.has_letter
order by wanted.absent desc, wanted.possible, wanted.school_id, wanted.pupil_id
