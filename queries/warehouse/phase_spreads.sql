-- What one pupil's absence differs by through chance in a span of weeks that has a name: the
-- spread of pupils' sessions missed about what their school's rate would give, pooled over the
-- schools and pupils, of all ages, of a phase. Sums of schools_by_week at the end of the span
-- less those before it, and span_products. The sum of squares is rounded as well as its root, so
-- as to be the same in whatever order it was added up, and nought where nobody differs.
--
-- grain:   one row per first_week, last_week and education_phase
-- rows:    build
-- params: none
-- returns:
--   first_week       date     Monday of the first week, see named_spans
--   last_week        date     Monday of the last week
--   education_phase  varchar  Primary, Secondary, Special and others, or null
--   mean_possible    double   possible sessions in the span of a pupil with any
--   pupil_spread     double   standard deviation of a pupil's sessions missed, to nine places

with

of_schools as (

    select
        named_spans.first_week,
        named_spans.last_week,
        ended.education_phase,
        ended.pupils - coalesce(span_products.pupils_without, 0) as pupils,
        ended.pupils_possible - coalesce(before.pupils_possible, 0) as possible,
        (ended.pupils_absent - coalesce(before.pupils_absent, 0))
        / nullif(ended.pupils_possible - coalesce(before.pupils_possible, 0), 0) as absence_rate,
        ended.possible_squared + coalesce(before.possible_squared, 0)
        - 2 * coalesce(span_products.possible_by_possible, 0) as possible_squared,
        ended.absent_by_possible + coalesce(before.absent_by_possible, 0)
        - coalesce(span_products.absent_by_possible, 0) as absent_by_possible,
        ended.absent_squared + coalesce(before.absent_squared, 0)
        - 2 * coalesce(span_products.absent_by_absent, 0) as absent_squared
    from named_spans
    inner join schools_by_week as ended
        on named_spans.last_week = ended.week_commencing
        and ended.pupils_possible > 0
    left join schools_by_week as before
        on named_spans.week_before = before.week_commencing
        and ended.school_id = before.school_id
        and before.pupils_possible > 0
    left join span_products
        on named_spans.last_week = span_products.last_week
        and named_spans.week_before = span_products.week_before
        and ended.school_id = span_products.school_id

)

select
    first_week,
    last_week,
    education_phase,
    sum(possible) / nullif(sum(pupils), 0) as mean_possible,
    round(
        sqrt(
            greatest(
                round(
                    sum(
                        absent_squared - 2 * absence_rate * absent_by_possible
                        + absence_rate * absence_rate * possible_squared
                    ), 9
                ), 0
            ) / nullif(sum(pupils) - count(*) filter (where possible > 0), 0)
        ), 9
    ) as pupil_spread
from of_schools
group by first_week, last_week, education_phase
order by last_week, first_week, education_phase
