"""The published client of Skosmos (PyPI: skosmos-client), as it comes, against a real server of the real catalogue."""

from __future__ import annotations

import pytest
import requests
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS
from skosmos_client import SkosmosClient

ABSENCE = "https://w3id.org/begrepskatalog/begrep/personell/fravaer"
SICKNESS = "https://w3id.org/begrepskatalog/begrep/personell/sykefravaer"


@pytest.fixture(scope="module")
def skosmos(server: str) -> SkosmosClient:
    """The client, told where the catalogue is and nothing else."""
    return SkosmosClient(api_base=f"{server}/rest/v1/")


def test_vocabularies(skosmos: SkosmosClient) -> None:
    """Each with its id and its title in the language asked for."""
    assert {"uri": "personell", "id": "personell", "title": "Staff"} in skosmos.vocabularies(lang="en")
    with pytest.raises(requests.HTTPError):
        skosmos.vocabularies(lang="")


def test_search(skosmos: SkosmosClient) -> None:
    """With every parameter the client has."""
    assert skosmos.search("sykefravær")[0]["uri"] == SICKNESS
    assert skosmos.search("syke*", lang="nb", labellang="nb", maxhits=1, offset=0)[0]["prefLabel"] == "sykefravær"
    assert skosmos.search("sickness absence", lang="en", vocabs=["personell", "okonomi"])[0]["lang"] == "en"
    below = skosmos.search("*", lang="nb", vocabs="personell", parent=ABSENCE, unique=True, type_="skos:Concept")
    assert {hit["uri"] for hit in below} > {ABSENCE, SICKNESS}
    group = skosmos.groups("personell", lang="nb")[0]["uri"]
    assert len(skosmos.search("*", lang="nb", group=group, unique=True)) > 50
    assert skosmos.search("*", vocabs="personell", group=group, offset=10_000) == []


def test_types(skosmos: SkosmosClient) -> None:
    """Of all vocabularies, and of one."""
    assert {"uri": str(SKOS.Concept), "label": "Begrep"} in skosmos.types("nb")
    assert {"uri": str(SKOS.Concept), "label": "Omgrep"} in skosmos.types("nn", vocid="personell")


def test_one_vocabulary(skosmos: SkosmosClient) -> None:
    """What it is, what is at its top, its groups and its labels; a missing one is told by the server's own words."""
    assert skosmos.get_vocabulary("personell")["defaultLanguage"] == "nb"
    assert skosmos.get_vocabulary("personell", lang="en")["title"] == "Staff"
    assert ABSENCE in {top["uri"] for top in skosmos.top_concepts("personell", lang="nb")}
    scheme = "https://w3id.org/begrepskatalog/vokabular/personell"
    assert skosmos.top_concepts("personell", scheme=scheme) == skosmos.top_concepts("personell")
    assert skosmos.lookup("personell", "sjukefråvær", lang="nn")[0]["uri"] == SICKNESS
    for call in (skosmos.get_vocabulary, skosmos.top_concepts, skosmos.groups):
        with pytest.raises(ValueError, match="Vocabulary id 'finnes-ikke' not found"):
            call("finnes-ikke")
    with pytest.raises(ValueError, match="Could not find label 'finnes ikke'"):
        skosmos.lookup("personell", "finnes ikke")


def test_one_concept(skosmos: SkosmosClient) -> None:
    """Its label, and its relations one step and all the way."""
    concept = skosmos.get_concept("personell", SICKNESS)
    assert (concept.label("nb"), concept.label("nn"), concept.label()) == ("sykefravær", "sjukefråvær", "sykefravær")
    assert concept.broader("nb") == [{"uri": ABSENCE, "prefLabel": "fravær"}]
    assert concept.related("en")
    above = concept.broaderTransitive("en", limit=5)
    assert above[ABSENCE]["prefLabel"] == "absence"
    parent = skosmos.get_concept("personell", ABSENCE)
    assert SICKNESS in {each["uri"] for each in parent.narrower("nb")}
    assert SICKNESS in parent.narrowerTransitive("nb")


@pytest.mark.parametrize("vocid", [None, "personell"])
def test_data(skosmos: SkosmosClient, server: str, vocid: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client asks for RDF/XML but lets rdflib take it for Turtle, against any server; told the syntax, it reads."""
    parse = Graph.parse
    monkeypatch.setattr(Graph, "parse", lambda graph, data: parse(graph, data=data, format="xml"))
    graph = skosmos.data(SICKNESS, vocid=vocid)
    assert (URIRef(SICKNESS), SKOS.broader, URIRef(ABSENCE)) in graph
