"""What machines ask for first: robots, sitemap, OpenSearch; and what the editor asks for while one writes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from server.discovery import PAGES_PER_SITEMAP

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def tree(client: FlaskClient, path: str) -> ET.Element:
    """The XML document at ``path``."""
    response = client.get(path)
    assert response.status_code == 200
    return ET.fromstring(response.data)


def locations(client: FlaskClient) -> list[ET.Element]:
    """Every entry of every part of the sitemap robots.txt names."""
    robots = client.get("/robots.txt").text
    index = urlsplit(robots.rpartition("Sitemap: ")[2].strip()).path
    parts = [urlsplit(str(part.text)).path for part in tree(client, index).iter(f"{SITEMAP}loc")]
    return [entry for part in parts for entry in tree(client, part)]


def test_the_sitemap_has_every_page_in_every_language(client: FlaskClient) -> None:
    """From robots.txt to each concept, each entry naming its other languages."""
    entries = {urlsplit(str(entry.findtext(f"{SITEMAP}loc"))).path: entry for entry in locations(client)}
    assert {"/", "/nn/", "/en/begrep/personell/ansatt", "/nn/organisasjon/oslo", "/vokabular/okonomi"} <= set(entries)
    assert sum("/begrep/" in path for path in entries) == 3 * 118
    others = {
        link.get("hreflang"): link.get("href") for link in entries["/begrep/personell/ansatt"].iter(f"{XHTML}link")
    }
    assert set(others) == {"nb", "nn", "en", "x-default"}
    assert others["nn"] == "http://localhost/nn/begrep/personell/ansatt"


def test_the_sitemap_names_pages_that_are_there(client: FlaskClient) -> None:
    """No entry leads to an error; every thirtieth is asked."""
    paths = [urlsplit(str(entry.findtext(f"{SITEMAP}loc"))).path for entry in locations(client)]
    for path in paths[::30]:
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_a_large_catalogue_has_several_sitemaps(difficult: FlaskClient) -> None:
    """No part has more than sitemaps.org allows, and no page is in two of them."""
    paths = [entry.findtext(f"{SITEMAP}loc") for entry in locations(difficult)]
    assert len(paths) == len(set(paths)) > 15_000
    assert 3 * PAGES_PER_SITEMAP <= 50_000
    assert difficult.get("/sitemap/99.xml").status_code == 404
    assert difficult.get("/sitemap/0.xml").status_code == 404


@pytest.mark.parametrize(("prefix", "name"), [("", "Begrepskatalog"), ("/nn", "Omgrepskatalog"), ("/en", "Concept")])
def test_a_browser_can_search_the_catalogue(client: FlaskClient, prefix: str, name: str) -> None:
    """The OpenSearch description of each language is linked from its pages and leads to its search page."""
    page = client.get(f"{prefix}/om", headers={"Accept": "text/html"}).text
    assert f'<link rel="search" type="application/opensearchdescription+xml" href="{prefix}/opensearch.xml"' in page
    description = tree(client, f"{prefix}/opensearch.xml")
    assert description.findtext(f"{SEARCH}ShortName") == name
    url = next(url for url in description.iter(f"{SEARCH}Url") if url.get("type") == "text/html")
    assert url.get("template") == f"http://localhost{prefix}/sok?q={{searchTerms}}"


def test_the_editor_suggests_what_the_catalogue_uses(client: FlaskClient) -> None:
    """Properties, classes and graphs with how often they are used, shortened with prefixes that are given."""
    answer = client.get("/sparql/ord.json").get_json()
    names = {each["name"]: each for each in answer["names"]}
    assert names["skos:prefLabel"]["kind"] == "property"
    assert names["skos:Concept"]["kind"] == "class"
    assert names["skos:prefLabel"]["count"] > 300
    assert any(each["kind"] == "graph" and "graf/vokabular/personell" in name for name, each in names.items())
    assert answer["prefixes"]["skos"] == "http://www.w3.org/2004/02/skos/core#"
    used = {name.partition(":")[0] for name in names if not name.startswith("<")}
    assert used <= set(answer["prefixes"])


def test_a_prefixed_name_may_stand_in_a_query(client: FlaskClient) -> None:
    """Every suggested name, with the prefixes, is SPARQL."""
    answer = client.get("/sparql/ord.json").get_json()
    prefixes = "\n".join(f"PREFIX {prefix}: <{space}>" for prefix, space in answer["prefixes"].items())
    values = " ".join(each["name"] for each in answer["names"])
    query = f"{prefixes}\nASK {{ VALUES ?name {{ {values} }} }}"
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(("path", "first"), [("", "sykefravær"), ("/nn", "sjukefråvær"), ("/en", "sickness absence")])
def test_the_editor_finds_concepts_by_their_terms(client: FlaskClient, path: str, first: str) -> None:
    """What begins with the letters comes first, in the language of the page; the name is the concept's IRI."""
    found = client.get(f"{path}/sparql/begreper.json", query_string={"q": first[:6]}).get_json()
    assert found[0]["term"].startswith(first[:6])
    assert first in [each["term"] for each in found]
    assert all(each["name"].startswith("<https://w3id.org/begrepskatalog/begrep/") for each in found)
    assert client.get("/sparql/begreper.json").get_json() == []


def test_the_editor_finds_concepts_as_the_search_does(client: FlaskClient) -> None:
    """However it is spelt, and by a permitted term; never by a definition or a column."""
    spelt = client.get("/sparql/begreper.json?q=sykefravaersprosent").get_json()
    assert [each["term"] for each in spelt][:1] == ["sykefraværsprosent"]
    permitted = client.get("/sparql/begreper.json?q=fravær på grunn av egen sykdom").get_json()
    assert permitted[0]["term"] == "fravær på grunn av egen sykdom"
    assert permitted[0]["name"].endswith("/begrep/personell/sykefravaer>")
    assert client.get("/sparql/begreper.json?q=SYKEFR_PST").get_json() == []
