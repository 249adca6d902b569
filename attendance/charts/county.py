"""The county by quadrant, district and group of pupils, and where its gap to England sits."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from attendance import words
from attendance.charts import theme
from attendance.scope import CountyScope

PANELS_BESIDE = 2
MOST_SCHOOLS = 20


def by_place(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A cell for each place and phase: attendance, and under it the gap to England."""
    known = rows.dropna(subset=["attendance_rate"])
    names = list(dict.fromkeys(known["place"]))
    compared = known["gap_points"].notna().any()
    text = [
        f"{words.percent(row.attendance_rate)}<br>{words.signed(row.gap_points)}"
        if not words.is_missing(row.gap_points)
        else words.percent(row.attendance_rate)
        for row in _each(known)
    ]
    hover = [
        f"{row.place}, {row.education_phase.lower()}<br>attendance "
        f"{words.percent(row.attendance_rate)}, gap to England {words.exact(row.gap_points)} points"
        f"<br>PA {words.percent(row.persistent_absence_rate)}, "
        f"SA {words.percent(row.severe_absence_rate)}"
        for row in _each(known)
    ]
    shade = -known["gap_points"] if compared else 1 - known["attendance_rate"]
    figure = _cells(known["education_phase"], known["place"], shade, text, hover)
    figure.add_trace(
        theme.chosen_by_click(known["education_phase"], known["place"], known.index, hover)
    )
    figure.update_layout(height=70 + 46 * len(names))
    figure.update_xaxes(side="top")
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    return figure


