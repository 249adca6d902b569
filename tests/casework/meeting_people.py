"""Who writes of meetings in these tests, and who may not."""

from attendance.access import Viewer

OWN, OTHER = 900019, 900021
AST_LEAD = Viewer("lead", "ast_lead")
CHAMPION = Viewer("head", "champion", (900019,))

NOBODIES = (
    Viewer("chair", "governor", (900019,)),
    Viewer("officer", "data_officer"),
    Viewer("head", "champion", ()),
    Viewer("head", "champion", (900021,)),
    Viewer("head", "champion", (111111,)),
)
"""Viewers who have no business with meetings of the school OWN."""
