from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.example_query import example_queries
from graph.store import QUERY_FOLDER
from server.problems import ProblemRaised
from server.sparql.guard import (
    MAX_DEPTH,
    MAX_OPERATORS,
    QueryFacts,
    inspect,
    plainly_harmless,
    position,
    read_closely,
)

EVIL = "<http://127.0.0.1/sparql>"
OWN_QUERIES = sorted(QUERY_FOLDER.glob("**/*.rq"))


def refused(query: str) -> str:
    """Return the kind of problem ``query`` is refused with."""
    with pytest.raises(ProblemRaised) as raised:
        inspect(query)
    assert raised.value.problem.status == 400
    return raised.value.problem.kind


DISGUISES = [
    f"SELECT * {{ SERVICE {EVIL} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service{EVIL}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SerVice SILENT {EVIL} {{}} }}",
    f"SELECT * {{ SERVICESILENT{EVIL}{{}} }}",
    f"SELECT * {{ SERVICE#kommentar\n{EVIL} {{}} }}",
    f"SELECT * {{ #c\rSERVICE {EVIL} {{}}\n }}",
    rf"SELECT * {{ \u0053ERVICE {EVIL} {{}} }}",
    rf"SELECT * {{ S\U00000045RVICE {EVIL} {{}} }}",
    rf"SELECT * {{ #c\u000ASERVICE {EVIL} {{}} }}",
    "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:sparql { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1/> SELECT * { SERVICESILENT:sparql { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1/> SELECT * { ?s ?p trueSERVICE:sparql { } }",
    "PREFIX : <http://127.0.0.1/> SELECT * { ?s ?p true.SERVICE:sparql#x\n { } }",
    f"SELECT * {{ ?s ?p trueSERVICE {EVIL} {{}} }}",
    f"SELECT * {{ ?s ?p 1SERVICE {EVIL} {{}} }}",
    f"SELECT * {{ ?s ?p 1.SERVICE {EVIL} {{}} }}",
    f"PREFIX p: <http://p/> SELECT * {{ ?s ?p p:.SERVICE {EVIL} {{}} }}",
    f'SELECT * {{ ?s ?p "a"SERVICE {EVIL} {{}} }}',
    f"SELECT * {{ ?s ?p '''a'''SERVICE {EVIL} {{}} }}",
    f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {EVIL} {{}} }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE {EVIL} {{}} }} }} }}",
    f"SELECT * {{ BIND({EVIL} AS ?u) SERVICE ?u {{}} }}",
    f"SELECT * {{ FILTER(1<2)SERVICE#>\n{EVIL} {{}} }}",
    f"SELECT * {{ FILTER(1<'> '||1<')SERVICE {EVIL} {{}} #') }}",
    f"SELECT * {{ FILTER(?a<(?b)&&?c>2) FILTER('x'='SERVICE') SERVICE {EVIL} {{}} }}",
    f"SELECT * {{ FILTER(?a<<http://x#y>) SERVICE {EVIL} {{}} }}",
    f"SELECT * {{ ?s ?p (1 <#a> 2) SERVICE {EVIL} {{}}\n }}",
    f"ASK {{ {{}} UNION {{ SERVICE {EVIL} {{}} }} }}",
    f"CONSTRUCT {{}} WHERE {{ GRAPH ?g {{ SERVICE {EVIL} {{}} }} }}",
    f"DESCRIBE ?s {{ ?s ?p ?o MINUS {{ SERVICE {EVIL} {{}} }} }}",
    f"SELECT * {{ \u017fERVICE {EVIL} {{}} }}",
]


@pytest.mark.parametrize("query", DISGUISES)
def test_service_is_refused_in_every_disguise(query: str) -> None:
    """SERVICE is found through case, comments, escapes, missing space, glued words and what looks like an IRI."""
    assert refused(query) in {"fjernsporring", "tvetydig"}


