from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.checks.every import check_all
from graph.checks.rule import LANGUAGES, rules
from graph.checks.shacl import Shape
from graph.checks.shape_reader import shapes
from graph.errors import FileRefused
from graph.finding import Finding
from graph.tables.canonical import canonical_csv
from graph.turtle.canonical import canonical
from tests.rule_words import ELSEWHERE

DATA = Path(__file__).parents[1] / "data"
CASES = tomllib.loads((DATA / "rules" / "across.toml").read_text(encoding="utf-8"))["case"]
SINGLE_FILE_STAGES = ("FIL", "SYN", "TRM")

Files = dict[str, bytes]


def content(folder: Path) -> Files:
    """The content files of a folder by path."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in {".ttl", ".csv"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


SMALL = content(DATA / "liten")
USUAL = Counter((each.rule, each.file, each.message["nb"]) for each in check_all(SMALL))


def tidy(path: str, text: str) -> bytes:
    """The text in canonical form, where it has one."""
    try:
        return (canonical(text) if path.endswith(".ttl") else canonical_csv(text, path.split("/")[-1])).encode()
    except FileRefused:
        return text.encode()


def edited(edits: list[list[str]]) -> Files:
    """The small catalogue with edits made, what was edited in canonical form."""
    files = dict(SMALL)
    for path, old, new in edits:
        if old == "*":
            del files[path]
            continue
        text = files.get(path, b"").decode()
        if not old and new.startswith("@"):
            new = (DATA / "rules" / "extra" / new[1:]).read_text(encoding="utf-8")
        assert old in text or old == "*end"
        files[path] = (text + new if old == "*end" else text.replace(old, new) if old else new).encode()
    for path in {path for path, _, _ in edits} & set(files):
        files[path] = tidy(path, files[path].decode())
    return files


def words(found: Finding) -> tuple[str, str, str]:
    """A finding without its place, so that findings can be told apart when lines have moved."""
    return found.rule, found.file, found.message["nb"]


def new_findings(case: dict[str, Any]) -> list[Finding]:
    """What is found in a case and not in the small catalogue as it is."""
    before = edited(case["before"]) if "before" in case else None
    usual = Counter(USUAL)
    found = []
    for each in check_all(edited(case.get("edits", [])), before=before, released=case.get("released", [])):
        usual[words(each)] -= 1
        if usual[words(each)] < 0:
            found.append(each)
    return found


class TestRules:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['variant']}")
    def test_a_fault_gives_exactly_its_finding(self, case: dict[str, Any]) -> None:
        """Each fault gives its own rule, at its line and column, in exact words, and no other but what follows."""
        found = new_findings(case)
        own = [each for each in found if each.rule == case["rule"]]
        assert {each.rule for each in found} == {case["rule"], *case.get("also", [])}
        assert [(each.file, each.line, each.column) for each in own] == [(case["file"], case["line"], case["column"])]
        assert {lang: [own[0].message[lang], own[0].remedy.get(lang, "")] for lang in LANGUAGES} == {
            lang: case[lang] for lang in LANGUAGES
        }

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['variant']}")
    def test_the_place_is_where_the_fault_is(self, case: dict[str, Any]) -> None:
        """The line and column told are those of the word at fault, or of what lacks it."""
        text = edited(case.get("edits", [])).get(case["file"], b"").decode().removeprefix("\ufeff")
        if case["file"] in edited(case.get("edits", [])):
            assert text.split("\n")[case["line"] - 1][case["column"] - 1 :] == case["at"]

    def test_every_rule_has_its_case(self) -> None:
        """No rule of these stages, no way of breaking it and no shape is without a bad file."""
        told = {(rule.id, variant) for rule in rules() for variant in rule.say}
        told |= {named for shape in shapes() for named in names(shape)}
        told = {(rule, variant) for rule, variant in told if not rule.startswith(SINGLE_FILE_STAGES)}
        cased = {(case["rule"], case["variant"]) for case in CASES if case["rule"] != "FIL-19"}
        elsewhere = {(case["rule"], case["variant"]) for case in ELSEWHERE}
        assert told - elsewhere == cased

    def test_the_small_catalogue_has_no_errors(self) -> None:
        """The good files are good: nothing but warnings and notes."""
        assert {found.severity for found in check_all(SMALL)} <= {"warning", "info"}


def names(shape: Shape) -> set[tuple[str, str]]:
    """Rule and variant of a shape and the shapes inside it, as their IRIs have them."""
    found = {name for inner in shape.inner for name in names(inner)}
    rule, mark, variant = shape.iri.rpartition("/")[2].partition("#")
    return found | {(rule, variant)} if mark else found


class TestTogether:
    def test_a_broken_file_does_not_make_others_wrong(self) -> None:
        """What points to a file that cannot be read is not called broken."""
        path = "vocabularies/personell/fravaer.ttl"
        files = {**SMALL, path: SMALL[path].replace(b"skos:Concept ;", b"skos:Concept")}
        found = Counter(map(words, check_all(files))) - Counter(map(words, check_all(SMALL)))
        assert {(rule, file) for rule, file, _ in found} == {("SYN-01", path)}

    def test_a_broken_table_does_not_make_its_neighbours_wrong(self) -> None:
        """The answers beside a table that cannot be read are left alone."""
        path = "mappings/oslo/felt.csv"
        files = {**SMALL, path: SMALL[path].replace("nøkkel".encode(), "nøkkel".encode("cp1252"), 1)}
        assert {found.rule for found in check_all(files) if found.file.startswith("mappings/oslo")} == {"FIL-01"}

    def test_findings_are_sorted_by_place(self) -> None:
        """A report reads from the first file to the last, and from top to bottom."""
        found = check_all(edited([["vocabularies/personell/sykefravaer.ttl", "skos:altLabel", "skos:altLabl"]]))
        assert found == sorted(found, key=lambda each: each.sort_key)

    def test_the_order_of_files_does_not_show(self) -> None:
        """The same files in another order give the same findings."""
        assert check_all(dict(reversed(SMALL.items()))) == check_all(SMALL)
