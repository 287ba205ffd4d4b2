"""The real vocabularies and mappings pass every check; what is left is explained where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.checks.every import check_all
from graph.checks.explained import explained
from graph.finding import Finding

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    """Everything the checks have to say about the real content."""
    folders = (ROOT / "vocabularies", ROOT / "mappings")
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in {".ttl", ".csv"}]
    return check_all({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths})


def test_the_real_content_has_no_errors(found: list[Finding]) -> None:
    """Nothing in the files people edit must be mended before it can be built."""
    assert [(each.file, each.line, each.message["nb"]) for each in found if each.severity == "error"] == []


def test_every_warning_is_explained_in_its_file(found: list[Finding]) -> None:
    """A warning that stays has a note in the file that names its rule, as many notes as warnings."""
    warnings = [each for each in found if each.severity == "warning"]
    told = explained(warnings, {each.file: (ROOT / each.file).read_bytes() for each in warnings})
    assert [(each.file, each.line, each.rule) for each in warnings if each not in told] == []
