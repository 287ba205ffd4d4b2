"""Whatever is in a file or a query, the parsers read it or say what is wrong with it; they never fall over.

A few examples at every run; ``make fuzz`` tries many thousand new ones of each.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException

from graph.builds import Build
from graph.errors import CatalogueError
from graph.searching.answer import Question
from graph.searching.search_index import SearchIndex
from graph.searching.term_pattern import TermPattern
from graph.tables.canonical import canonical_csv
from graph.tables.table import COLUMNS, read_table
from graph.turtle.canonical import canonical
from graph.workbook.xlsx_file import ReturnedWorkbook
from loaders.csv_form import certain_form, read_form
from loaders.csv_rows import batches
from loaders.importing.concept_sheet import csv_rows, is_handed_out, xlsx_rows
from loaders.importing.fetching import Fetched
from loaders.workbook import export_workbook
from server.problems import ProblemRaised
from server.sparql.guard import inspect, read_closely
from server.sparql.tokens import resolve_escapes, tokens
from tests.git_content import GitContent

SMALL = Path(__file__).parents[1] / "data" / "liten"
TABLES = {path.name: path.read_bytes() for path in sorted(SMALL.rglob("*.csv")) if path.name in COLUMNS}
TURTLE = [path.read_bytes() for path in sorted((SMALL / "vocabularies" / "personell").glob("*.ttl"))]
QUERY = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT (COUNT(DISTINCT ?c) AS ?n) ("a\\"b" AS ?x) FROM <urn:g> { ?c skos:prefLabel 'a'@nb, \"\"\"b\\u00e6\"\"\" ;
 a [ skos:broader* ?d ] . OPTIONAL { SERVICE SILENT <http://x> { ?d ?p ?o } } FILTER(?c IN (<a>, <b>)) } # slutt"""
# What means something to some of the parsers, and bytes that mean nothing to any.
BITS = [
    b'"', b"'", b";", b",", b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\\", b"\\u",
    b"<", b">", b"{", b"}", b"(", b"[", b"#", b"=", b"\xc3\xa6", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"1" * 400, b"@",
    b"9e999", b"\x1a", b"^^", b".", b"&", b"&#0;", b"%", b"\\U00110000", b'"""',
]  # fmt: skip
# One file is one number; a smaller number is no simpler file.
UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
AS_FOUND = settings(phases=[Phase.explicit, Phase.generate], suppress_health_check=UNHURRIED)
SEVERAL = settings(suppress_health_check=UNHURRIED)


@st.composite
def spoilt(draw: st.DrawFn, *seeds: bytes) -> bytes:
    """One of the seeds with some edits: a bit put in, a stretch taken out, doubled or moved; or bytes of no origin."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    body = draw(st.sampled_from(seeds))
    chance = draw(st.randoms(use_true_random=False))
    for _ in range(draw(st.integers(1, 6))):
        body = edited(body, chance)
    return body


def edited(body: bytes, chance: random.Random) -> bytes:
    start, end = sorted((chance.randint(0, len(body)), chance.randint(0, len(body))))
    end = min(end, start + 300)
    kind = chance.randrange(5)
    if kind == 0:
        return body[:start] + chance.choice(BITS) + body[start:]
    if kind == 1:
        return body[:start] + body[end:]
    if kind == 2:
        return body[:end] + body[start:end] + body[end:]
    if kind == 3:
        return body[:start] + bytes([chance.randrange(256)]) + body[start + 1 :]
    return body[end:] + body[:start]


def refused(read: Callable[[], object]) -> None:
    """Reading gives something, or one of the catalogue's own errors, which have words for it."""
    try:
        read()
    except (CatalogueError, ProblemRaised, HTTPException):
        return


@SEVERAL
@given(st.data())
def test_tables(data: st.DataObject) -> None:
    """The tables of mappings, read and put in the canonical form."""
    name = data.draw(st.sampled_from(sorted(TABLES)))
    raw = data.draw(spoilt(*TABLES.values()))
    try:
        refused(lambda: read_table(name, raw))
        refused(lambda: canonical_csv(raw.decode("utf-8"), name))
    except UnicodeDecodeError:
        return


@SEVERAL
@given(raw=spoilt(*TABLES.values()))
def test_files_people_bring(tmp_path: Path, raw: bytes) -> None:
    """A file to crosswalk or harmonise: its form, and every row."""
    path = tmp_path / "fil.csv"
    path.write_bytes(raw)

    def read() -> None:
        form = certain_form(path, lambda done, total: None)
        assert form.header == read_form(path).header
        for batch in batches(path, form, lambda done, total: None):
            assert all(len(row) == len(form.header) for row in batch.rows)

    refused(read)


@SEVERAL
@given(raw=spoilt(b"URI;skos:prefLabel@nb\r\nhttps://x/a;b\r\n", *TABLES.values()))
def test_tables_of_concepts(raw: bytes) -> None:
    """A SKOS CSV to import."""
    refused(lambda: csv_rows(Fetched("a.csv", raw)))


@SEVERAL
@given(raw=spoilt(*TURTLE))
def test_turtle(raw: bytes) -> None:
    """A concept file, put in the canonical form."""
    try:
        refused(lambda: canonical(raw.decode("utf-8")))
    except UnicodeDecodeError:
        return


@SEVERAL
@given(raw=spoilt(QUERY.encode()))
def test_query_tokens(raw: bytes) -> None:
    """A query is cut in tokens that are parts of it, and judged or refused."""
    query = raw.decode("utf-8", "replace")
    for _, token, start in tokens(query):
        assert query[start : start + len(token)] == token
    refused(lambda: inspect(query))
    refused(lambda: read_closely(query))
    try:
        resolve_escapes(query)
    except ValueError:
        return


@pytest.fixture(scope="module")
def index(small_build: Build) -> SearchIndex:
    return SearchIndex.open(small_build.search)


@SEVERAL
@given(raw=spoilt('sykefraværsprosent OR "gradert" fravær* NEAR(a b)'.encode(), b"SYKEFR_PST"))
def test_what_is_searched_for(index: SearchIndex, raw: bytes) -> None:
    """Anything typed in the search field, the suggestions and the search by pattern."""
    typed = raw.decode("utf-8", "replace")
    refused(lambda: index.find(Question(typed), facets=True))
    refused(lambda: index.suggest(typed, "nb"))
    refused(lambda: TermPattern(typed))


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook of a vocabulary, as it is handed out."""
    folder = tmp_path_factory.mktemp("bok")
    export_workbook(GitContent.small(folder / "innhold").folders, "personell", folder / "bok.xlsx")
    return (folder / "bok.xlsx").read_bytes()


@AS_FOUND
@given(number=st.integers(0, 1 << 32))
def test_workbooks(tmp_path: Path, handed_out: bytes, number: int) -> None:
    """A workbook that comes back, with its file or one of the texts in it damaged."""
    chance = random.Random(number)
    raw = edited(handed_out, chance) if number % 3 == 0 else with_damage(handed_out, chance)
    path = tmp_path / "bok.xlsx"
    path.write_bytes(raw)
    refused(lambda: ReturnedWorkbook(path))
    refused(lambda: is_handed_out(Fetched("bok.xlsx", raw)))
    refused(lambda: xlsx_rows(Fetched("bok.xlsx", raw)))


def with_damage(book: bytes, chance: random.Random) -> bytes:
    """The workbook with one of the files in it edited, or gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        damaged = chance.choice(names)
        for name in names:
            body = old.read(name)
            if name == damaged and chance.random() < 0.1:
                continue
            new.writestr(name, edited(body, chance) if name == damaged else body)
    return out.getvalue()
