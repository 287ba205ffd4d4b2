"""The worked example the engine was designed by: every expected verdict, formula, reason and break comes out.

The example is not part of the project. It is looked for in ``design/example`` of the folder ``$BEGREP_SHARED``,
else of a folder ``shared`` beside the checkout; without it these tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from graph.comparing.comparability import Comparability, compare
from graph.comparing.difference import Kind
from graph.comparing.formula import Formula
from graph.comparing.measure import Measure, common_meaning, load_measures
from graph.comparing.periods import series_breaks
from graph.comparing.reasons import Reason
from graph.comparing.verdict import Verdict
from graph.mapping import Mapping, load_mappings
from graph.store import CatalogueStore
from graph.texts import local_name
from loaders.content import read_files, read_quads
from loaders.source import ContentFolders

SHARED = Path(os.environ.get("BEGREP_SHARED", Path(__file__).parents[3] / "shared"))
EXAMPLE = SHARED / "design" / "example"
pytestmark = pytest.mark.skipif(
    not (EXAMPLE / "expected.json").is_file(), reason=f"the worked example is not in {EXAMPLE}"
)


@dataclass(frozen=True, slots=True)
class Worked:
    """The example, read, with what is expected of it."""

    measures: dict[str, Measure]
    uses: list[Mapping]
    expected: dict[str, Any]

    def use(self, path: str) -> Mapping:
        """The use of a field that is valid on the example's day."""
        day = date.fromisoformat(self.expected["day"])
        (found,) = [use for use in self.uses if use.field.path == path and use.valid_on(day)]
        return found


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """Read a copy of the example with the project's own loader."""
    copy = tmp_path_factory.mktemp("eksempel") / "example"
    shutil.copytree(EXAMPLE, copy)
    # The remark on one row holds a semicolon and should have been quoted.
    table = copy / "mappings" / "fint" / "felt.csv"
    remark = "10000 = 100 %; 0 for tilkallingsvikar"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(f";{remark}\n", f';"{remark}"\n'), encoding="utf-8", newline="")
    folders = ContentFolders(copy / "vocabularies", copy / "mappings")
    content = read_files(folders)
    read_quads(content, content.base, None, lambda *_: None)
    assert not content.refused, content.findings
    store = CatalogueStore.from_quads(content.quads)
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    return Worked(load_measures(store), load_mappings(store), expected)


def _formula(formula: Formula | None) -> dict[str, float] | None:
    return {"factor": float(formula.factor), "offset": float(formula.offset)} if formula else None


def _weighing(answer: Comparability, a: str, b: str) -> list[str]:
    """The reasons above «comparable», in the wording of the expected answers."""
    return [f"{r.verdict.code}: {_machine(r, a, b)}" for r in answer.reasons if r.verdict]


def _machine(reason: Reason, a: str, b: str) -> str:
    found = reason.difference
    side = {"first": a, "second": b}[found.sides[0]]
    if reason.kind is Kind.UNIT_CONVERTIBLE and found.formula:
        return f"unit: b = a × {float(found.formula.factor):g}"
    if reason.kind is Kind.RELATED:
        return f"relation: {side}"
    if reason.kind is Kind.NOT_REVIEWED:
        return f"gate: not reviewed {side}"
    asked = local_name(reason.characteristic or "")
    if reason.kind is Kind.NO_ANSWER:
        return f"{asked}: missing"
    return f"{asked}: {local_name(found.first or '')} / {local_name(found.second or '')}: {_rule(reason)}"


def _rule(reason: Reason) -> str:
    told: dict[Kind, Callable[[], str]] = {
        Kind.NOT_ASSESSED: lambda: "pair not assessed",
        Kind.RULED_OUT: lambda: "NotComparable",
        Kind.RULED_CONVERTIBLE: lambda: "recipe" + ("" if reason.rule and reason.rule.confirmed else ", unverified"),
        Kind.DATA_NOT_STATED: lambda: "data not stated: " + ",".join(
            dict.fromkeys(local_name(lack.data) for lacks in reason.difference.lacks for lack in lacks)
        ),
    }  # fmt: skip
    return told[reason.kind]()


def test_every_pair_answers_as_expected(worked: Worked) -> None:
    """Verdict, preliminary verdict, formula and reasons in order, for each of the pairs, and no pair forgotten."""
    pairs = worked.expected["pairs"]
    assert len(pairs) == 27
    for pair in pairs:
        answer = compare(worked.measures, worked.use(pair["a"]), worked.use(pair["b"]))
        preliminary = None if answer.preliminary is None else answer.preliminary.code
        assert {
            "verdict": answer.verdict.code,
            "preliminary": preliminary,
            "formula": _formula(answer.formula),
            "reasons": _weighing(answer, pair["a"], pair["b"]),
        } == {key: pair.get(key) for key in ("verdict", "preliminary", "formula", "reasons")}


def test_every_series_break_is_found(worked: Worked) -> None:
    """The breaks in the series of single fields are those expected: where, and what changes."""
    figures = sorted((use for use in worked.uses if use.measured), key=lambda use: use.field.path)
    found = [
        {
            "field": path,
            "at": each.at.isoformat(),
            "verdict": each.comparability.verdict.code,
            "reasons": _weighing(each.comparability, path, path),
        }
        for path, uses in groupby(figures, key=lambda use: use.field.path)
        for each in series_breaks(worked.measures, list(uses))
    ]
    assert found == worked.expected["breaks"]


def test_every_field_is_held_against_the_common_definition(worked: Worked) -> None:
    """«Følger feltet den felles definisjonen?» answers as expected for each field."""
    answers = {}
    for path in worked.expected["felles"]:
        use = worked.use(path)
        common = common_meaning(worked.measures[use.concept or ""])
        answers[path] = compare(worked.measures, use, common).verdict.code
    assert answers == worked.expected["felles"]


def test_all_five_verdicts_occur(worked: Worked) -> None:
    """The example shows each of the five answers."""
    assert {pair["verdict"] for pair in worked.expected["pairs"]} == {verdict.code for verdict in Verdict}
