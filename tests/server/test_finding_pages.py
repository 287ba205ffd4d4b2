"""The ways through the catalogue: index, tree, collections, side by side, statistics, and the concept's own page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.builds import Build
from graph.namespaces import BASE
from graph.outline import Outline
from graph.store import CatalogueStore
from server.collation import sort_key
from server.settings import Settings, SettingsError, from_environment

MakeApp = Callable[[Settings], Flask]
CONCEPT = "/begrep/personell/sykefravaersprosent"
EDIT = "https://git.example.org/katalog/edit/main/{path}"


def raw(client: FlaskClient, path: str, status: int = 200) -> str:
    """The page at ``path``."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status, path
    return response.text


def every_page(client: FlaskClient, path: str) -> list[str]:
    """The page at ``path`` and those that follow it."""
    pages = [raw(client, path)]
    while following := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
        pages.append(raw(client, unescape(following[1])))
    return pages


@pytest.fixture(scope="module")
def outline(real_store: CatalogueStore) -> Outline:
    """What there is to find."""
    return Outline(real_store, BASE, sort_key)


@pytest.mark.parametrize(("path", "scheme"), [("/begrep", ""), ("/vokabular/personell/alfabetisk", "personell")])
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_the_index_has_every_term_in_order(
    client: FlaskClient, outline: Outline, prefix: str, path: str, scheme: str
) -> None:
    """A to Å over all pages: each preferred term, and each permitted one with where it leads."""
    lang = prefix.strip("/") or "nb"
    wanted = [entry.term.value for entry in outline.index(f"{BASE}vokabular/{scheme}" if scheme else "", lang)]
    found: list[str] = []
    for page in every_page(client, prefix + path):
        main = page[page.index("letter-group") : page.index("<footer")]
        for line in re.findall(r"<li>(.*?)</li>", main):
            found.append(unescape(re.sub(r"<[^>]+>", "", line.partition(" <span")[0])))
    assert found == wanted


def test_a_letter_of_the_index(client: FlaskClient) -> None:
    """Under Å stand the terms on å and no others; a letter without terms is no link."""
    page = raw(client, "/begrep?bokstav=Å")
    terms = re.findall(r'<li>(?:<a class="ds-link"[^>]*>)?([^<]+)', page[page.index("letter-group") :])
    assert terms
    assert {term[0] for term in terms} == {"å"}
    assert re.search(r"<li><span>Q</span></li>", page)
    assert 'aria-current="page">Å</a>' in page


@pytest.mark.parametrize("letter", ["Q", "é", "??", "<b>"])
def test_a_letter_with_nothing_under_it_is_still_a_page(client: FlaskClient, letter: str) -> None:
    """What is written in the address never fails."""
    assert "<h1>Alfabetisk oversikt</h1>" in raw(client, f"/begrep?bokstav={letter}")


def test_the_tree_holds_every_concept_of_the_vocabulary(client: FlaskClient, outline: Outline) -> None:
    """As nested lists, without a script, from the top down."""
    page = raw(client, "/vokabular/personell/hierarki")
    found = set(re.findall(r'href="/begrep/(personell/[a-z0-9-]+)"', page))
    assert found >= {c.iri.partition("/begrep/")[2] for c in outline.of_scheme(f"{BASE}vokabular/personell", "nb")}
    fravaer = page[page.index('href="/begrep/personell/fravaer"') :]
    assert "<ul>" in fravaer[: fravaer.index("sykefravaer-legemeldt")]


def test_a_branch_has_a_page_of_its_own(client: FlaskClient) -> None:
    """Below one concept, with the way up."""
    page = raw(client, "/vokabular/personell/hierarki?under=personell/sykefravaer")
    assert "sykefravaer-legemeldt" in page
    assert 'href="/vokabular/personell/hierarki?under=personell/fravaer"' in page
    raw(client, "/vokabular/personell/hierarki?under=personell/finnes-ikke", 404)
    raw(client, "/vokabular/finnes-ikke/hierarki", 404)
    raw(client, "/vokabular/finnes-ikke/alfabetisk", 404)


