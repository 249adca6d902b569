"""What docs/statistics.md says around the figures that benchmarks/funnel.py measures."""

METHODS = """# Statistics

Written by `python -m benchmarks.funnel`. What the pages call "could be chance" and "unlikely to be
chance", where it comes from, and how far it holds.

## Schools and trusts

**Question.** A school's absence differs from that of its phase. Would it if the school were like
all others, and only other children had happened to fall ill?

**Pupils, not sessions.** A child who is ill misses several sessions running, and a few children
miss most of what a school misses. Sessions are therefore not throws of dice of their own: limits
that take them so (the binomial funnel) are far too narrow. We take pupils as what chance draws. A
school's rate is sessions missed over sessions possible, a ratio of two sums over pupils, and its
variance is that of the residuals: what each pupil missed, less what the rate gives of the pupil's
possible sessions (W. G. Cochran, *Sampling Techniques*, 1977, section 3.12 and chapter 6).

**Pooled.** One school has too few pupils to say how much they differ, above all a small one in
which nobody is away for long. The residuals of all schools of the phase are pooled, each about its
own school's rate, so that real differences between schools do not hide themselves. The spread
takes pupils of all ages; the rates are DfE's (ages 5 to 15).

**Limits.** A school of n pupils strays from the phase by the spread over the square root of n, n
counted by possible sessions. The lines at 1.96 and 3.09 times that hold 95% and 99.8% of what
chance does (D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
*Statistics in Medicine* 24, 2005, 1185-1202). Spiegelhalter widens limits for over-dispersion by
how far institutions lie apart; we widen them by how far pupils do, which needs no assumption that
most schools are alike.

**Words.** Outside 99.8% is "unlikely to be chance", all else "could be chance". Outside 95% is
not enough among 550 schools: some 25 would be named for nothing. A school that sent fewer than
90% of the weeks due is not judged, since absence is not the same all year.

**Trusts and federations.** Their schools' sums together, beside what the phases of their schools
would give; the variances of their schools add up. The range is 3.09 standard errors either way.
There are no places in an order.

**Persistent absence against attendance.** The line of least squares over the schools of a phase,
each weighted by its pupils; a school stands apart at 1.96 times the standard deviation about the
line of schools with as many pupils. This says which schools to ask, not that they are unlike by
more than chance.

## The weekly gap to England

An XmR chart: the mean gap, give or take 2.66 mean moving ranges, moving ranges over 3.267 times
their mean left out; signals as in NHS England's *Making Data Count* (the rules of its package
NHSRplotthedots). The rule is `queries/essex_and_england/gap_control.sql`.

## Since the last meeting

Pupils are discussed because they miss much, and who misses much misses less later on average,
whatever is done: regression to the mean (F. Galton, 1886). "5 of 9 pupils discussed miss less" says
nothing by itself. Beside it stand **similar pupils who were not discussed**: of the same school and
key stage, and in the same band of what they missed before the meeting (under 5%, 5 to under 10%,
10 to under 20%, 20 to under 50%, 50% and over).

**Then and now.** Sessions missed of the pupil's own possible ones, in the school weeks sent after
the week of the meeting and in as many before it; the week itself counts on neither side. A pupil
with fewer than 20 possible sessions on a side is listed and not compared. Two points or more make
"less" or "more", else it is "no clear change": our own choice, more than a session in six weeks.

**What would have happened anyway.** Those discussed miss more than the pool even inside a band of
sums, so each is also set beside the pool of the own key stage and band: the shares of similar
pupils who miss less, added up over those discussed, are the number expected. Who has nobody like
them is left out of it.

**Words.** Under five pupils compared on a side: so few tell nothing. The two shares differ by
chance within 3.09 standard errors of two proportions; beyond it the page adds that who is
discussed is chosen, not drawn, so that even then it is no proof.

## Need for a meeting

A sum of eight parts with weights that anyone can change says whom to meet first, and nothing of how
good a school is. **What could be chance gives no points**, so that a small school does not come
first because its rates swing. Children who miss half of school, and pupils over a threshold, are
counted as children, whatever the size of the school: each needs someone.

**PA beyond what is expected.** The line of least squares above, by attendance and by the school's
share of free school meals at the census; by attendance alone where fewer than ten schools of the
phase are judged, since with two slopes so few schools are fitted, not compared. A school without a
census share takes the mean of its phase. It counts from 1.96 standard deviations about the plane
for schools with as many pupils: as on the page of schools it says whom to ask.

**More absence than last year.** The school's rise since the same school weeks last year, less that
of its phase, beyond 3.09 standard errors of the two years' spreads between pupils. Most pupils are
there in both years, and what is common to both would narrow the limits: they are on the safe side.

**Unauthorised absence** has a spread between pupils of its own (`phase_unauthorised`), for a few
pupils miss most of it: sessions without leave in the year so far about the mean of the own school,
pooled over the phase. It counts beyond 3.09 standard errors.

**Whether the weights decide.** Each weight is halved and doubled in turn, the others as they are,
and the page names the schools that leave the top twenty (a third of a shorter list) by it, and
those that would come.

## Where it stands

| what | production | held against |
| --- | --- | --- |
| spread, judgement of schools and trusts | `queries/schools/every_school.sql`, `trusts.sql` | \
`attendance/statistics.py` |
| lines of the chart | `attendance/statistics.py` | Spiegelhalter's formula |
| line of persistent absence | `queries/schools/pa_expected.sql` | sums worked by hand |
| pupils discussed and similar ones | `queries/tsm/since_last.sql`, `discussed_pupils.sql` | \
a count in plain Python, `tests/oracle/test_since_last.py` |
| limits of the weekly gap | `gap_control.sql` | `attendance/statistics.py`, and that against the \
NIST/SEMATECH e-Handbook, section 6.3.2.2 |

## The made-up counties

444 primary, 82 secondary and 24 special schools. A pupil's number of spells
is Poisson about a mean that differs log-normally from pupil to pupil; spells are short (three
sessions) but for one in 66 (thirty); a few pupils miss over half the year, some come or leave
within it."""

MEANING = """## What it means

- Chance is a little lopsided: absence has a long tail upwards, so that small schools lie above the
  upper limit more often than below the lower one. That is in the shares above.
- Pupils are taken as one apart from another. What moves many at once in one school, such as a
  wave of illness or a closed road, is not chance here: it is a real difference of those weeks.
- What is outside is unlikely to be chance; it says nothing of why. Deprivation or how registers
  are kept may be behind it, too.
- A small school can be far off and "could be chance" all the same: that is not proof that nothing
  is wrong, only that the figure alone cannot tell."""
