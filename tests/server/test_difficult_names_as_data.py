"""IRIs and labels with æøå, slashes, quotes, #, %, spaces and 300 characters: out by every interface as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from graph.builds import Build
from graph.namespaces import BASE, PREFIXES
from graph.store import CatalogueStore, Term
from server.catalogue import Served
from server.linked_data import FORMATS
from tests.conftest import MakeApp, settings_for
from tests.server.conftest import OneBuild

Serve = Callable[[str, str], FlaskClient]

SAMPLES = ("æøå ÆØÅ", "sitat \"dobbelt\" og 'enkelt'", "100 % #1 / 2?", "a" * 300, "<b>&amp;</b>", "=1+1", "å\u0301 🙂")
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
LABELS = st.one_of(st.sampled_from(SAMPLES), st.text(CHARACTERS, min_size=1, max_size=30))
AS_IT_IS = "-._~!$&'()*+,;=:@"


def name_of(text: str, *, ascii_only: bool = False) -> str:
    """The last part of an IRI made from a text: what may not stand in it is escaped, and æøå if ``ascii_only``."""
    plain = (letter if not letter.isascii() and not ascii_only else quote(letter, safe=AS_IT_IS) for letter in text)
    return "".join(plain).strip(".").replace("%2F", "-") or "x"


@pytest.fixture(scope="module")
def serve(make_app: MakeApp, small_build: Build) -> Serve:
    """Serve a catalogue with one concept, given its IRI and its label."""
    app = make_app(settings_for(small_build.folder.parents[1]))
    name, xsd = ox.NamedNode(f"{BASE}graf/vokabular/prove"), PREFIXES["xsd"]

    def served(iri: str, label: str) -> FlaskClient:
        said: dict[str, Term] = {
            "rdf:type": ox.NamedNode(PREFIXES["skos"] + "Concept"),
            "skos:prefLabel": ox.Literal(label, language="nb"),
            "skos:inScheme": ox.NamedNode(f"{BASE}vokabular/prove"),
            "dct:identifier": ox.Literal(iri, datatype=ox.NamedNode(xsd + "anyURI")),
        }
        quads = [ox.Quad(ox.NamedNode(iri), ox.NamedNode(expanded(p)), value, name) for p, value in said.items()]
        scheme = ox.NamedNode(f"{BASE}vokabular/prove")
        quads.append(
            ox.Quad(scheme, ox.NamedNode(expanded("rdf:type")), ox.NamedNode(expanded("skos:ConceptScheme")), name)
        )
        store = CatalogueStore.from_quads(quads)
        build = Served(small_build.store, store, small_build.manifest, small_build.search)
        app.extensions["catalogue"] = OneBuild(build)
        return app.test_client()

    return served


def expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def address(iri: str) -> str:
    """The path a client asks for: the IRI as a URI (RFC 3987 section 3.1)."""
    return "/" + quote(iri.removeprefix(BASE), safe="%/:@!$&'()*+,;=-._~")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LABELS, LABELS, st.booleans())
def test_names_survive_linked_data(serve: Serve, text: str, label: str, ascii_only: bool) -> None:
    """Each format at the thing's own address holds its IRI and label; headers name it in ASCII."""
    iri = f"{BASE}begrep/prove/{name_of(text, ascii_only=ascii_only)}"
    client = serve(iri, label)
    wanted = ox.Triple(ox.NamedNode(iri), ox.NamedNode(expanded("skos:prefLabel")), ox.Literal(label, language="nb"))
    for suffix, media_type in FORMATS.items():
        for path, accept in ((address(iri), media_type), (address(iri) + suffix, "*/*")):
            response = client.get(path, headers={"Accept": accept})
            assert response.status_code == 200, (path, iri)
            found = ox.RdfFormat.from_media_type(media_type)
            assert wanted in {quad.triple for quad in ox.parse(response.data, found)}
            place = response.headers["Content-Location"]
            assert place.isascii()
            assert unquote(place) == unquote(address(iri)) + suffix


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LABELS, LABELS)
def test_names_survive_documents_and_tables(serve: Serve, text: str, label: str) -> None:
    """The harvest document, the downloads and the tables hold the IRI and the label as they are."""
    iri = f"{BASE}begrep/prove/{name_of(text)}"
    client = serve(iri, label)
    wanted = ox.Triple(ox.NamedNode(iri), ox.NamedNode(expanded("skos:prefLabel")), ox.Literal(label, language="nb"))
    harvested = client.get("/katalog.ttl")
    assert wanted in {quad.triple for quad in ox.parse(harvested.data, ox.RdfFormat.TURTLE)}
    listed = list(csv.reader(io.StringIO(client.get("/begrep.csv?skilletegn=komma").data.decode(), newline="")))
    [row] = [row for row in listed if row[3] == iri]
    assert row[0] in (label, f"'{label}")
    [_, cells] = load_workbook(io.BytesIO(client.get("/begrep.xlsx").data)).worksheets[0].values
    assert (cells[0], cells[3]) == (label, iri)


@pytest.mark.parametrize("text", SAMPLES)
def test_names_survive_pages(serve: Serve, text: str) -> None:
    """The page is found at the address, shows the IRI and the label as text, and links to its own documents."""
    iri = f"{BASE}begrep/prove/{name_of(text)}"
    client = serve(iri, text)
    page = client.get(address(iri), headers={"Accept": "text/html"})
    assert page.status_code == 200
    [data] = [part.partition("</script>")[0] for part in page.text.split('<script type="application/ld+json">')[1:]]
    assert json.loads(data)["name"] == [{"@language": "nb", "@value": text}]
    turtle = page.text.partition('type="text/turtle" href="')[2].partition('"')[0]
    assert client.get(turtle.replace("&#39;", "'").replace("&amp;", "&")).mimetype == "text/turtle"
