"""Stage TRM: properties, classes and coded values that do not exist in a vocabulary the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from graph.checks.coded_values import called, listed, meant_by_name
from graph.checks.known_terms import Role, UnknownTerm, like_known, namespace_of, unknown
from graph.checks.rule import finding
from graph.checks.suggestion import question
from graph.finding import Finding
from graph.namespaces import PREFIXES
from graph.turtle.outline import Fact, Outline
from graph.turtle.tokens import Token
from graph.turtle.walk import outline

_TYPE = PREFIXES["rdf"] + "type"
_RULES: dict[Role, str] = {"properties": "TRM-01", "classes": "TRM-02"}


def check_terms(text: str, triples: Sequence[Triple]) -> list[Finding]:
    """Findings at every place an unknown term stands; ``triples`` are those of ``text``."""
    terms = _terms(triples)
    wrong = {(iri, role) for iri, role in terms if unknown(iri, role) is not None}
    strange = {iri for iri, role in terms if role != "individuals" and like_known(namespace_of(iri))}
    if not wrong and not strange:
        return []
    found = outline(text)
    return [problem for fact in found.facts for problem in _fact(found, fact, wrong, strange)]


def _terms(triples: Sequence[Triple]) -> set[tuple[str, Role]]:
    terms: set[tuple[str, Role]] = set()
    for triple in triples:
        value = triple.object
        terms.add((triple.predicate.value, "properties"))
        if isinstance(value, NamedNode):
            terms.add((value.value, "classes" if triple.predicate.value == _TYPE else "individuals"))
        elif isinstance(value, Literal):
            terms.add((value.datatype.value, "individuals"))
    return terms


def _fact(found: Outline, fact: Fact, wrong: set[tuple[str, Role]], strange: set[str]) -> Iterator[Finding]:
    role: Role = "classes" if fact.predicate == _TYPE else "individuals"
    used: tuple[tuple[str, Role, Token], ...] = (
        (fact.predicate, "properties", fact.predicate_token),
        (fact.value, role, fact.value_token),
        (fact.datatype, "individuals", fact.value_token),
    )
    for iri, used_as, token in used:
        line, column = found.place(token)
        problem = unknown(iri, used_as) if (iri, used_as) in wrong else None
        if problem is not None:
            yield _unknown(problem, used_as, line, column)
        elif iri in strange and token.kind == "iri" and used_as != "individuals":
            right = like_known(namespace_of(iri))
            yield finding("TRM-04", "namespace", line=line, column=column, found=namespace_of(iri), right=right)


def _unknown(problem: UnknownTerm, role: Role, line: int, column: int) -> Finding:
    if role == "individuals":
        return _unknown_value(problem, line, column)
    variant = "missing" if problem.complete else "unused"
    hint = question(problem.meant)
    return finding(_RULES[role], variant, line=line, column=column, name=problem.name, hint=hint)


def _unknown_value(problem: UnknownTerm, line: int, column: int) -> Finding:
    meant = problem.meant or meant_by_name(problem.name)
    hint = question(None if meant is None else called(meant))
    variant = "datatype" if problem.name.startswith("xsd:") else "missing"
    values = listed(problem.choices)
    return finding("TRM-03", variant, line=line, column=column, name=problem.name, hint=hint, values=values)
