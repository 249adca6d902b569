"""What stands in a page's sentences is shown as it is written."""

import re
from xml.etree import ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("Year 5, class 5_A_*b*, aged 9.", r"Year 5, class 5\_A\_\*b\*, aged 9."),
        ("Doe, [Ann](x) <b> $5 and $6", r"Doe, \[Ann\](x) \<b\> \$5 and \$6"),
        ("10 sessions: 18 (12.1%); O'Neil", "10 sessions: 18 (12.1%); O'Neil"),
        (r"Back\slash, class :red", r"Back\\slash, class \:red"),
    ],
)
def test_names_in_findings_are_no_markdown(sentence, given):
    def page(sentence):
        from attendance.ui import layout

        layout.points([sentence, "Next."])

    at = AppTest.from_function(page, kwargs={"sentence": sentence}).run()
    assert at.markdown[0].value == f"- {given}\n- Next."
    assert re.sub(r"\\(.)", r"\1", given) == sentence


def test_each_cell_of_words_has_its_heading_for_a_phone():
    def page():
        import pandas as pd

        from attendance.ui import shown

        rows = pd.DataFrame([["<td>", ""], ["Letter", "B"]], columns=['Step "x"', "Parent"])
        shown.printed_table(rows, "Steps", are_words=True)

    table = ET.fromstring(AppTest.from_function(page).run().html[0].value)
    cells = [(cell.get("data-heading"), cell.text) for cell in table.iter("td")]
    assert cells == [
        ('Step "x"', "<td>"),
        ("Parent", None),
        ('Step "x"', "Letter"),
        ("Parent", "B"),
    ]
