"""Content from elsewhere becomes files of ours: nothing lost, nothing taken away, nothing half-written."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from graph.changes.content import Content
from graph.downloads.download import FORMATS, Download, Downloads
from graph.errors import ImportRefused
from graph.namespaces import BASE
from graph.store import CatalogueStore, Term
from graph.workbook.cell import parted
from loaders.content import derive
from loaders.importing.concept_sheet import csv_rows, texts_of, xlsx_rows
from loaders.importing.drafts import drafts
from loaders.importing.fetching import Fetched
from loaders.importing.merging import lay
from loaders.importing.older_profile import renewed
from loaders.importing.reading import statements
from loaders.progress import silent
from loaders.snapshot import load
from loaders.source import ContentFolders, working_files
from server.cli import main
from tests.git_content import GitContent

SMALL = Path(__file__).parents[1] / "data" / "liten"
TODAY = "2026-11-28"
RDF_SUFFIXES = [suffix for suffix in FORMATS if suffix in (".ttl", ".trig", ".jsonld", ".nq", ".rdf")]
FOREIGN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> . @prefix ex: <https://example.org/b/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
ex:1 a skos:Concept ; skos:prefLabel "Høyde over havet"@nb, "høgd over havet"@nn ; skos:broader ex:2, <https://x.no/3> ;
  euvoc:xlDefinition [ a euvoc:XlNote ; rdf:value "loddrett avstand"@nb ; dct:source ( "A"@nb "B"@nb ) ] ;
  dct:publisher <https://example.org/org> .
ex:2 a skos:Concept ; skos:prefLabel "høyde"@nb, "høgd"@nn ; skos:definition "avstand"@nb .
"""


def small_content() -> Content:
    return Content.read(working_files(ContentFolders(SMALL / "vocabularies", SMALL / "mappings")))


def bare_content() -> Content:
    """A catalogue of which there is nothing but who publishes it."""
    path = "vocabularies/_katalog.ttl"
    return Content.read({path: (SMALL / path).read_bytes()})


def downloaded(store: CatalogueStore, vocabulary: str, suffix: str) -> Fetched:
    wanted = Download(vocabulary, suffix)
    return Fetched(wanted.name, Downloads(store, BASE).content(wanted))


def stored(texts: Mapping[str, str]) -> CatalogueStore:
    """The store that is built of some files."""
    loaded = load({path: text.encode() for path, text in texts.items()}, BASE)
    derive(loaded, silent)
    return CatalogueStore.from_quads(loaded.quads)


def graph(fetched: Fetched) -> rdflib.Graph:
    return rdflib.Graph().parse(data=fetched.body, format="turtle")


@pytest.mark.parametrize("suffix", RDF_SUFFIXES)
def test_a_vocabulary_comes_back_as_it_went(small_store: CatalogueStore, suffix: str) -> None:
    """RDF in any syntax -> import -> build -> export: the same graph, though there was no such vocabulary before."""
    out = downloaded(small_store, "personell", suffix)
    bare = bare_content()
    laid = lay(drafts(statements(out), bare, out.source, "", TODAY).files, bare)
    assert not laid.conflicts
    assert set(laid.texts) == {path for path in small_content().texts if path.startswith("vocabularies/personell/")}
    back = downloaded(stored({**bare.texts, **laid.texts}), "personell", ".ttl")
    assert isomorphic(graph(back), graph(downloaded(small_store, "personell", ".ttl")))


@pytest.mark.parametrize("suffix", RDF_SUFFIXES)
def test_everything_downloaded_changes_no_file(small_store: CatalogueStore, suffix: str) -> None:
    """The whole catalogue, with all that is derived and computed, says nothing that is not here."""
    out, content = downloaded(small_store, "", suffix), small_content()
    laid = lay(drafts(statements(out), content, out.source, "", TODAY).files, content)
    assert (laid.texts, laid.conflicts) == ({}, [])


@pytest.mark.parametrize("suffix", [".csv", ".excel.csv", ".xlsx"])
def test_tables_downloaded_change_no_file(small_store: CatalogueStore, suffix: str) -> None:
    """Out as a table and in again: nothing is changed."""
    out = downloaded(small_store, "", suffix)
    rows = (xlsx_rows if suffix == ".xlsx" else csv_rows)(out)
    assert len(rows) == 5
    assert texts_of(rows, small_content(), out.source, "", TODAY) == {}


