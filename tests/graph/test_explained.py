"""Which warnings their own file explains."""

from __future__ import annotations

import pytest

from graph.checks.explained import explained
from graph.finding import Finding

CONCEPT = "vocabularies/personell/ansatt.ttl"
TABLE = "mappings/oslo/felt.csv"


def warning(rule: str, file: str, line: int) -> Finding:
    return Finding(rule, "warning", file, line, 1, {}, {})


def note(rule: str, lang: str = "nb") -> str:
    return f'    skos:editorialNote "{rule}: arbeidsgruppen må velge."@{lang} ;\n'


@pytest.mark.parametrize(
    ("text", "is_explained"),
    [
        (note("KJ-02") * 2, True),
        (note("KJ-02"), False),
        (note("KJ-02") + note("KJ-02", "nn"), False),
        (note("KJ-01") * 2, False),
        ('    skos:scopeNote "KJ-02: merknad."@nb ;\n' * 2, False),
    ],
    ids=["a note each", "one note for two", "one note in two languages", "another rule", "not an editorial note"],
)
def test_a_file_has_a_note_for_each_warning(text: str, is_explained: bool) -> None:
    """All warnings of a rule in a file are explained, or none is."""
    warnings = [warning("KJ-02", CONCEPT, 8), warning("KJ-02", CONCEPT, 20)]
    assert explained(warnings, {CONCEPT: text.encode()}) == (warnings if is_explained else [])


def test_a_row_explains_itself() -> None:
    """The remark of one row says nothing about another."""
    warnings = [warning("MAP-06", TABLE, 2), warning("MAP-06", TABLE, 3)]
    rows = 'felt_id;merknad\na;"Imputert. MAP-06: avviket er tak."\nb;\n'
    assert explained(warnings, {TABLE: rows.encode()}) == warnings[:1]


def test_an_error_is_never_explained_away() -> None:
    """Only a warning may stay."""
    error = Finding("KJ-02", "error", CONCEPT, 8, 1, {}, {})
    assert explained([error], {CONCEPT: note("KJ-02").encode()}) == []
