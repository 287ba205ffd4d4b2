from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).parents[2] / "server" / "templates").glob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def markup(template: Path) -> str:
    """Return the template without its comments."""
    return COMMENT.sub("", template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_the_content_policy_forbids(template: Path) -> None:
    """No inline style, script or event handler, which ``default-src 'self'`` would block."""
    text = re.sub(r'<script src="/static/[a-z]+\.js(\?v=[^>]*)?" defer></script>', "", markup(template))
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text, re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(template: Path) -> None:
    """Pages load nothing from other hosts: only links a reader follows leave the site."""
    assert not re.search(r"<(link|img|iframe|script|source)[^>]+https?://", markup(template))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_content_is_always_escaped(template: Path) -> None:
    """No template switches escaping off for what comes from the content files."""
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", markup(template))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_table_headers_have_scope_and_tables_captions(template: Path) -> None:
    """Every header cell says whether it heads a column or a row, every table has a caption."""
    text = markup(template)
    assert not re.search(r"<th(?![^>]*\bscope=)[\s>]", text.replace("<thead", ""))
    assert text.count("<table") == text.count("<caption")


def test_there_are_templates() -> None:
    """The tests above run over the real templates."""
    assert {"concept.html", "start.html", "_layout.html"} <= {path.name for path in TEMPLATES}