def test_service_is_named_with_its_place() -> None:
    """The refusal says where the word stands."""
    with pytest.raises(ProblemRaised) as raised:
        inspect(f"SELECT * {{\n  ?s ?p ?o .\n  SERVICE {EVIL} {{}} }}")
    assert raised.value.problem.members == {"line": 3, "column": 3}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p ?o }",
        "PREFIX service: <http://p/> SELECT * { service:x ?p service:y . GRAPH service:g { ?s ?p ?o } }",
        "PREFIX service: <http://p/> SELECT * FROM service:g { ?s service:p ?o }",
        'SELECT * { ?s ?p "SERVICE <x> {}" }',
        "SELECT * { ?s ?p <http://www.w3.org/ns/sparql-service-description#Service> } # SERVICE <x> {}",
        "SELECT * { FILTER(?a<?b&&?c>?d) }",
        "SELECT * { FILTER(?a < (?b) && ?c > 2) }",
        "SELECT * { VALUES (?a ?b) { (<#a> <#b>) ('x' <it's>) } }",
        "SELECT * { ?s ?p (1 <http://a/b#c> <http://a/(d)>) }",
        "SELECT * { FILTER(?a IN (<http://a#1>, <#2>)) }",
        "PREFIX e: <http://e/> SELECT * { << ?s ?p ?o >> e:sagt_av ?hvem }",
        "SELECT * { ?s ?p 'fravær'@nb } ORDER BY LCASE(?o) LIMIT 10 OFFSET 5",
    ],
)
def test_honest_queries_pass(query: str) -> None:
    """What only looks like something refused is let through."""
    assert inspect(query).form == "SELECT"


@pytest.mark.parametrize("path", OWN_QUERIES, ids=lambda path: path.stem)
def test_the_catalogue_s_own_queries_pass(path: Path) -> None:
    """Every query the catalogue offers or uses may also be sent to the endpoint."""
    facts = inspect(path.read_text(encoding="utf-8"))
    assert facts.form in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    assert not facts.own_dataset


def test_example_forms_are_those_the_guard_sees() -> None:
    """What the examples say they are is what they are."""
    assert all(inspect(example.query).form == example.form for example in example_queries())


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a> <b> <c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://a/>",
        "load <http://a/>",
        "CLEAR ALL",
        "DROP GRAPH <a>",
        "CREATE GRAPH <a>",
        "ADD <a> TO <b>",
        "MOVE <a> TO <b>",
        "COPY <a> TO <b>",
        "PREFIX a: <http://a/> WITH a:g DELETE {} WHERE {}",
        r"\u0049NSERT DATA {}",
        "# c\nBASE <http://a/> insert {}",
    ],
)
def test_updates_are_refused_by_name(query: str) -> None:
    """Every operation of SPARQL 1.1 Update is told that the endpoint can only be read."""
    assert refused(query) == "bare-lesing"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("select distinct ?x {}", "SELECT"),
        ("SELECT*{}", "SELECT"),
        ("ASK{}", "ASK"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("PREFIX ask: <http://a/> BASE <http://b/> describe ask:x", "DESCRIBE"),
        ("PREFIX insert: <http://a/> SELECT * { insert:x ?p ?o }", "SELECT"),
        ("# SELECT\nASK {}", "ASK"),
        ("SELEKT * {}", None),
        ("", None),
    ],
)
def test_form(query: str, form: str | None) -> None:
    """The form decides what an answer can be given as."""
    assert inspect(query).form == form


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT * FROM <http://g/> { ?s ?p ?o }", True),
        ("SELECT * from named <http://g/> { ?s ?p ?o }", True),
        ("DESCRIBE<http://a/>FROM<http://g/>", True),
        ("ASKFROM<http://g/>{}", True),
        ("SELECT ?from { ?from ?p 'FROM' } # FROM <g>", False),
    ],
)
def test_own_dataset(query: str, own: bool) -> None:
    """FROM and FROM NAMED are seen, and nothing else is taken for them."""
    assert inspect(query).own_dataset is own


@pytest.mark.parametrize(
    ("query", "repeatable"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT (NOW() AS ?x) {}", False),
        ("SELECT (rand() AS ?x) {}", False),
        ("SELECT (STRUUID() AS ?x) {}", False),
        ("SELECT (BNODE() AS ?x) {}", False),
        ("SELECT ?now { ?now ?p 'RAND()' }", True),
    ],
)
def test_repeatable(query: str, repeatable: bool) -> None:
    """Answers that differ each time are known beforehand, so that nobody is told they have not changed."""
    assert inspect(query).repeatable is repeatable


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("(", ")"), ("{", "}"), ("[ ?p ", "]"), ("CONCAT(", ")"), ("NOT EXISTS {", "}"), ("<< ", " >>")],
)
def test_depth(opening: str, closing: str) -> None:
    """Nesting is allowed to the limit and refused beyond it, closed or not."""
    inspect("SELECT * " + opening * MAX_DEPTH + closing * MAX_DEPTH)
    assert refused("SELECT * " + opening * (MAX_DEPTH + 1)) == "for-dyp"


