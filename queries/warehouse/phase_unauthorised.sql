-- What one pupil's unauthorised absence differs by through chance in an academic year so far: the
-- spread of pupils' sessions missed without leave about the mean of their school, pooled over the
-- schools and pupils, of all ages, of a phase. Rounded, so as to be the same in whatever order it
-- was added up.
--
-- grain:   one row per academic_year and education_phase
-- rows:    build
-- params: none
-- returns:
--   academic_year    varchar  such as 2024/25
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   pupil_spread     double   standard deviation of a pupil's sessions, to nine places; or null

with

of_schools as (

    select
        academic_year,
        school_id,
        sum(sessions) as sessions,
        sum(sessions * sessions) as sessions_squared
    from (
        select
            pupil_half_term_codes.academic_year,
            pupil_half_term_codes.school_id,
            pupil_half_term_codes.pupil_id,
            sum(pupil_half_term_codes.sessions) as sessions
        from pupil_half_term_codes
        inner join register_codes
            on pupil_half_term_codes.code = register_codes.code
            and register_codes.category = 'unauthorised absence'
        group by
            pupil_half_term_codes.academic_year,
            pupil_half_term_codes.school_id,
            pupil_half_term_codes.pupil_id
    ) as of_pupils
    group by academic_year, school_id

),

pupils_of_schools as (

    select academic_year, school_id, education_phase, max(pupils) as pupils
    from schools_by_week
    where pupils > 0
    group by academic_year, school_id, education_phase

)

select
    pupils_of_schools.academic_year,
    pupils_of_schools.education_phase,
    round(
        sqrt(
            greatest(
                round(
                    sum(
                        coalesce(of_schools.sessions_squared, 0)
                        - coalesce(of_schools.sessions, 0) * coalesce(of_schools.sessions, 0)
                        / pupils_of_schools.pupils
                    ), 9
                ), 0
            ) / nullif(sum(pupils_of_schools.pupils) - count(*), 0)
        ), 9
    ) as pupil_spread
from pupils_of_schools
left join of_schools
    on pupils_of_schools.academic_year = of_schools.academic_year
    and pupils_of_schools.school_id = of_schools.school_id
group by pupils_of_schools.academic_year, pupils_of_schools.education_phase
order by academic_year, education_phase
