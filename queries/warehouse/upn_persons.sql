-- UPNs that another one has taken the place of: a temporary or mistyped UPN and the one that
-- corrects it are one pupil. They are if a school gave both the same own id, nothing known of date
-- of birth, surname and forename differs, the date or both names agree, and no year's newest file
-- of the school has both. Two pupils taken for one do more harm than one taken for two.
--
-- grain:   one row per upn
-- rows:    build
-- params: none
-- returns:
--   upn     varchar  UPN that is no longer used
--   person  varchar  the newest UPN of the same pupil

with recursive

shared_ids as (

    select urn, local_id
    from landed_pupils
    where upn is not null and local_id is not null
    group by urn, local_id
    having min(upn) <> max(upn)

),

holding as (

    select
        landed_pupils.urn,
        landed_pupils.local_id,
        landed_pupils.upn,
        landed_pupils.academic_year,
        landed_pupils.load_number,
        landed_pupils.line,
        landed_pupils.date_of_birth,
        lower(trim(landed_pupils.surname)) as surname,
        lower(trim(landed_pupils.forename)) as forename
    from landed_pupils
    inner join shared_ids
        on landed_pupils.urn = shared_ids.urn
        and landed_pupils.local_id = shared_ids.local_id
    where landed_pupils.upn is not null

),

holders as (

    select *
    from holding
    qualify row_number() over (
        partition by urn, local_id, upn order by academic_year desc, load_number desc, line desc
    ) = 1

),

newest_rows as (

    select upn, academic_year, load_number, line
    from landed_pupils
    where upn in (select upn from holders)
    qualify row_number() over (
        partition by upn order by academic_year desc, load_number desc, line desc
    ) = 1

),

placed as (

    select upn, row_number() over (order by academic_year, load_number, line) as place
    from newest_rows

),

newest_files as (

    select urn, academic_year, max(load_number) as load_number
    from landed_pupils
    where urn in (select urn from shared_ids)
    group by urn, academic_year

),

in_newest_files as (

    select landed_pupils.urn, landed_pupils.academic_year, landed_pupils.upn
    from landed_pupils
    inner join newest_files
        on landed_pupils.urn = newest_files.urn
        and landed_pupils.academic_year = newest_files.academic_year
        and landed_pupils.load_number = newest_files.load_number
    where landed_pupils.upn in (select upn from holders)

),

told_apart as (

    select distinct one.urn, one.upn, other.upn as other_upn
    from in_newest_files as one
    inner join in_newest_files as other
        on one.urn = other.urn
        and one.academic_year = other.academic_year
        and one.upn <> other.upn

),

alike as (

    select
        older.upn,
        newer.upn as successor,
        newer_placed.place
    from holders as older
    inner join holders as newer
        on older.urn = newer.urn
        and older.local_id = newer.local_id
    inner join placed as older_placed on older.upn = older_placed.upn
    inner join placed as newer_placed on newer.upn = newer_placed.upn
    left join told_apart
        on older.urn = told_apart.urn
        and older.upn = told_apart.upn
        and newer.upn = told_apart.other_upn
    where
        older_placed.place < newer_placed.place
        and told_apart.upn is null
        and not coalesce(older.date_of_birth <> newer.date_of_birth, false)
        and not coalesce(older.surname <> newer.surname, false)
        and not coalesce(older.forename <> newer.forename, false)
        and (
            older.date_of_birth = newer.date_of_birth
            or (older.surname = newer.surname and older.forename = newer.forename)
        )

),

succeeded as (

    select upn, successor
    from alike
    qualify row_number() over (partition by upn order by place desc) = 1

),

followed as (

    select upn, successor as person
    from succeeded
    union all
    select followed.upn, succeeded.successor
    from followed
    inner join succeeded on followed.person = succeeded.upn

)

select upn, person
from followed
where person not in (select upn from succeeded)
order by upn
