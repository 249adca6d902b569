-- The parts of the need for a Targeting Support Meeting: how much each weighs, and from what value
-- on it counts in full.
--
-- grain:   one row per part
-- rows:    county
-- source:  need_weights.csv, our own choice
-- params:
--   weighted_parts  varchar[]  parts that a reader gave another weight
--   part_weights    double[]   the weight of each of these
-- returns:
--   part          varchar  severe, persistent, worsening, unauthorised and others
--   part_name     varchar  what readers call it
--   weight        double   how much it weighs now
--   own_weight    double   how much it weighs by the file
--   full_at       double   from so much on it counts in full
--   unit          varchar  what full_at is of: times, points, days, actions or weeks
--   what_it_means varchar  what is counted, and when nothing is
--   source        varchar  who says so

select
    need_weights.part,
    need_weights.part_name,
    coalesce(given.weight, need_weights.weight) as weight,
    need_weights.weight as own_weight,
    need_weights.full_at,
    need_weights.unit,
    need_weights.what_it_means,
    need_weights.source
from need_weights
left join (
    select
        unnest(cast($weighted_parts as varchar[])) as part,
        unnest(cast($part_weights as double[])) as weight
) as given
    on need_weights.part = given.part
order by need_weights.list_order
