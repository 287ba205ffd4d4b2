"""The checks of one file alone, on its bytes: stages FIL, SYN and TRM.

They stop after a stage that makes the next one meaningless, and never raise for what a file holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from graph.checks.cells import check_cells
from graph.checks.file_bytes import read_text
from graph.checks.form import check_table_form, check_turtle_form
from graph.checks.place import check_place
from graph.checks.rule import finding
from graph.checks.terms import check_terms
from graph.errors import TurtleSyntaxError
from graph.finding import Finding
from graph.namespaces import BASE
from graph.tables.table import COLUMNS
from graph.turtle.comments import glued_comments
from graph.turtle.parsing import parse

_BROKEN_ADDRESS: Final = frozenset({"SYN-05", "SYN-08"})
"""What explains a ``#`` after a name better than the rule on glued comments does."""


def check_turtle_file(path: str, raw: bytes, base: str = BASE) -> list[Finding]:
    """Everything that is wrong with a Turtle file by itself, sorted by position.

    ``path`` is the name findings call it by and tells what it must describe; ``base`` is the base IRI the
    content is written with. No finding of severity error means that the file can be loaded.
    """
    text, findings = read_text(path, raw)
    if not _has_errors(findings):
        findings += _turtle_findings(path, text, raw.decode("utf-8"), base)
    return _of_file(path, findings)


def check_csv_file(path: str, raw: bytes) -> list[Finding]:
    """Everything that is wrong with a table by itself, sorted by position.

    ``path`` is the name findings call it by, and ends with the table's name.
    """
    name = PurePosixPath(path.replace("\\", "/")).name
    if name not in COLUMNS:
        return [finding("FIL-20", "table", file=path, name=name, names=", ".join(sorted(COLUMNS)))]
    text, findings = read_text(path, raw)
    if not _has_errors(findings):
        findings += check_cells(text, name)
    # A text that needs quotes is out of form by that, and told so in plainer words.
    if not _has_errors(findings) and all(found.rule != "FIL-26" for found in findings):
        findings += check_table_form(path, raw.decode("utf-8"), name)
    return _of_file(path, findings)


def _turtle_findings(path: str, text: str, written: str, base: str) -> list[Finding]:
    glued = glued_comments(text)
    try:
        triples = parse(text)
    except TurtleSyntaxError as error:
        return glued if glued and error.finding.rule not in _BROKEN_ADDRESS else [error.finding]
    if glued:
        return glued
    findings = [*check_place(path, text, triples, base), *check_terms(text, triples)]
    form = check_turtle_form(path, text, written, triples, base)
    if _has_errors(findings):
        form = [found for found in form if found.severity == "error"]
    return findings + form


def _has_errors(findings: Iterable[Finding]) -> bool:
    return any(found.severity == "error" for found in findings)


def _of_file(path: str, findings: Iterable[Finding]) -> list[Finding]:
    return sorted((replace(found, file=path) for found in findings), key=lambda found: found.sort_key)
