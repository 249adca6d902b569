-- Which findings about a school raise a question worth asking in a meeting, from what size on, and
-- the question.
--
-- grain:   one row per place
-- rows:    county
-- source:  tsm_questions.csv, our own choice
-- params: none
-- returns:
--   place     integer  place in the list of questions
--   finding   varchar  what was measured
--   at_least  double   from so much on the question is asked
--   question  varchar  the question; {what} stands for whom the finding is about

select
    place,
    finding,
    at_least,
    question
from tsm_questions
order by place