def test_what_is_new_comes_to_and_nothing_goes(small_store: CatalogueStore) -> None:
    """A statement more is a line more; comments and what the source does not say stay."""
    content = small_content()
    path, concept = "vocabularies/personell/fravaer.ttl", f"{BASE}begrep/personell/fravaer"
    text = "# Viktig merknad\n" + content.texts[path]
    content = Content({**content.texts, path: text}, content.tables)
    said = f'<{concept}> <http://www.w3.org/2004/02/skos/core#altLabel> "borte"@nb .'
    laid = lay(drafts(statements(Fetched("x.ttl", said.encode())), content, "x.ttl", "", TODAY).files, content)
    assert set(laid.texts) == {path}
    added = set(laid.texts[path].splitlines()) - set(text.splitlines())
    assert added == {'    skos:altLabel "borte"@nb ;'}
    assert set(text.splitlines()) <= set(laid.texts[path].splitlines())


def test_sides_that_disagree_write_nothing() -> None:
    """Another term in the same language, or another status, is for people to choose between."""
    content, concept = small_content(), f"{BASE}begrep/personell/fravaer"
    said = f'<{concept}> <http://www.w3.org/2004/02/skos/core#prefLabel> "noe annet"@nb .'
    laid = lay(drafts(statements(Fetched("x.ttl", said.encode())), content, "x.ttl", "", TODAY).files, content)
    assert laid.texts == {}
    [conflict] = laid.conflicts
    assert "vocabularies/personell/fravaer.ttl" in conflict["nb"]
    assert "«fravær»" in conflict["nb"]
    assert "«noe annet»" in conflict["nb"]


def test_concepts_of_others_become_drafts() -> None:
    """They get names, a match to where they came from, our publisher, and keep definitions, sources and relations."""
    content = small_content()
    found = drafts(statements(Fetched("x.ttl", FOREIGN.encode())), content, "x.ttl", "personell", TODAY)
    assert set(found.files) == {
        "vocabularies/personell/hoyde-over-havet.ttl",
        "vocabularies/personell/hoyde.ttl",
    }
    assert found.left_out == {"http://purl.org/dc/terms/publisher": 1}
    laid = lay(found.files, content)
    text = laid.texts["vocabularies/personell/hoyde-over-havet.ttl"]
    for line in (
        "xkos:specializes personell:hoyde ;",
        "skos:broadMatch <https://x.no/3> ;",
        "skos:exactMatch <https://example.org/b/1> ;",
        "dct:publisher organisasjon:begrepskatalogen ;",
        "euvoc:status status:DRAFT ;",
        'rdf:value "loddrett avstand"@nb ;',
        '"B"@nb',
    ):
        assert line in text
    again = Content({**content.texts, **laid.texts}, content.tables)
    found = drafts(statements(Fetched("x.ttl", FOREIGN.encode())), again, "x.ttl", "personell", TODAY)
    assert lay(found.files, again).texts == {}


@pytest.mark.parametrize(
    ("source", "vocabulary", "says"),
    [
        (FOREIGN, "", "Oppgi hvilket vokabular"),
        (FOREIGN, "finnes-ikke", "finnes ikke"),
        ("", "personell", "ingen begreper"),
        ("[] a <http://www.w3.org/2004/02/skos/core#Concept> .", "personell", "blank node"),
        ("<https://x.no/1> a <http://www.w3.org/2004/02/skos/core#Concept> .", "personell", "ingen anbefalt term"),
        ("dette er ikke Turtle", "personell", "linje 1"),
    ],
)
def test_what_cannot_be_imported_is_told(source: str, vocabulary: str, says: str) -> None:
    """What is wrong, and how to mend it."""
    with pytest.raises(ImportRefused, match=says):
        drafts(statements(Fetched("x.ttl", source.encode())), small_content(), "x.ttl", vocabulary, TODAY)


def test_the_first_version_of_the_profile_is_read() -> None:
    """SKOS-XL labels, definitions in several languages in one object, and codes of before."""
    old = """
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
    @prefix skosno: <https://data.norge.no/vocabulary/skosno#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <http://schema.org/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <https://x.no/1> a skos:Concept ; xl:prefLabel [ a xl:Label ; xl:literalForm "prøve"@nb, "prøve"@nn ] ;
      dct:temporal [ schema:startDate "2020-01-01"^^xsd:date ] ;
      skosno:definisjon [ a skosno:Definisjon ; rdfs:label "noe"@nb, "noko"@nn ; skosno:omfang "alle"@nb ;
        skosno:forholdTilKilde skosno:basertPåKilde ; dct:source [ rdfs:label "Loven § 1"@nb ] ] .
    """
    content = small_content()
    found = drafts(renewed(statements(Fetched("x.ttl", old.encode()))), content, "x.ttl", "personell", TODAY)
    text = lay(found.files, content).texts["vocabularies/personell/prove.ttl"]
    for line in (
        'skos:prefLabel "prøve"@nn ;',
        'skosno:valueRange "alle"@nb ;',
        'euvoc:startDate "2020-01-01"^^xsd:date ;',
        'rdf:value "noe"@nb ;',
        'rdf:value "noko"@nn ;',
        'dct:source "Loven § 1"@nb ;',
        "skosno:relationshipWithSource relsource:derived-from-source ;",
    ):
        assert line in text
    assert text.count("a euvoc:XlNote") == 2


