"""The README and the decisions stay true to what is there."""

import re

import pytest

from attendance import config, queries

README = (config.ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [config.ROOT / "README.md", *sorted((config.ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_local_link_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert all((path.parent / link).exists() for link in links), links


def test_the_readme_explains_every_setting():
    settings = {name for name in vars(config) if name.endswith("_VARIABLE")}
    assert settings
    for setting in settings:
        assert f"`{getattr(config, setting)}`" in README


def test_queries_named_in_the_readme_exist():
    named = re.findall(r"query ((?:\w+/)+\w+)", README)
    assert named
    assert set(named) <= set(queries.names())


def test_every_reference_file_named_in_the_readme_exists():
    named = re.findall(r"`(\w+\.csv)` \(", README)
    assert named
    assert all((config.REFERENCE / name).exists() for name in named)


def test_no_document_names_a_path_of_the_makers_machine():
    assert not [path for path in DOCS if "/work/" in path.read_text(encoding="utf-8")]


def test_every_decision_is_a_paragraph_of_its_own():
    """Without a blank line before it, a decision would be shown as part of the one above."""
    text = (config.ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    assert re.findall(r"\n\n\*\*", text)
    assert not re.findall(r"[^\n]\n\*\*[^\n]*", text)
