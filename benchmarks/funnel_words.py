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

## Where it stands

| what | production | held against |
| --- | --- | --- |
| spread, judgement of schools and trusts | `queries/schools/every_school.sql`, `trusts.sql` | \
`attendance/statistics.py` |
| lines of the chart | `attendance/statistics.py` | Spiegelhalter's formula |
| line of persistent absence | `queries/schools/pa_expected.sql` | sums worked by hand |
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