def test_a_table_changes_cells_and_makes_drafts() -> None:
    """A cell that differs is a change; a row without an address is a draft; a new concept may point to another one."""
    concept, content = f"{BASE}begrep/personell/fravaer", small_content()
    table = (
        "URI,skos:prefLabel@nb,skos:prefLabel@nn,skos:altLabel@nb,skos:definition@nb,skos:related\r\n"
        f'{concept},fravær,,"borte\nute",,\r\n'
        f",=1+1 æøå,noko,,noe,{BASE}begrep/personell/nytt-begrep\r\n"
        f"{BASE}begrep/personell/nytt-begrep,nytt begrep,nytt omgrep,,noe nytt,\r\n"
        "https://example.org/9,utenfra,utanfrå,,noe annet,\r\n"
    )
    texts = texts_of(csv_rows(Fetched("x.csv", table.encode())), content, "x.csv", "personell", TODAY)
    names = ("fravaer", "1-1-aeoa", "nytt-begrep", "utenfra")
    assert set(texts) == {f"vocabularies/personell/{name}.ttl" for name in names}
    assert 'skos:altLabel "ute"@nb' in texts["vocabularies/personell/fravaer.ttl"]
    assert "skos:related personell:nytt-begrep" in texts["vocabularies/personell/1-1-aeoa.ttl"]
    assert "skos:exactMatch <https://example.org/9>" in texts["vocabularies/personell/utenfra.ttl"]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("navn;noe\r\na;b\r\n", "ingen kolonne"),
        ("URI;tull\r\na;b\r\n", "kolonne «tull»"),
        ("URI;skos:prefLabel@nb\r\nhttps://x.no/1;a\r\nhttps://x.no/1;b\r\n", "lenger oppe"),
        ("URI;skos:prefLabel@nb\r\nhttps://x.no/1\r\n", "celler"),
        ('URI;skos:prefLabel@nb\r\n"a;b\r\n', "tabell"),
        ("", "ingen kolonne"),
    ],
)
def test_tables_that_cannot_be_read_are_told(table: str, says: str) -> None:
    """What is wrong, and in which row."""
    with pytest.raises(ImportRefused, match=says):
        texts_of(csv_rows(Fetched("x.csv", table.encode())), small_content(), "x.csv", "personell", TODAY)
    with pytest.raises(ImportRefused, match="tabell"):
        xlsx_rows(Fetched("x.xlsx", table.encode()))


SAMPLES = ("æøå/\\#%?&=+ «»", "sitat \" og ' her", "=1+1", "'=1", "-2", "x" * 300, "a, b; c", "\u00e9 e\u0301 🙂")
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
TEXTS = st.one_of(st.sampled_from(SAMPLES), st.text(CHARACTERS, min_size=1, max_size=40))


@settings(max_examples=25)
@given(TEXTS, TEXTS, st.sampled_from(RDF_SUFFIXES))
def test_any_label_survives_the_rdf_both_ways(term: str, note: str, suffix: str) -> None:
    """Whatever a term or note says, it comes back from every syntax as it was."""
    concept, content = ox.NamedNode(f"{BASE}begrep/personell/provebegrep"), bare_content()
    skos = "http://www.w3.org/2004/02/skos/core#"
    said = [
        ox.Triple(
            concept, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(skos + "Concept")
        ),
        ox.Triple(concept, ox.NamedNode(skos + "inScheme"), ox.NamedNode(f"{BASE}vokabular/personell")),
        ox.Triple(concept, ox.NamedNode(skos + "prefLabel"), ox.Literal(term, language="nb")),
        ox.Triple(concept, ox.NamedNode(skos + "scopeNote"), ox.Literal(note, language="nb")),
    ]
    name = ox.NamedNode(f"{BASE}graf/vokabular/personell")
    store = CatalogueStore.from_quads(ox.Quad(t.subject, t.predicate, t.object, name) for t in said)
    out = downloaded(store, "personell", suffix)
    assert set(statements(out)) == set(said)
    [text] = lay(drafts(statements(out), content, out.source, "", TODAY).files, content).texts.values()
    kept = {t.object.value for t in statements(Fetched("x.ttl", text.encode())) if isinstance(t.object, ox.Literal)}
    # Files are kept in normalisation form C; nothing else is changed.
    assert kept == {unicodedata.normalize("NFC", term), unicodedata.normalize("NFC", note)}


