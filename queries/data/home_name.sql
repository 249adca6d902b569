-- What the home authority is called: as DfE's newest release has it, else as its schools' register
-- has it, else "The county".
--
-- grain:   one row
-- rows:    published
-- source:  DfE, Pupil attendance in schools, and DfE's register of schools (GIAS)
-- params:
--   home_authority  varchar  authority, three-digit code
-- returns:
--   authority_name  varchar  its name

select
    coalesce(
        (
            select area_name
            from areas
            where area_level = 'Local authority' and area_id = cast($home_authority as varchar)
        ),
        (
            select max(authority_name)
            from schools
            where authority_code = cast($home_authority as varchar)
        ),
        'The county'
    ) as authority_name
