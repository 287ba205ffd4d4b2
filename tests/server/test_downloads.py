"""Whole vocabularies and the whole catalogue as files: made with the build, sent compressed, linked from the pages."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from openpyxl import load_workbook
from rdflib.namespace import RDF, SKOS

from graph.builds import DOWNLOADS, Build
from graph.downloads.download import FORMATS, Download, downloads
from graph.downloads.packing import place
from graph.namespaces import BASE
from graph.store import CatalogueStore
from server.catalogue import Served
from tests.conftest import MakeApp, settings_for
from tests.server.conftest import OneBuild

PARSERS = {".ttl": "turtle", ".trig": "trig", ".jsonld": "json-ld", ".nq": "nquads", ".rdf": "xml"}
RDF_FORMATS = {suffix: ox.RdfFormat.from_media_type(FORMATS[suffix]) for suffix in PARSERS}


def quads(body: bytes, suffix: str) -> set[ox.Quad]:
    found = RDF_FORMATS[suffix]
    assert found is not None
    return set(ox.parse(body, found))


def test_every_file_is_made_with_the_build(real_build: Build, real_store: CatalogueStore) -> None:
    """Seven vocabularies and the whole, in eight formats each, none of them empty."""
    wanted = downloads(real_store, BASE)
    assert len(wanted) == 8 * len(FORMATS)
    folder = real_build.folder / DOWNLOADS
    assert {path.name for path in folder.iterdir()} == {place(folder, each).name for each in wanted}
    assert all(path.stat().st_size > 100 for path in folder.iterdir())


@pytest.mark.parametrize("suffix", PARSERS)
def test_the_whole_catalogue_is_whole(client: FlaskClient, real_store: CatalogueStore, suffix: str) -> None:
    """Every statement of the store, with its graph where the syntax has a place for it."""
    response = client.get(f"/nedlasting/begrepskatalog{suffix}")
    assert response.mimetype == FORMATS[suffix]
    found = quads(response.data, suffix)
    if suffix in (".trig", ".nq"):
        assert found == set(real_store.quads())
    else:
        assert {q.triple for q in found} == {q.triple for q in real_store.quads()}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".rdf"])
def test_a_vocabulary_is_read_by_other_tools(client: FlaskClient, suffix: str) -> None:
    """rdflib finds the 51 concepts, the scheme with its top concepts, and the hierarchy SKOS tools ask for."""
    body = client.get(f"/nedlasting/vokabular-personell{suffix}").data
    found = rdflib.Graph().parse(data=body, format=PARSERS[suffix])
    assert len(set(found.subjects(RDF.type, SKOS.Concept))) == 51
    scheme = rdflib.URIRef(f"{BASE}vokabular/personell")
    assert (scheme, SKOS.hasTopConcept, None) in found
    assert (None, SKOS.broader, None) in found
    assert not [s for s in found.subjects() if "/felt/" in str(s)]


def test_files_are_sent_as_they_lie(client: FlaskClient, real_build: Build) -> None:
    """In gzip for whoever takes it, plain for others, under tags of their own, and not to whoever has them."""
    path = "/nedlasting/begrepskatalog.nq"
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.data == place(real_build.folder / DOWNLOADS, Download("", ".nq")).read_bytes()
    assert packed.headers["Content-Encoding"] == "gzip"
    plain = client.get(path)
    assert plain.data == gzip.decompress(packed.data)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for response in (plain, packed):
        assert not response.headers["ETag"].startswith("W/")
        assert "Accept-Encoding" in response.headers["Vary"]
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Content-Disposition"] == 'attachment; filename="begrepskatalog.nq"'
    headers = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(path, headers=headers).status_code == 304
    assert client.head(path).headers["Content-Length"] == str(len(plain.data))


def test_tables_open_in_spreadsheets(client: FlaskClient) -> None:
    """SKOS CSV by RFC 4180, CSV as Norwegian Excel reads it, and a workbook, all with the same rows."""
    plain = client.get("/nedlasting/vokabular-personell.csv").data.decode("utf-8")
    excel = client.get("/nedlasting/vokabular-personell.excel.csv").data.decode("utf-8")
    assert plain.startswith("URI,skos:prefLabel@nb,")
    assert excel.startswith("\ufeffURI;skos:prefLabel@nb;")
    book = load_workbook(io.BytesIO(client.get("/nedlasting/vokabular-personell.xlsx").data))
    rows = list(book["Begreper"].values)
    assert len(rows) == 52
    assert rows[0][:2] == ("URI", "skos:prefLabel@nb")


def test_pages_lead_to_them(client: FlaskClient) -> None:
    """The page of downloads, that of a vocabulary, the start page and the one about the catalogue."""
    for lang in ("", "/nn", "/en"):
        page = client.get(f"{lang}/nedlasting").text
        for suffix in FORMATS:
            assert f'href="/nedlasting/begrepskatalog{suffix}"' in page
            assert f'href="/nedlasting/vokabular-okonomi{suffix}"' in page
    assert 'href="/nedlasting/vokabular-personell.xlsx"' in client.get("/vokabular/personell").text
    for path in ("/", "/om", "/vokabular"):
        assert 'href="/nedlasting"' in client.get(path).text


@pytest.mark.parametrize(
    "name", ["finnes-ikke.ttl", "vokabular-finnes-ikke.ttl", "begrepskatalog.pdf", "vokabular-.ttl"]
)
def test_what_there_is_none_of_is_not_found(client: FlaskClient, name: str) -> None:
    """Neither a vocabulary nor a format that does not exist."""
    assert client.get(f"/nedlasting/{name}").status_code == 404


def test_without_files_they_are_made_when_asked_for(
    make_app: MakeApp, small_build: Build, small_store: CatalogueStore, tmp_path: Path
) -> None:
    """A catalogue whose build has none, such as one on an engine elsewhere, sends the same."""
    app = make_app(settings_for(small_build.folder.parents[1]))
    served = Served(tmp_path / "store", small_store, small_build.manifest, small_build.search)
    app.extensions["catalogue"] = OneBuild(served)
    for wanted in (Download("personell", ".csv"), Download("", ".trig")):
        made = app.test_client().get(f"/nedlasting/{wanted.name}")
        assert made.data == gzip.decompress(place(small_build.folder / DOWNLOADS, wanted).read_bytes())
        assert wanted.name in served.downloads
    assert app.test_client().get("/nedlasting").status_code == 200