@settings(max_examples=20)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_any_cell_survives_the_tables_both_ways(texts: list[str]) -> None:
    """Terms that look like formulas, quotes and separators come back from CSV of both kinds and from a workbook."""
    concept = ox.NamedNode(f"{BASE}begrep/personell/provebegrep")
    name = ox.NamedNode(f"{BASE}graf/vokabular/personell")
    labels = {unicodedata.normalize("NFC", text) for text in texts}
    said: list[tuple[rdflib.URIRef, Term]] = [(RDF.type, ox.NamedNode("http://www.w3.org/2004/02/skos/core#Concept"))]
    said += [(rdflib.SKOS.altLabel, ox.Literal(label, language="nb")) for label in labels]
    store = CatalogueStore.from_quads(ox.Quad(concept, ox.NamedNode(str(p)), value, name) for p, value in said)
    for suffix, read in ((".csv", csv_rows), (".excel.csv", csv_rows), (".xlsx", xlsx_rows)):
        [row] = read(downloaded(store, "personell", suffix))
        assert row.cells["URI"] == concept.value
        assert set(parted(row.cells["skos:altLabel@nb"])) == labels


def test_a_workbook_out_and_in_changes_no_file(tmp_path: Path) -> None:
    """``begrep import xlsx`` knows a workbook of ``begrep workbook export``, and finds it as it was."""
    content = GitContent.small(tmp_path / "innhold").folders
    places = ["--vocabularies", str(content.vocabularies), "--mappings", str(content.mappings)]
    book, before = tmp_path / "personell.xlsx", working_files(content)
    out = CliRunner().invoke(main, ["workbook", "export", "personell", "-o", str(book), *places])
    assert out.exit_code == 0, out.output
    back = CliRunner().invoke(main, ["import", "xlsx", str(book), *places])
    assert (back.exit_code, working_files(content)) == (0, before), back.output
    filled = load_workbook(book)
    sheet = filled["Begreper"]
    header = [cell.value for cell in sheet[1]]
    column = next(place for place, name in enumerate(header, 1) if name and "tillatte en" in str(name).lower())
    sheet.cell(2, column).value = "another word"
    filled.save(book)
    changed = CliRunner().invoke(main, ["import", "xlsx", str(book), *places, "--dry-run"])
    assert "another word" in changed.output
    assert working_files(content) == before


def test_an_import_is_shown_and_written_or_refused(content: ContentFolders, tmp_path: Path) -> None:
    """--dry-run shows and writes nothing; what would give errors is refused, unless somebody wants it so."""
    source = tmp_path / "x.ttl"
    source.write_text(FOREIGN.replace('"høyde"@nb, "høgd"@nn', '"høyde"@nb'), encoding="utf-8")
    before = working_files(content)
    places = ["--vocabularies", str(content.vocabularies), "--mappings", str(content.mappings)]
    arguments = ["import", "rdf", str(source), "--vocabulary", "personell", *places]
    shown = CliRunner().invoke(main, [*arguments, "--dry-run"])
    assert "Høyde over havet" in shown.output
    assert "ville skrevet vocabularies/personell/hoyde.ttl" in shown.output
    assert working_files(content) == before
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 1, "the nynorsk term is missing"
    assert "Ingenting er skrevet" in refused.output
    assert working_files(content) == before
    written = CliRunner().invoke(main, [*arguments, "--with-errors", "--lang", "en"])
    assert "wrote vocabularies/personell/hoyde.ttl" in written.output
    assert set(working_files(content)) - set(before) == {
        "vocabularies/personell/hoyde.ttl",
        "vocabularies/personell/hoyde-over-havet.ttl",
    }


def test_a_disk_that_is_full_changes_nothing(
    content: ContentFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing stops at the second file: the first is as it was, and nothing is left beside it."""
    source = tmp_path / "x.ttl"
    source.write_text(FOREIGN.replace('"avstand"@nb', '"avstand"@nb, "avstand"@nn'), encoding="utf-8")
    before, write = working_files(content), Path.write_bytes
    written: list[Path] = []

    def full(path: Path, data: bytes) -> int:
        if written:
            raise OSError(28, "Ikke mer plass", str(path))
        written.append(path)
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    places = ["--vocabularies", str(content.vocabularies), "--mappings", str(content.mappings)]
    found = CliRunner().invoke(main, ["import", "rdf", str(source), "--vocabulary", "personell", *places])
    assert found.exit_code == 2
    assert "Ikke mer plass" in found.output
    assert working_files(content) == before
    assert not list(content.vocabularies.rglob("*.ny"))
