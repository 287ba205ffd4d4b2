"""Others' checks as a second opinion: skosify finds nothing ours does not, and the official shapes are asked."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph.checks.every import check_all
from graph.finding import Finding
from loaders.checking.second_opinion import SHAPES, second_opinion
from loaders.progress import silent
from loaders.source import ContentFolders
from server.cli.checking import report
from tests.rule_words import assert_told

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
BESIDE = Path(__file__).parents[3] / "shared" / "standards" / "vocab"
STANDARDS = Path(os.environ.get("BEGREP_STANDARDS", BESIDE))
CASES: list[dict[str, Any]] = tomllib.loads((DATA / "rules" / "across.toml").read_text(encoding="utf-8"))["case"]
SAME = {
    rule: next(case for case in CASES if case["rule"] == rule and case["variant"] != "partitive")
    for rule in ("SKO-13", "SKO-14", "SKO-27", "SKO-50", "SKO-54")
}
# One demand of our own in place of the official ones, which are not part of the project.
DEMANDS_EXAMPLE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:form> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property [ sh:path skos:example ; sh:minCount 1 ] .
"""


def own_findings(content: ContentFolders) -> list[Finding]:
    """What our own checks find."""
    folder = content.vocabularies.parent
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in {".ttl", ".csv"}]
    return check_all({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


def _first_lines(content: ContentFolders) -> set[tuple[str, int]]:
    """The file and first line of each concept."""
    return {
        (path.name, number)
        for path in content.vocabularies.rglob("*.ttl")
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        if line and line[-1] not in ";." and line.partition(":")[2] == path.stem
    }


@pytest.mark.parametrize("rule", SAME)
def test_skosify_finds_what_ours_finds(content: ContentFolders, rule: str) -> None:
    """Each of skosify's checks has its counterpart among ours; what ours tells is not told twice."""
    for path, old, new in SAME[rule]["edits"]:
        file = content.vocabularies.parent / path
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if new.startswith("@") and not old:
            new = (DATA / "rules" / "extra" / new[1:]).read_text(encoding="utf-8")
        file.write_text(text + new if old == "*end" else text.replace(old, new) if old else new, encoding="utf-8")
    theirs = second_opinion(content, None, [], silent)
    told = [each for each in theirs if rule in each.remedy["nb"]]
    assert told
    where = {(Path(each.file).name, each.line) for each in told}
    for each in told:
        assert_told(each, "SKO-55", "skosify", (each.file, each.line, 1), other=rule)
        assert each.severity == "warning"
    assert where <= {(Path(file).name, line) for file, line in _first_lines(content)}
    ours = own_findings(content)
    assert rule in {each.rule for each in ours}
    assert not [each for each in second_opinion(content, None, ours, silent) if rule in each.remedy["nb"]]


def test_nothing_on_good_content(content: ContentFolders) -> None:
    """skosify would change nothing in the small catalogue."""
    assert second_opinion(content, None, [], silent) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_shapes_are_asked_and_placed(content: ContentFolders, tmp_path: Path) -> None:
    """A demand of the shapes is told at each concept's first line, in our words, in three languages."""
    (tmp_path / SHAPES).write_text(DEMANDS_EXAMPLE, encoding="utf-8")
    found = second_opinion(content, tmp_path, [], silent)
    concepts = [
        path
        for folder in ("personell", "okonomi")
        for path in (content.vocabularies / folder).iterdir()
        if not path.name.startswith("_")
    ]
    assert {each.rule for each in found} == {"PRO-33"}
    assert {Path(each.file).name for each in found} == {path.name for path in concepts}
    one = next(each for each in found if each.file.endswith("/fravaer.ttl"))
    text = (content.vocabularies / "personell" / "fravaer.ttl").read_text(encoding="utf-8")
    assert text.split("\n")[one.line - 1] == "personell:fravaer"
    assert_told(one, "PRO-33", "official", (one.file, one.line, 1), name="skos:example")
    assert "Constraint" not in report(found, 1, "nb", "text")


def test_missing_shapes_are_named(content: ContentFolders, tmp_path: Path) -> None:
    """A folder without the shapes is an error that names the file."""
    with pytest.raises(FileNotFoundError) as caught:
        second_opinion(content, tmp_path, [], silent)
    assert str(caught.value.filename).endswith(SHAPES)


@pytest.mark.skipif(not (STANDARDS / SHAPES).is_file(), reason=f"the official shapes are not in {STANDARDS}")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_official_shapes_find_a_fault_and_its_place(content: ContentFolders) -> None:
    """The official shapes accept the small catalogue; a date with a time is told on its line."""
    assert second_opinion(content, STANDARDS, [], silent) == []
    concept = content.vocabularies / "personell" / "fravaer.ttl"
    text = concept.read_text(encoding="utf-8")
    assert '"^^xsd:date ;\n    euvoc:status' in text
    concept.write_text(
        text.replace('"^^xsd:date ;\n    euvoc', 'T00:00:00"^^xsd:dateTime ;\n    euvoc'), encoding="utf-8"
    )
    (found,) = second_opinion(content, STANDARDS, [], silent)
    assert found.line == text[: text.index("dct:modified")].count("\n") + 1
    assert "dct:modified" in found.message["nb"]
