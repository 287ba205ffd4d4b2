from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.checks.files import check_csv_file, check_turtle_file
from graph.checks.rule import LANGUAGES, stage_rules
from graph.finding import Finding
from graph.namespaces import BASE
from graph.turtle import canonical as turtle
from tests.rule_words import assert_told

DATA = Path(__file__).parents[1] / "data" / "rules"
CASES = tomllib.loads((DATA / "cases.toml").read_text(encoding="utf-8"))["case"]
GOOD = {
    "sykefravaersprosent.ttl": "vocabularies/personell/sykefravaersprosent.ttl",
    "kjennetegn.csv": "mappings/oslo/kjennetegn.csv",
    "felt.csv": "mappings/oslo/felt.csv",
}
UNREACHABLE = {
    ("FIL-19", "twice"),  # shows only when files are read together
    ("FIL-16", "changed"),  # a fault of the program: tested below with a broken writer
    ("SYN-00", "other"),  # the parser's own words, when nothing is recognised: tested with the explanations
}


def check(path: str, raw: bytes) -> list[Finding]:
    """The findings of a file, whichever kind it is."""
    return check_turtle_file(path, raw) if path.endswith(".ttl") else check_csv_file(path, raw)


def bad_file(case: dict[str, Any]) -> bytes:
    """The bytes of a case: the good file with the edits made."""
    text: str = (DATA / case["good"]).read_text(encoding="utf-8")
    for old, new in case.get("edits", []):
        assert old == "*" or old in text
        text = new if old == "*" else text.replace(old, new)
    encoding: str = case.get("encoding", "utf-8")
    return text.encode(encoding)


class TestRules:
    @pytest.mark.parametrize(("name", "path"), GOOD.items())
    def test_a_good_file_has_no_findings(self, name: str, path: str) -> None:
        """A file in order gives no findings of any severity."""
        assert check(path, (DATA / name).read_bytes()) == []

    @pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['variant']}")
    def test_a_bad_file_gives_exactly_its_finding(self, case: dict[str, Any]) -> None:
        """Each fault gives its own rule and no other, at its line and column, in exact words."""
        found = check(case["path"], bad_file(case))
        assert [(f.rule, f.file, f.line, f.column) for f in found] == [
            (case["rule"], case["path"], case["line"], case["column"])
        ]
        assert {lang: [found[0].message[lang], found[0].remedy[lang]] for lang in LANGUAGES} == {
            lang: case[lang] for lang in LANGUAGES
        }

    @pytest.mark.parametrize("stage", ["fil", "syn", "trm"])
    def test_every_rule_has_its_case(self, stage: str) -> None:
        """No rule of these stages, and no way of breaking it, is without a bad file."""
        told = {(rule.id, variant) for rule in stage_rules(stage).values() for variant in rule.say}
        assert told - UNREACHABLE == {
            (case["rule"], case["variant"]) for case in CASES if case["rule"].startswith(stage.upper())
        }

    def test_a_rewriting_that_would_change_the_content_is_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """When the written text says something else than the file, that is the finding, and no text is returned."""
        monkeypatch.setattr(turtle, "_same", lambda left, right: False)
        raw = (DATA / "sykefravaersprosent.ttl").read_bytes().replace(b"    a skos:Concept", b"  a skos:Concept")
        path = GOOD["sykefravaersprosent.ttl"]
        (found,) = check(path, raw)
        assert_told(found, "FIL-16", "changed", (path, 1, 1))


class TestStages:
    def test_all_rows_of_a_table_are_judged(self) -> None:
        """One broken row does not hide the next."""
        text = (DATA / "kjennetegn.csv").read_text(encoding="utf-8").replace("legemeldt", "SANN") + "for;få\n"
        assert [(f.rule, f.line) for f in check_csv_file("mappings/oslo/kjennetegn.csv", text.encode())] == [
            ("FIL-03", 2),
            ("FIL-02", 4),
        ]

    def test_all_unknown_terms_are_told(self) -> None:
        """Every misspelt term is told at its own place."""
        text = (DATA / "sykefravaersprosent.ttl").read_text(encoding="utf-8")
        text = text.replace("skos:prefLabel", "skos:prefLabl").replace("xsd:date ", "xsd:dato ")
        found = check_turtle_file(GOOD["sykefravaersprosent.ttl"], text.encode())
        assert [(f.rule, f.line) for f in found] == [
            ("TRM-01", 26),
            ("TRM-01", 27),
            ("TRM-01", 28),
            ("TRM-03", 37),
            ("TRM-03", 38),
        ]

    def test_windows_line_ends_are_layout(self) -> None:
        """CRLF and a byte order mark are warnings about form, not errors."""
        raw = b"\xef\xbb\xbf" + (DATA / "sykefravaersprosent.ttl").read_bytes().replace(b"\n", b"\r\n")
        assert [(f.rule, f.severity, f.line) for f in check_turtle_file(GOOD["sykefravaersprosent.ttl"], raw)] == [
            ("FIL-13", "warning", 1)
        ]

    def test_another_base_moves_what_a_file_must_describe(self) -> None:
        """Content written under another base IRI is judged by that base."""
        own = "https://begrep.example.no/"
        raw = (DATA / "sykefravaersprosent.ttl").read_text(encoding="utf-8")
        moved = raw.replace(BASE, own).replace(f"{own}ns#", f"{BASE}ns#").encode()
        assert check_turtle_file(GOOD["sykefravaersprosent.ttl"], moved, own) == []
        assert [f.rule for f in check_turtle_file(GOOD["sykefravaersprosent.ttl"], moved)][-1] == "FIL-10"

    def test_findings_carry_the_file_they_were_asked_about(self) -> None:
        """The name in a finding is the name the caller gave."""
        case = CASES[0]
        path = f"./{case['path']}"
        assert check(path, bad_file(case)) == [
            replace(found, file=path) for found in check(case["path"], bad_file(case))
        ]