def test_a_collection_lists_its_members(client: FlaskClient, outline: Outline) -> None:
    """Every concept of the vocabulary, in alphabetical order."""
    pages = every_page(client, "/begrepssamling/personell")
    found = [slug for page in pages for slug in re.findall(r'<h3><a class="ds-link" href="(/begrep/[^"]+)"', page)]
    wanted = outline.of_scheme(f"{BASE}vokabular/personell", "nb")
    assert found == ["/begrep/" + concept.iri.partition("/begrep/")[2] for concept in wanted]


def test_the_concept_page_draws_and_tells_the_same_relations(client: FlaskClient) -> None:
    """Every concept in the picture is in the table of relations, by real links."""
    page = raw(client, "/begrep/personell/sykefravaer")
    picture = page[page.index('<figure class="picture">') : page.index("</figure>")]
    table = page[page.index('<table class="ds-table relations">') :]
    table = table[: table.index("</table>")]
    drawn = set(re.findall(r'href="(/begrep/[^"]+)"', picture))
    assert "/begrep/personell/fravaer" in drawn
    assert len(drawn) > 5
    assert drawn <= set(re.findall(r'href="(/begrep/[^"]+)"', table))


def test_what_search_engines_read_is_the_concept(client: FlaskClient) -> None:
    """schema.org DefinedTerm in JSON-LD, and Open Graph, on the concept's page in each language."""
    for prefix, locale in (("", "nb_NO"), ("/nn", "nn_NO"), ("/en", "en_GB")):
        page = raw(client, prefix + CONCEPT)
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert block
        said = json.loads(block[1])
        assert (said["@type"], said["@id"]) == ("DefinedTerm", BASE + CONCEPT.lstrip("/"))
        assert {"@value": "sjukefråværsprosent", "@language": "nn"} in said["name"]
        assert said["inDefinedTermSet"]["@id"] == f"{BASE}vokabular/personell"
        assert said["url"] == "http://localhost" + CONCEPT
        assert f'<meta property="og:locale" content="{locale}">' in page
        title = re.search(r'<meta property="og:title" content="([^"]+)">', page)
        assert title
        assert title[1] in page[page.index("<title>") : page.index("</title>")]
        assert f'<link rel="canonical" href="http://localhost{prefix}{CONCEPT}">' in page


def test_a_concept_can_be_cited_and_copied(client: FlaskClient) -> None:
    """IRI, citation and the list of fields stand as text; the buttons come with the script."""
    page = unescape(raw(client, CONCEPT))
    assert f'data-copy="Kopier IRI">{BASE}{CONCEPT.lstrip("/")}</code>' in page
    citation = re.search(r'data-copy="Kopier henvisningen">([^<]+)<', page)
    assert citation
    assert "«sykefraværsprosent», Personell, Begrepskatalog, versjon 1.0.0" in citation[1]
    assert citation[1].endswith(BASE + CONCEPT.lstrip("/"))
    fields = re.search(r'data-copy="Kopier feltlisten"[^>]*>([^<]+)<', page)
    assert fields
    assert "Oslo\tHR\tfravaer\tSYKEFR_PST\n" in fields[1]


def test_the_file_of_fields(client: FlaskClient) -> None:
    """As CSV in both dialects, with the same rows as the page."""
    excel = client.get(CONCEPT + "/felt.csv").data
    plain = client.get(CONCEPT + "/felt.csv?skilletegn=komma").get_data(as_text=True)
    assert excel.startswith(b"\xef\xbb\xbfvirksomhet;system;tabell;kolonne;")
    assert plain.startswith("virksomhet,system,tabell,kolonne,")
    rows = raw(client, CONCEPT + "/felt").count('<th scope="row"><a class="ds-link" href="/felt/')
    assert len(plain.splitlines()) - 1 == rows > 10
    assert client.get("/begrep/personell/finnes-ikke/felt.csv").status_code == 404


def test_two_concepts_side_by_side(client: FlaskClient) -> None:
    """By address or by term, in any language; their definitions stand in one row."""
    for a, b in (("personell/ansatt", "personell/stilling"), ("ansatt", "position"), ("Medarbeider", "stilling")):
        page = unescape(client.get("/begrep/side-om-side", query_string={"a": a, "b": b}).text)
        assert "<h1>ansatt og stilling side om side</h1>" in page, (a, b)
        row = page[page.index('<th scope="row">Definisjon</th>') :]
        row = row[: row.index("</tr>")]
        assert "person som har minst ett arbeidsforhold" in row
        assert "plass i arbeidsgiverens organisasjon" in row
        assert "person, telt én gang" in page


