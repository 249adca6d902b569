"""What a reader chose to look at; it travels from the filters to queries, charts and words."""

from attendance.scope.choices import Choices, YearChoices
from attendance.scope.county import CHOSEN_WEEKS, CountyScope, DiaryScope, MarksScope, NeedScope
from attendance.scope.pupils import MondayScope, PackScope, PupilScope, ThresholdScope
from attendance.scope.released import Scope
