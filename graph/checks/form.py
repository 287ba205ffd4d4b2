"""Stage FIL, the form: would ``begrep format`` change the file, or refuse it?"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Triple

from graph.checks.rule import finding
from graph.errors import FileRefused
from graph.finding import Finding
from graph.namespaces import BASE
from graph.tables.canonical import canonical_csv
from graph.turtle.canonical import rewritten
from graph.turtle.ordering import gather, main_subject
from graph.turtle.outline import Outline
from graph.turtle.terms import OWN_PARTS, table_for, vocabulary_prefix
from graph.turtle.walk import outline


def check_turtle_form(path: str, text: str, written: str, triples: Sequence[Triple], base: str = BASE) -> list[Finding]:
    """Findings on nameless nodes (FIL-12), comments (FIL-15), prefixes (FIL-11) and else the layout (FIL-13).

    ``text`` is the file with LF line ends, ``written`` as it lies on disk.
    """
    try:
        form = rewritten(text, triples, base)
    except FileRefused as refused:
        return [refused.finding]
    if form == written:
        return []
    return _prefixes(outline(text), main_subject(gather(triples), base), base) or [_layout(path, written, form)]


def check_table_form(path: str, written: str, name: str) -> list[Finding]:
    """A finding (FIL-13) when the table, as it lies on disk, is not in canonical form."""
    form = canonical_csv(written, name)
    return [] if form == written else [_layout(path, written, form)]


def _layout(path: str, written: str, form: str) -> Finding:
    lines = zip(written.split("\n"), form.split("\n"), strict=False)
    shorter = min(written.count("\n"), form.count("\n"))
    first = next((number for number, (old, new) in enumerate(lines) if old != new), shorter)
    return finding("FIL-13", "layout", line=first + 1, path=path)


def _prefixes(found: Outline, main: str, base: str) -> list[Finding]:
    """Prefixes bound otherwise than everywhere else in the catalogue."""
    table = table_for(base)
    by_namespace = {namespace: name for name, namespace in table.items()}
    findings = []
    for name, namespace, token in found.declared:
        right = OWN_PARTS if namespace == f"{main}#" else by_namespace.get(namespace)
        right = right or vocabulary_prefix(namespace, base)
        usual = f"{main}#" if name == OWN_PARTS else table.get(name)
        line, column = found.place(token)
        if right is not None and right != name:
            variant, value = "name", right
        elif usual is not None and usual != namespace:
            variant, value = "namespace", usual
        else:
            continue
        findings.append(finding("FIL-11", variant, line=line, column=column, prefix=name, right=value))
    return findings