def test_side_by_side_asks_when_it_is_not_clear(client: FlaskClient) -> None:
    """A part of a term gives concepts to choose among; a choice keeps the other side."""
    page = unescape(raw(client, "/begrep/side-om-side?a=sykefrav&b=personell/stilling"))
    assert "Hvilket begrep mener du med «sykefrav»?" in page
    chosen = re.search(r'href="(/begrep/side-om-side\?a=personell/[^"]+)"', page)
    assert chosen
    assert "side om side</h1>" in raw(client, chosen[1])
    assert "Ingen begreper heter det" in raw(client, "/begrep/side-om-side?a=qqqq")


def test_statistics_are_the_counts_of_the_catalogue(client: FlaskClient, outline: Outline) -> None:
    """The numbers on the page are those of the build, and each vocabulary's add up."""
    page = unescape(raw(client, "/statistikk"))
    counts = client.get("/helse").get_json()["counts"]
    figures = dict(
        zip(
            re.findall(r"<div><dt>([^<]+)</dt>", page),
            re.findall(r"<dt>[^<]+</dt><dd>([^<]+)</dd></div>", page),
            strict=True,
        )
    )
    assert figures["begreper"] == str(counts["concepts"])
    assert figures["koblinger"] == str(counts["mappings"])
    table = page[page.index("Begreper etter vokabular og status") :]
    rows = re.findall(r'<th scope="row"><a[^>]+>[^<]+</a></th><td class="number">(\d+)</td>', table)
    assert sum(map(int, rows)) == len(outline.concepts) == counts["concepts"]


def test_coverage_counts_what_the_organisation_has(client: FlaskClient) -> None:
    """Oslo's mark for a concept is there because Oslo has a field for it."""
    page = raw(client, "/statistikk/dekning")
    marks = unescape(page)
    assert re.search(r"<title>Oslo, sykefraværsprosent: \d+ felt, godkjent</title>", marks)
    assert "eksempel" in page


def test_nothing_is_offered_that_is_not_set_up(client: FlaskClient) -> None:
    """Without a platform and without a real mailbox no page asks for changes."""
    for path in (CONCEPT, "/vokabular/personell", "/organisasjon/oslo", "/felt/oslo/hr/fravaer/sykefr_pst"):
        page = raw(client, path)
        assert "Foreslå endring" not in page
        assert "mailto:" not in page


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (CONCEPT, "vocabularies/personell/sykefravaersprosent.ttl"),
        ("/nn" + CONCEPT, "vocabularies/personell/sykefravaersprosent.ttl"),
        ("/vokabular/personell", "vocabularies/personell/_vokabular.ttl"),
        ("/felt/oslo/hr/fravaer/sykefr_pst", "mappings/oslo/felt.csv"),
        ("/organisasjon/oslo", "mappings/oslo/felt.csv"),
        ("/kjennetegn/fravaerstype", "vocabularies/kjennetegn/fravaerstype.ttl"),
        ("/enhet/prosent", "vocabularies/enheter/prosent.ttl"),
        ("/kodeliste/ssb-arb-type", "vocabularies/kodelister/ssb-arb-type.ttl"),
    ],
)
def test_a_change_is_suggested_in_exactly_that_file(make_app: MakeApp, real_build: Build, path: str, file: str) -> None:
    """The button leads to the platform's edit page of the file the thing is written in."""
    settings = from_environment({"BEGREP_PROPOSAL_URL": EDIT}, store=real_build.folder.parents[1])
    page = raw(make_app(settings).test_client(), path)
    assert f'href="{EDIT.format(path=file)}"' in page


def test_the_platform_s_address_must_have_a_place_for_the_file() -> None:
    """A setting that cannot work is refused when it is read."""
    with pytest.raises(SettingsError, match="path"):
        from_environment({"BEGREP_PROPOSAL_URL": "https://git.example.org/katalog"})
