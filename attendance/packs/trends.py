"""Overall trends and emerging patterns of one school, and how it stands beside others."""

import pandas as pd

from attendance import sentences, words
from attendance.packs.asked import Asked
from attendance.packs.pack import Chart, Column, Section, Series, Table
from attendance.scope import PackScope
from attendance.words import Cell, each, percent

THIS_SCHOOL = "This school"
MOST_CODES = 12
WEEKS_IN_ALT = 4


def trends(asked: Asked, heading: str) -> Section:
    """What stands out, the weeks, and how many pupils miss how much."""
    scope = asked.scope
    found = {
        name: asked(f"school/{name}") for name in sentences.STANDING_OUT if name != "weekly_gap"
    }
    return Section(
        "trends",
        heading,
        sentences=(
            gap_each_week(asked),
            *sentences.standing_out(found, scope),
            *sentences.band_flow(asked("school/band_flow"), scope),
        ),
        charts=(
            weekly(asked("school/weekly_trend"), scope),
            bands(asked("school/absence_bands"), scope),
        ),
    )


def comparison(asked: Asked, heading: str) -> Section:
    """The school beside England, its phase and similar schools, and the gap by reason."""
    scope = asked.scope
    position, among = asked("school/position"), asked("schools/every_school")
    england = asked("school/pa_and_england")
    similar = asked("school/similar_schools")
    return Section(
        "comparison",
        heading,
        sentences=(
            *sentences.school_findings(position, among, scope, england),
            *sentences.similar_together(similar),
        ),
        tables=(beside(position, scope),),
        charts=(reasons(asked("school/code_gap"), scope),),
    )


def beside(rows: pd.DataFrame, scope: PackScope) -> Table:
    """Attendance, PA, SA and unauthorised absence of the school, its phase, England, last year."""
    phase = f"{scope.home} {words.phase(scope.education_phase)}"
    columns = (
        Column("measure", ""),
        Column("counted", "Counted", "count"),
        Column("base", "Of", "count"),
        Column("school_rate", "School", "rate"),
        Column("county_rate", scope.home, "rate"),
        Column("county_points", "Difference (points)", "points"),
        Column("last_year_rate", "School, same point last year", "rate"),
        Column("last_year_points", "Change (points)", "points"),
    )
    return Table(
        "beside",
        f"{scope.school_name} beside {phase}",
        columns,
        tuple(
            (
                sentences.MEASURES_OF_SCHOOL[row.measure],
                *(_number(getattr(row, column.name)) for column in columns[1:]),
            )
            for row in each(rows)
        ),
        note=sentences.own_marks(scope),
    )


def gap_each_week(asked: Asked) -> str:
    """Whether the weekly gap to the phase is steady, or better or worse since when."""
    title = words.lowered(sentences.weekly_gap(asked("school/weekly_gap"), asked.scope).title)
    told = title.replace(": ", ", ").removesuffix(" in the weekly gap")
    return f"Weekly gap to {asked.scope.home}: {told}."


def weekly(rows: pd.DataFrame, scope: PackScope) -> Chart:
    """Attendance each week: the school, its phase, England, and the school a year before."""
    message = sentences.weekly_trend(rows, scope)
    now = rows[rows["academic_year"] == scope.academic_year]
    before = rows[rows["academic_year"] != scope.academic_year]
    weeks = sorted({*now["shown_week"], *before["shown_week"].dropna()})
    weeks = [week for week in weeks if week <= pd.Timestamp(scope.last_week)]
    lines = (
        (THIS_SCHOOL, "school", now, "school_attendance_rate"),
        (scope.home, "home", now, "county_attendance_rate"),
        ("England", "england", now, "england_attendance_rate"),
        (f"{THIS_SCHOOL} last year", "last year", before, "school_attendance_rate"),
    )
    series = tuple(
        Series(name, role, _by_week(found, column, weeks)) for name, role, found, column in lines
    )
    return Chart(
        "line",
        message.title,
        message.subtitle,
        _alt_of_weeks(message.title, series, weeks),
        labels=tuple(f"{week.day} {week:%b}" for week in weeks),
        series=tuple(line for line in series if any(value is not None for value in line.values)),
    )


def bands(rows: pd.DataFrame, scope: PackScope) -> Chart:
    """Pupils by the share that they missed, now and at the same point last year."""
    message = sentences.absence_bands(rows, scope)
    series = tuple(
        Series(
            name,
            role,
            tuple(_number(getattr(row, f"{before}band_share")) for row in each(rows)),
            tuple(
                f"{words.count(getattr(row, f'{before}pupils'))} "
                f"({percent(getattr(row, f'{before}band_share'))})"
                for row in each(rows)
            ),
        )
        for name, role, before in (("Now", "school", ""), ("Last year", "last year", "last_year_"))
    )
    series = tuple(each for each in series if any(value is not None for value in each.values))
    labels = tuple(words.absence_band(row.band_from, row.band_to) for row in each(rows))
    return Chart(
        "bar",
        message.title,
        message.subtitle,
        in_words(message.title, labels, series),
        labels,
        series,
    )


def reasons(rows: pd.DataFrame, scope: PackScope) -> Chart:
    """Each code's part of the gap to the phase, in points."""
    message = sentences.code_gap(rows, scope)
    largest = rows["gap_points"].abs().sort_values(ascending=False).index[:MOST_CODES]
    shown = rows[rows.index.isin(largest)].dropna(subset=["gap_points"])
    labels = tuple(f"{row.code} {row.description}" for row in each(shown))
    values = tuple(float(points) for points in shown["gap_points"])
    texts = tuple(words.exact(points) for points in values)
    series = (Series("Part of the gap", "school", values, texts),)
    alt = in_words(message.title, labels, series)
    return Chart("bar", message.title, message.subtitle, alt, labels, series, unit="points")


def in_words(title: str, labels: tuple[str, ...], series: tuple[Series, ...]) -> str:
    """A chart of bars for who cannot see it."""
    told = [
        f"{each.name}: "
        + ", ".join(f"{label} {text}" for label, text in zip(labels, each.texts, strict=True))
        for each in series
    ]
    return f"{title}. {'; '.join(told)}."


def _alt_of_weeks(title: str, series: tuple[Series, ...], weeks: list) -> str:
    told = []
    for line in series:
        known = [
            (week, value)
            for week, value in zip(weeks, line.values, strict=True)
            if value is not None
        ]
        last = ", ".join(
            f"{words.week(week)} {percent(value)}" for week, value in known[-WEEKS_IN_ALT:]
        )
        if known:
            told.append(f"{line.name}: {last}")
    return f"{title}. The latest weeks: {'; '.join(told)}."


def _by_week(rows: pd.DataFrame, column: str, weeks: list) -> tuple[float | None, ...]:
    found = dict(zip(rows["shown_week"], rows[column], strict=True))
    return tuple(_number(found.get(week)) for week in weeks)


def _number(value: Cell) -> Cell:
    return None if value is None or words.is_missing(value) else value
