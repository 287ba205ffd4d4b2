"""Status and version: every step there is, and in which of them a definition may be another."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from graph.checks.changes import STATUS_NAMES, check_changes
from graph.checks.library import ClaimTable, Library
from graph.checks.material import Material
from graph.namespaces import BASE

PATH = "vocabularies/personell/sykefravaer.ttl"
TEXT = (Path(__file__).parents[1] / "data" / "liten" / PATH).read_text(encoding="utf-8")
NOTED = '    skos:changeNote "Ny høringsfrist 1. mars 2027."@nb ;\n    euvoc:status '
ALLOWED = {
    ("DRAFT", "CANDIDATE"),
    ("CANDIDATE", "DRAFT"),
    ("CANDIDATE", "WAITING"),
    ("CANDIDATE", "CURRENT"),
    ("WAITING", "DRAFT"),
    ("WAITING", "CANDIDATE"),
    ("WAITING", "CURRENT"),
    ("CURRENT", "DEPRECATED"),
    ("CURRENT", "RETIRED"),
    ("DEPRECATED", "RETIRED"),
}


def concept(status: str, *edits: tuple[str, str]) -> Material:
    """The concept with a status and other edits."""
    text = TEXT
    for old, new in (("status:DRAFT", f"status:{status}"), *edits):
        assert old in text
        text = text.replace(old, new)
    return Material(Library({PATH: text.encode()}, (), ClaimTable({}), BASE), [PATH])


def told(before: Material, after: Material) -> set[str]:
    return {f"{each.rule} {each.message['nb']}" for each in check_changes(before, after, today="2026-11-21")}


@pytest.mark.parametrize(("old", "new"), list(product(STATUS_NAMES, repeat=2)))
def test_every_step(old: str, new: str) -> None:
    """Those that are allowed and no other; nothing comes back from being in force."""
    found = told(concept(old), concept(new))
    step = f"STA-01 Statusen kan ikke gå fra {STATUS_NAMES[old]['nb']} til {STATUS_NAMES[new]['nb']}."
    assert found == (set() if old == new or (old, new) in ALLOWED else {step})


@pytest.mark.parametrize(
    ("old", "new", "version", "note", "rule"),
    [
        ("DRAFT", "DRAFT", "1.0.0", False, ""),
        ("DRAFT", "CANDIDATE", "1.0.0", False, ""),
        ("CANDIDATE", "CANDIDATE", "1.0.0", False, "STA-12 Definisjonen er endret mens begrepet er på høring."),
        ("CANDIDATE", "CANDIDATE", "1.0.0", True, ""),
        ("CANDIDATE", "CURRENT", "1.0.0", False, "STA-12 Definisjonen er endret mens begrepet er på høring."),
        ("CANDIDATE", "WAITING", "1.0.0", False, "STA-12 Definisjonen er endret mens begrepet er på høring."),
        ("CANDIDATE", "DRAFT", "1.0.0", False, ""),
        ("WAITING", "WAITING", "1.0.0", True, "STA-12 Definisjonen er endret mens begrepet er på vent."),
        ("WAITING", "CURRENT", "1.0.0", True, "STA-12 Definisjonen er endret mens begrepet er på vent."),
        ("WAITING", "CANDIDATE", "1.0.0", True, ""),
        ("WAITING", "CANDIDATE", "1.0.0", False, "STA-12 Definisjonen er endret mens begrepet er på vent."),
        ("WAITING", "DRAFT", "1.0.0", False, ""),
        ("CURRENT", "CURRENT", "1.0.0", True, "STA-05 Definisjonen er endret, men versjonen er fortsatt 1.0.0."),
        ("CURRENT", "RETIRED", "1.0.0", False, "STA-05 Definisjonen er endret, men versjonen er fortsatt 1.0.0."),
        ("CURRENT", "CURRENT", "1.0.1", False, ""),
        ("CURRENT", "CURRENT", "1.1.0", False, ""),
        ("CURRENT", "CURRENT", "2.0.0", False,
         "STA-06 Versjon 2.0.0 er en ny hovedversjon, men det står ikke hva som er nytt."),
    ],
)  # fmt: skip
def test_a_definition_that_is_another(old: str, new: str, version: str, note: bool, rule: str) -> None:
    """A draft is free; a text people have answered, or that awaits approval, or is in force, is not."""
    edits = [("fravær fra avtalt arbeid", "fravær fra arbeid"), ('"1.0.0"', f'"{version}"')]
    if note:
        edits.append(("    euvoc:status ", NOTED))
    assert told(concept(old), concept(new, *edits)) == ({rule} if rule else set())
