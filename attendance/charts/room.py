"""Room for the labels of axes, so that a chart is drawn once."""

import plotly.graph_objects as go

PIXELS_OF_CHARACTER, PIXELS_OF_LINE = 5.2, 16
BESIDE_NAMES, UNDER_NAMES = 36, 24
BESIDE_NUMBERS, OVER_NUMBERS = 50, 22
TITLE, STANDOFF = 14, 16
"""What labels take as Streamlit's theme writes them, 12 px high, with a little to spare; a test
in a browser holds that it is enough."""


def make_room(figure: go.Figure) -> None:
    """Widen the margins to what the labels of the axes are likely to take.

    Plotly would widen them itself, by drawing a second time, which is half of what a chart takes
    in the browser; it still does where labels take more.
    """
    layout, room = figure["layout"].to_plotly_json(), {}
    across, upright = layout["xaxis"], layout["yaxis"]
    if upright.get("visible", True):
        names, title = _names(figure, "y"), upright.get("title", {})
        if names:
            longest = max(len(line) for name in names for line in name.split("<br>"))
            room = {"l": BESIDE_NAMES + round(PIXELS_OF_CHARACTER * longest)}
        else:
            room = {"l": BESIDE_NUMBERS, "t": max(layout["margin"]["t"], OVER_NUMBERS)}
        if "text" in title:
            room["l"] += TITLE + title.get("standoff", STANDOFF)
    if across.get("visible", True):
        lines = 1 + max((name.count("<br>") for name in _names(figure, "x")), default=0)
        side = "t" if across.get("side") == "top" else "b"
        room[side] = UNDER_NAMES + PIXELS_OF_LINE * lines
        room[side] += TITLE + STANDOFF if "text" in across.get("title", {}) else 0
    figure.update_layout(margin=room)


def _names(figure: go.Figure, axis: str) -> list[str]:
    """What is written along an axis of names; nothing along one of numbers or dates."""
    along = (trace[axis] for trace in figure.data)
    return [name for names in along if names is not None for name in names if type(name) is str]