def district_tiles(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A tile for each district with its attendance, laid roughly as the districts lie."""
    known = rows.dropna(subset=["attendance_rate"])
    text = [
        f"{_broken(row.district)}<br>{words.percent(row.attendance_rate)}" for row in _each(known)
    ]
    hover = [
        f"{row.district} ({row.quadrant})<br>{words.percent(row.attendance_rate)} of "
        f"{words.count(row.possible_sessions)} possible sessions<br>"
        f"{words.counted(row.schools, 'school', 'schools')}, "
        f"{words.counted(row.enrolments, 'pupil', 'pupils')}"
        for row in _each(known)
    ]
    shade = 1 - known["attendance_rate"]
    figure = _cells(known["tile_column"], known["tile_row"], shade, text, hover)
    figure.add_trace(
        theme.chosen_by_click(known["tile_column"], known["tile_row"], known.index, hover)
    )
    without = rows[rows["attendance_rate"].isna()]
    figure.add_trace(
        go.Scatter(
            x=without["tile_column"],
            y=without["tile_row"],
            mode="text",
            text=[f"{_broken(district)}<br>n/a" for district in without["district"]],
            textfont={"color": theme.PALE, "size": 12},
            hovertext=[f"{district}: no marks of this phase" for district in without["district"]],
            hoverinfo="text",
        )
    )
    columns, lines = int(rows["tile_column"].max()), int(rows["tile_row"].max())
    figure.update_layout(height=24 + 76 * lines)
    figure.update_xaxes(visible=False, range=[0.5, columns + 0.5])
    figure.update_yaxes(visible=False, range=[lines + 0.5, 0.5])
    return figure


def quadrants_by_week(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A panel for each quadrant with its weeks and England's, all on one scale."""
    quadrants = list(dict.fromkeys(rows["quadrant"]))
    lines = -(-len(quadrants) // PANELS_BESIDE)
    figure = theme.new_figure(height=80 + 190 * lines)
    figure.update_layout(margin={"t": 32})
    figure.set_subplots(
        rows=lines,
        cols=PANELS_BESIDE,
        shared_xaxes="all",
        shared_yaxes="all",
        subplot_titles=quadrants,
        horizontal_spacing=0.04,
        vertical_spacing=0.12,
    )
    for place, quadrant in enumerate(quadrants):
        row, column = 1 + place // PANELS_BESIDE, 1 + place % PANELS_BESIDE
        weeks = rows[rows["quadrant"] == quadrant]
        england = weeks.dropna(subset=["england_attendance_rate"])
        figure.add_trace(_line(england, "england_attendance_rate", "England"), row=row, col=column)
        figure.add_trace(_line(weeks, "attendance_rate", quadrant), row=row, col=column)
        if place == 0 and not england.empty:
            last = england.iloc[-1]
            theme.label(
                figure,
                last["week_commencing"],
                last["england_attendance_rate"],
                "England",
                theme.ENGLAND,
                xanchor="right",
                yshift=14 if last["gap_points"] < 0 else -14,
                row=row,
                col=column,
            )
    figure.update_xaxes(
        tickformat="%b", nticks=6, showgrid=False, zeroline=False, fixedrange=True, tickangle=0
    )
    figure.update_yaxes(
        tickformat=".0%", nticks=5, gridwidth=1, zeroline=False, fixedrange=True, automargin=True
    )
    title = {"text": f"Attendance{theme.FROM}", "standoff": 4}
    figure.update_yaxes(title=title, row=1, col=1)
    return figure


def cohorts(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A cell for each group of pupils and place: attendance, and under it PA."""
    groups, names = list(dict.fromkeys(rows["group_name"])), list(dict.fromkeys(rows["place"]))
    text = [
        f"{words.percent(row.attendance_rate)}<br>PA {_whole(row.persistent_absence_rate)}"
        for row in _each(rows)
    ]
    hover = [
        f"{row.group_name}, {row.place}<br>attendance {words.percent(row.attendance_rate)}<br>PA "
        f"{words.percent(row.persistent_absence_rate)} of "
        f"{words.counted(row.enrolments, 'pupil', 'pupils')}"
        for row in _each(rows)
    ]
    wrapped = [_wrapped(group) for group in rows["group_name"]]
    places_ = [_broken(place) for place in rows["place"]]
    figure = _cells(places_, wrapped, 1 - rows["attendance_rate"], text, hover)
    figure.update_layout(height=70 + 44 * len(groups))
    figure.update_xaxes(
        side="top", categoryorder="array", categoryarray=[_broken(name) for name in names]
    )
    order = [_wrapped(group) for group in groups]
    figure.update_yaxes(categoryorder="array", categoryarray=order[::-1])
    return figure


def gap_by_group(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A bar for each group's part of the gap, in points."""
    return _parts(rows, rows["group_name"])


def gap_by_school(rows: pd.DataFrame, scope: CountyScope) -> go.Figure:
    """A bar for each school's part of the gap, those that lower it most first."""
    drawn = rows.head(MOST_SCHOOLS)
    return _parts(drawn, drawn["school_name"])


def _parts(rows: pd.DataFrame, names: pd.Series) -> go.Figure:
    figure = theme.new_figure(height=80 + 28 * len(rows))
    figure.add_trace(
        go.Bar(
            x=rows["part_points"],
            y=[_wrapped(name, 24) for name in names],
            orientation="h",
            marker={
                "color": [theme.CONCERN if part < 0 else theme.HOME for part in rows["part_points"]]
            },
            text=[f"{words.exact(row.part_points)}{_away(row)}" for row in _each(rows)],
            textposition="outside",
            cliponaxis=False,
            customdata=rows[["attendance_rate", "england_attendance_rate"]],
            hovertemplate="%{y}<br>%{text}<br>attendance %{customdata[0]:.1%}, England "
            "%{customdata[1]:.1%}<extra></extra>",
        )
    )
    reach = max(rows["part_points"].abs().max(), 0.01) * 1.9
    figure.update_xaxes(
        range=[-reach, reach],
        zeroline=True,
        zerolinewidth=1,
        zerolinecolor=theme.PALE,
        title={"text": "points of the gap (pupils away each day)"},
        nticks=5,
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _away(row: words.Cell) -> str:
    return "" if words.is_missing(row.pupils_away) else f" ({words.signed(row.pupils_away, 0)})"


def _cells(x, y, shade, text: list[str], hover: list[str]) -> go.Figure:
    figure = theme.new_figure()
    figure.add_trace(
        go.Heatmap(
            x=x,
            y=y,
            z=shade,
            text=text,
            texttemplate="%{text}",
            textfont={"color": theme.ENGLAND},
            colorscale=theme.DENSITY,
            hovertext=hover,
            hoverinfo="text",
            showscale=False,
            xgap=3,
            ygap=3,
        )
    )
    figure.update_yaxes(showgrid=False)
    return figure


def _line(weeks: pd.DataFrame, column: str, name: str) -> go.Scatter:
    is_england = name == "England"
    return go.Scatter(
        x=weeks["week_commencing"],
        y=weeks[column],
        name=name,
        mode="lines" if is_england else "lines+markers",
        line={
            "color": theme.ENGLAND if is_england else theme.HOME,
            "width": 1.5 if is_england else 2.5,
        },
        marker={
            "size": 5,
            "symbol": ["circle" if full else "circle-open" for full in weeks["is_covered"]],
        },
        customdata=weeks["recorded_share"],
        hovertemplate=f"{name}<br>week of %{{x|%-d %B}}: %{{y:.1%}}"
        + ("" if is_england else "<br>%{customdata:.0%} of pupils have marks")
        + "<extra></extra>",
    )


def _each(rows: pd.DataFrame) -> list[words.Cell]:
    return list(rows.itertuples())


def _whole(rate: words.Cell) -> str:
    return words.percent(rate, 0)


def _broken(name: str) -> str:
    return name.replace(" ", "<br>", 1)


def _wrapped(name: str, width: int = 18) -> str:
    return "<br>".join(textwrap.wrap(name, width=width))
