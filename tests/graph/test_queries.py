"""Every query file runs as it stands in any SPARQL editor, says what it asks, and is used."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.store import QUERY_FOLDER

ROOT = Path(__file__).parents[2]
QUERIES = sorted(QUERY_FOLDER.rglob("*.rq"))
NAMED = sorted(QUERY_FOLDER.glob("*.rq"))
CODE = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("graph", "loaders", "server")
    for path in (ROOT / folder).rglob("*.py")
)
# Questions the tests ask as oracles, and that are offered as examples of what the computed answers are good for.
ORACLES = {"comparable_fields", "derived_verdicts"}


def test_the_queries_are_found() -> None:
    """The rules below look at the questions of every noun."""
    assert {"concept", "organisations", "schemes", "description"} <= {path.stem for path in NAMED}


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_is_whole(path: Path) -> None:
    """It has a head that says what it asks, declares its prefixes, and is SPARQL 1.1."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    ox.Store().query(text, use_default_graph_as_union=True)


@pytest.mark.parametrize("path", NAMED, ids=lambda path: path.stem)
def test_every_query_is_used(path: Path) -> None:
    """No question is left that nobody asks."""
    assert f'"{path.stem}"' in CODE or path.stem in ORACLES
