"""A catalogue written by others builds with the same program: the worked example the design came with.

The example is not part of the project. It is looked for in ``$BEGREP_EXAMPLE``, else in a folder beside the
checkout; without it these tests are skipped.
"""

import json
import os
from itertools import combinations
from pathlib import Path

import pytest

from graph.comparing.comparability import compare
from graph.comparing.measure import load_measures
from graph.mapping import Mapping, load_mappings
from graph.store import CatalogueStore
from loaders.build import BuildPlan, build
from loaders.source import ContentFolders

BESIDE = Path(__file__).parents[3] / "shared" / "design" / "example"
EXAMPLE = Path(os.environ.get("BEGREP_EXAMPLE", BESIDE))

pytestmark = pytest.mark.skipif(
    not (EXAMPLE / "expected.json").is_file(), reason=f"the design's worked example is not in {EXAMPLE}"
)


def field(use: Mapping) -> str:
    """Return the field of a use as the example names it: org/system/tabell/kolonne."""
    return use.field.iri.partition("/felt/")[2]


def test_the_example_builds_and_its_verdicts_come_out(tmp_path: Path) -> None:
    """Read from the example's own files, every pair gets the verdict and the formula it is expected to get."""
    folders = ContentFolders(EXAMPLE / "vocabularies", EXAMPLE / "mappings")
    store = CatalogueStore.open(build(BuildPlan(folders, tmp_path)).store)
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    day = expected["day"]
    measures = load_measures(store)
    uses = [
        use
        for use in load_mappings(store)
        if use.concept in measures
        and use.role == "mål"
        and str(use.start) <= day
        and (use.end is None or day <= str(use.end))
    ]
    found = {}
    for one, other in combinations(sorted(uses, key=field), 2):
        if one.concept == other.concept:
            answer = compare(measures, one, other)
            factor = float(answer.formula.factor) if answer.formula else None
            found[field(one), field(other)] = (answer.verdict.code, factor)
    assert found == {
        (pair["a"], pair["b"]): (pair["verdict"], pair["formula"]["factor"] if "formula" in pair else None)
        for pair in expected["pairs"]
    }
