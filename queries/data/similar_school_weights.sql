-- By what similar schools of a phase are found, and how much each factor weighs.
--
-- grain:   one row per factor
-- rows:    county
-- denominator: all weights of the phase
-- source:  similar_school_weights.csv, the county's own choice
-- params:
--   education_phase  varchar  phase
-- returns:
--   factor        varchar  pupils, fsm and others
--   factor_name   varchar  what readers call it
--   weight        double   how much it weighs
--   weight_share  double   its part of all weights, 0 to 1
--   smallest_step double   a step is at least this: pupils, years, or a share of 0 to 1; or null
--   how_measured  varchar  what two schools are apart by

select
    factor,
    factor_name,
    weight,
    weight / sum(weight) over () as weight_share,
    smallest_step,
    how_measured
from similar_school_weights
where education_phase = cast($education_phase as varchar)
order by weight desc, factor_name