@pytest.mark.parametrize("part", ["&& 1 ", "|| 1 ", "+ 1 ", "* 1 ", "UNION {} ", "OPTIONAL {} ", "!", "/<p>", "|<p>"])
def test_chains(part: str) -> None:
    """Chains are allowed to the limit and refused beyond it."""
    inspect("SELECT " + part * (MAX_OPERATORS - 1))
    assert refused("SELECT " + part * (MAX_OPERATORS + 1)) == "for-mange-operatorer"


def test_long_lists_are_not_chains() -> None:
    """Ten thousand values to look up are one question."""
    values = " ".join(f"<https://w3id.org/begrepskatalog/begrep/personell/b{n}>" for n in range(10_000))
    numbers = " ".join(f"-{n}.5" for n in range(10_000))
    in_values = f"SELECT * {{ VALUES ?begrep {{ {values} }} ?begrep ?p ?o VALUES ?o {{ {numbers} }} }}"
    in_filter = f"ASK {{ ?s ?p ?o FILTER(?s IN ({values.replace(' ', ', ')})) }}"
    assert (inspect(in_values).form, inspect(in_filter).form) == ("SELECT", "ASK")


def test_open_string() -> None:
    """A string without an end is named as such, with the place where it begins."""
    with pytest.raises(ProblemRaised) as raised:
        inspect('SELECT * {\n ?s ?p "fravær }')
    assert raised.value.problem.kind == "streng-uten-slutt"
    assert raised.value.problem.members == {"line": 2, "column": 8}


def test_escape_that_is_no_character() -> None:
    """An escaped surrogate is refused."""
    assert refused(r"SELECT ?\uD800 {}") == "tegnflukt"


def test_position_counts_from_one() -> None:
    """Line and column start at 1, as the engine counts them."""
    assert position("abc", 0) == (1, 1)
    assert position("a\nbc", 3) == (2, 2)


PIECES = [
    *(
        "SELECT",
        "ask",
        "DESCRIBE ",
        "CONSTRUCT",
        "INSERT",
        "WHERE",
        "FROM",
        "from ",
        "SERVICE",
        "service",
        "RAND()",
        "NOW",
    ),
    *(
        "PREFIX a: <http://a#>",
        "BASE <http://b/>",
        "prefix b:<c>",
        "#",
        "# SELECT\n",
        "\n",
        "\r",
        " ",
        " ",
        "{",
        "}",
        "(",
        ")",
    ),
    *("?x", "a:b", "<http://x/#y>", "<", ">", "'a'", "'", '"', '"b"', "\\u0053", "*", "=", ".", "1", "<<", ">>"),
]


def looked_at_closely(query: str) -> QueryFacts | str:
    """Return what the tokens say, or the kind of problem the query is refused with."""
    try:
        return read_closely(query)
    except ProblemRaised as raised:
        return raised.problem.kind


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_a_glance_sees_what_a_close_look_does(pieces: list[str]) -> None:
    """What a glance lets through is, token by token, harmless and what the glance took it for."""
    query = "".join(pieces)
    seen = plainly_harmless(query)
    if seen is None:
        return
    assert not {"SERVICE", "SILENT", "FROM"} & set(query.upper().split())
    assert looked_at_closely(query) in (seen, "tvetydig", "streng-uten-slutt")


@pytest.mark.parametrize("path", OWN_QUERIES, ids=lambda path: path.stem)
def test_ordinary_queries_need_only_a_glance(path: Path) -> None:
    """The catalogue's own questions are looked at closely only when they hold a word to look for, or an apostrophe."""
    query = path.read_text(encoding="utf-8")
    seen = plainly_harmless(query)
    if seen is None:
        marks = query.count("'") % 2 or query.count('"') % 2
        assert marks or len(query) > MAX_OPERATORS or re.search("FROM|SERVICE|NOW|RAND|UUID|BNODE|INSERT", query, re.I)
    else:
        assert seen == read_closely(query)
