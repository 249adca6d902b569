"""The setting of the allocator that is measured is the one that make gives the app."""

import re

from attendance import config
from benchmarks import at_hand


def test_the_setting_that_is_measured_is_that_of_the_makefile():
    text = (config.ROOT / "Makefile").read_text(encoding="utf-8")
    (given,) = re.findall(rf"^export {at_hand.SETTING} \?= (\S+)$", text, re.MULTILINE)
    assert given == at_hand.WITH
