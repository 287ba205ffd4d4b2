"""``/rest/v1/``: every path of the REST API of Skosmos, as its description and its code have it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.builds import Build
from graph.namespaces import BASE, PREFIXES
from server.settings import Settings, from_environment
from server.skosmos.json_ld import compacted
from tests.made_up_vocabulary import COLLECTION, SCHEME, VOCABULARY, MadeUp, date, served

MakeApp = Callable[[Settings], Flask]
ROOT = "/rest/v1"
HERE = f"{ROOT}/{VOCABULARY}"
CLASS = PREFIXES["skos"] + "Concept"
OTHER_CATALOGUE = "https://example.org/fisk/7?a=1&b='2'"


def node(slug: str) -> ox.NamedNode:
    return ox.NamedNode(MadeUp(slug, {}).iri)


def related(**relations: str) -> dict[str, list[ox.NamedNode | ox.Literal]]:
    return {f"skos:{name}": [node(slug)] for name, slug in relations.items()}


# The labels of the vocabulary Skosmos itself is tested with, and what it says of them, are where its name is given.
FISH = (
    MadeUp("fisk", {"en": "Fish", "nb": "fisk"}, more={"dct:created": [date("2026-01-05")]}),
    MadeUp("bass", {"en": "Bass", "nb": "havåbor"}, {"en": "Basses"}, {"en": "bas"}, related(broader="fisk")),
    MadeUp("3d-bass", {"en": "3D Bass"}, more=related(broader="bass", related="svart")),
    MadeUp("svart", {"en": "Black sea bass"}, more=related(broader="bass", related="3d-bass")
           | {"dct:created": [date("2026-03-01")], "dct:modified": [date("2026-04-02")]}),
    MadeUp("karpe", {"en": "Carp", "nb": "karpe"}, {"nb": ["ål", "øye", "aure"]}, more=related(broader="fisk")
           | {"skos:notation": [ox.Literal("K.1")], "skos:exactMatch": [ox.NamedNode(OTHER_CATALOGUE)],
              "skos:closeMatch": [node("fisk")], "skos:definition": [ox.Literal("en fisk", language="nb")],
              "dct:created": [date("2026-03-20")]}),
    MadeUp("tegn", {"en": "-\"fishy\"-", "nb": "'s & <b>"}),
    MadeUp("gammel", {"en": "Old bass"}, more={"owl:deprecated": [ox.Literal(True)],
                                               "dct:isReplacedBy": [node("bass")]}),
)  # fmt: skip


class One:
    def __init__(self, found: Any) -> None:
        self._found = found

    def current(self) -> Any:
        return self._found


@pytest.fixture(scope="module")
def fish(make_app: MakeApp, small_build: Build, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a catalogue of fish."""
    folder: Path = tmp_path_factory.mktemp("fisk")
    app = make_app(from_environment({}, store=small_build.folder.parents[1]))
    app.extensions["catalogue"] = One(served(folder, FISH))
    return app.test_client()


def ask(client: FlaskClient, path: str, status: int = 200, **parameters: str | int) -> Any:
    response = client.get(path, query_string=parameters)
    assert response.status_code == status, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.headers["Vary"]
    if status != 200:
        assert response.content_type == "text/plain; charset=utf-8"
        return response.text
    assert response.content_type == "application/json; charset=utf-8"
    assert response.headers["ETag"]
    return response.get_json()


def names(hits: list[dict[str, Any]], key: str = "prefLabel") -> list[str]:
    return [hit[key] for hit in hits]


def test_vocabularies(fish: FlaskClient) -> None:
    """Id and title of each; the language is required and checked."""
    assert ask(fish, f"{ROOT}/vocabularies", lang="nb")["vocabularies"] == [
        {"uri": VOCABULARY, "id": VOCABULARY, "title": "Prøve"}
    ]
    assert ask(fish, f"{ROOT}/vocabularies", 400) == "400 Bad Request : lang parameter missing"
    assert ask(fish, f"{ROOT}/vocabularies", 400, lang="b@d") == "400 Bad Request : lang parameter is invalid"


def test_search_finds_whole_labels(fish: FlaskClient) -> None:
    """What upstream's own test finds, in its order; without ``*`` only what is equal, whatever the case."""
    assert names(ask(fish, f"{ROOT}/search", query="*bass", lang="en")["results"]) == [
        "3D Bass", "Bass", "Black sea bass"
    ]  # fmt: skip
    assert names(ask(fish, f"{ROOT}/search", query="bAsS")["results"]) == ["Bass"]
    assert names(ask(fish, f"{ROOT}/search", query="b*s*s", lang="en")["results"]) == [
        "Bass", "Bass", "Black sea bass"
    ]  # fmt: skip
    assert ask(fish, f"{ROOT}/search", query="bass", lang="nb")["results"] == []
    assert ask(fish, f"{ROOT}/search", query="*")["results"] == []


def test_search_tells_what_matched(fish: FlaskClient) -> None:
    """Each hit has the keys of the original, and says which label was found."""
    found = ask(fish, f"{ROOT}/search", query="ål", labellang="en")
    assert found["results"] == [
        {"uri": node("karpe").value, "type": ["skos:Concept"], "prefLabel": "Carp", "lang": "nb", "altLabel": "ål",
         "notation": "K.1", "vocab": VOCABULARY}
    ]  # fmt: skip
    assert found["@context"]["@language"] == "en"
    hidden = ask(fish, f"{ROOT}/search", query="bas", lang="en")["results"][0]
    assert (hidden["hiddenLabel"], hidden["prefLabel"]) == ("bas", "Bass")
    other = ask(fish, f"{ROOT}/search", query="havåbor", labellang="en")["results"][0]
    assert (other["matchedPrefLabel"], other["prefLabel"], other["lang"]) == ("havåbor", "Bass", "nb")


def test_search_narrows(fish: FlaskClient) -> None:
    """By vocabulary, class, scheme, what is above and which group; and a page at a time."""
    path = f"{ROOT}/search"
    assert len(ask(fish, path, query="bass*", lang="en")["results"]) == 2
    assert len(ask(fish, path, query="bass*", lang="en", unique="True")["results"]) == 1
    below = ask(fish, path, parent=node("bass").value, lang="en", unique="true")["results"]
    assert names(below) == ["3D Bass", "Bass", "Black sea bass"]
    assert len(ask(fish, path, group=COLLECTION, lang="nb", unique=1)["results"]) == 4
    assert ask(fish, path, query="bass", type="skos:Collection")["results"] == []
    assert len(ask(fish, path, query="bass", type=CLASS, vocab=VOCABULARY, scheme=SCHEME)["results"]) == 1
    assert ask(fish, path, query="bass", scheme="https://example.org/x")["results"] == []
    assert names(ask(fish, path, query="*bass", lang="en", maxhits=1, offset=1)["results"]) == ["Bass"]
    assert ask(fish, path, 404, query="bass", vocab="prove torsk") == "404 Not Found : Vocabulary id 'torsk' not found."
    assert ask(fish, path, 400) == "400 Bad Request : query parameter missing"
    assert ask(fish, path, 400, query="x", maxhits="-1") == "400 Bad Request : maxhits parameter is invalid"
    assert ask(fish, path, 400, query="x", offset="a") == "400 Bad Request : offset parameter is invalid"


def test_parts_of_a_search_join_in_order(fish: FlaskClient) -> None:
    """Part by part everything is there once, by term, language and concept, the collection of a vocabulary among it."""
    for path in (f"{ROOT}/search", f"{HERE}/search"):
        whole = ask(fish, path, query="*a*")["results"]
        parts = [ask(fish, path, query="*a*", maxhits=3, offset=at)["results"] for at in range(0, len(whole), 3)]
        assert [hit for part in parts for hit in part] == whole
        places = [(called(hit).casefold(), hit["lang"], hit["uri"]) for hit in whole]
        assert places == sorted(places)
        assert len(places) > 3


def called(hit: dict[str, Any]) -> str:
    """The term a hit was found by."""
    found = (hit.get(key) for key in ("matchedPrefLabel", "altLabel", "hiddenLabel", "prefLabel"))
    return next(str(term) for term in found if term)


def test_search_shows_further_fields(fish: FlaskClient) -> None:
    """Properties of SKOS by name, labels by language."""
    found = ask(fish, f"{ROOT}/search", query="karpe", fields="prefLabel broader exactMatch definition", lang="nb")
    hit = found["results"][0]
    assert hit["prefLabels"] == {"nb": "karpe", "en": "Carp"}
    assert hit["broader"] == [{"uri": node("fisk").value, "prefLabel": "fisk"}]
    assert hit["exactMatch"] == [{"uri": OTHER_CATALOGUE}]
    assert hit["definition"] == ["en fisk"]
    assert found["@context"]["broader"] == "skos:broader"
    assert ask(fish, f"{ROOT}/search", 400, query="x", fields="a:b") == "400 Bad Request : fields parameter is invalid"


def test_search_in_a_vocabulary(fish: FlaskClient) -> None:
    """Labels in its own language, names within it, and its collections too."""
    hit = ask(fish, f"{HERE}/search", query="carp")["results"][0]
    assert (hit["localname"], hit["prefLabel"], hit["matchedPrefLabel"]) == ("karpe", "karpe", "Carp")
    assert ask(fish, f"{HERE}/search", query="prøv*")["results"][0]["type"] == ["skos:Collection"]


def test_label(fish: FlaskClient) -> None:
    """One preferred label and lists of the others; whatever is missing in a language is left out."""
    for path in (f"{ROOT}/label", f"{HERE}/label"):
        found = ask(fish, path, uri=node("bass").value, lang="en")
        assert (found["prefLabel"], found["altLabel"], found["hiddenLabel"]) == ("Bass", ["Basses"], ["bas"])
        assert "prefLabel" not in ask(fish, path, uri=node("svart").value, lang="nb")
        assert ask(fish, path, 400, lang="en") == "400 Bad Request : uri parameter missing"
        said = f"404 Not Found : Could not find concept <{BASE}x>"
        assert ask(fish, path, 404, uri=f"{BASE}x") == said
    assert ask(fish, f"{ROOT}/label", uri=COLLECTION, lang="nb")["prefLabel"] == "Prøve"


def test_types(fish: FlaskClient) -> None:
    """The classes with something in them, named in the language."""
    found = ask(fish, f"{ROOT}/types", lang="nb")["types"]
    assert {"uri": CLASS, "label": "Begrep"} in found
    assert found == ask(fish, f"{HERE}/types", lang="nb")["types"]
    assert ask(fish, f"{ROOT}/types", 400) == "400 Bad Request : lang parameter missing"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("path", [f"{ROOT}/data", f"{HERE}/data"])
def test_data_in_every_format(fish: FlaskClient, path: str) -> None:
    """The same graph in every syntax; RDF/XML when nothing is asked for; JSON with the keys clients read."""
    uri = node("karpe").value
    graphs = {}
    for media_type in ("application/rdf+xml", "text/turtle", "application/ld+json", "application/json"):
        response = fish.get(path, query_string={"uri": uri, "format": media_type})
        assert response.mimetype == media_type
        syntax = "json-ld" if "json" in media_type else media_type
        graphs[media_type] = Graph().parse(data=response.data, format=syntax)
    whole = graphs["application/rdf+xml"]
    assert len(whole) > 10
    assert all(isomorphic(whole, other) for other in graphs.values())
    assert fish.get(path, query_string={"uri": uri}, headers={"Accept": "*/*"}).mimetype == "application/rdf+xml"
    assert fish.get(path, query_string={"uri": uri}, headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    nodes = {each["uri"]: each for each in ask(fish, path, uri=uri, format="application/json")["graph"]}
    assert nodes[uri]["broader"] == {"uri": node("fisk").value}
    assert {"lang": "nb", "value": "fisk"} in nodes[node("fisk").value]["prefLabel"]
    assert nodes[COLLECTION]["skos:member"] == {"uri": uri}


def test_data_refuses(fish: FlaskClient) -> None:
    """What is missing, unknown or in no format."""
    assert ask(fish, f"{ROOT}/data", 400) == "400 Bad Request : uri parameter missing"
    assert ask(fish, f"{ROOT}/data", 404, uri=f"{BASE}x") == "404 Not Found : no concept found with given uri"
    assert ask(fish, f"{HERE}/data", 404, uri=f"{BASE}x") == "404 Not Found : no concept found with given uri"
    said = ask(fish, f"{HERE}/data", 406, uri=node("fisk").value, format="text/csv")
    assert said.startswith("406 Not Acceptable : Unsupported format. Supported MIME types are: application/rdf+xml")


def test_data_without_uri_leads_to_the_whole_vocabulary(client: FlaskClient) -> None:
    """A redirect to the file that was made with the build, in the format asked for."""
    for format_, syntax in (("text/turtle", "turtle"), ("application/rdf+xml", "xml")):
        response = client.get(f"{ROOT}/personell/data", query_string={"format": format_})
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/nedlasting/vokabular-personell.")
        found = client.get(response.headers["Location"])
        assert found.status_code == 200
        graph = Graph().parse(data=found.data, format=syntax)
        assert len(set(graph.subjects(predicate=None, object=None))) > 50
    json_ld = client.get(f"{ROOT}/personell/data", headers={"Accept": "application/json"}).headers["Location"]
    assert len(client.get(json_ld).get_json(force=True)) > 50


def test_one_vocabulary(fish: FlaskClient) -> None:
    """What it is; the address without a slash leads to the one with."""
    found = ask(fish, f"{HERE}/", lang="nb")
    assert (found["id"], found["title"], found["defaultLanguage"], found["marcSource"]) == (
        VOCABULARY, "Prøve", "nb", False
    )  # fmt: skip
    assert found["languages"] == ["nb", "en"]
    assert found["conceptschemes"] == [
        {"uri": SCHEME, "type": "skos:ConceptScheme", "prefLabel": "Prøve", "title": "Prøve"}
    ]
    response = fish.get(f"{HERE}?lang=nb")
    assert (response.status_code, response.headers["Location"]) == (302, f"{HERE}/?lang=nb")
    assert ask(fish, f"{ROOT}/torsk/", 404) == "404 Not Found : Vocabulary id 'torsk' not found."


def test_vocabulary_statistics(fish: FlaskClient) -> None:
    """How many concepts, and how many of them no longer hold."""
    found = ask(fish, f"{HERE}/vocabularyStatistics", lang="nb")
    assert found["concepts"] == {"class": CLASS, "label": "Begrep", "count": 7, "deprecatedCount": 1}
    assert (found["subTypes"], found["conceptGroups"]["count"]) == ([], 1)


def test_label_statistics(fish: FlaskClient) -> None:
    """Every language with every kind of label, zeros included."""
    found = ask(fish, f"{HERE}/labelStatistics", lang="nb")["languages"]
    counts = {each["language"]: [kind["labels"] for kind in each["properties"]] for each in found}
    assert counts == {"nb": [4, 3, 0], "en": [7, 1, 1]}
    assert [each["literal"] for each in found] == ["norsk bokmål", "engelsk"]


def test_top_concepts(fish: FlaskClient) -> None:
    """Those with nothing above; a label in another language says which."""
    found = ask(fish, f"{HERE}/topConcepts", lang="nb")
    assert found["uri"] == SCHEME
    assert names(found["topconcepts"], "label") == ["'s & <b>", "fisk", "Old bass (en)"]
    assert found["topconcepts"][1] == {
        "uri": node("fisk").value, "topConceptOf": SCHEME, "label": "fisk", "hasChildren": True
    }  # fmt: skip
    assert ask(fish, f"{HERE}/topConcepts", scheme="https://example.org/x")["topconcepts"] == []


def test_index_letters(fish: FlaskClient) -> None:
    """First letters, then other signs and digits as upstream has them."""
    assert ask(fish, f"{HERE}/index/", lang="en")["indexLetters"] == ["B", "C", "F", "!*", "0-9"]
    assert ask(fish, f"{HERE}/index", 404) == "404 Not Found"


def test_index_of_a_letter(fish: FlaskClient) -> None:
    """Labels under a letter, permitted ones leading to their concept, in Norwegian order."""
    found = ask(fish, f"{HERE}/index/b", lang="en")["indexConcepts"]
    assert [(each["prefLabel"], each.get("altLabel")) for each in found] == [
        ("Bass", None), ("Bass", "Basses"), ("Black sea bass", None)
    ]  # fmt: skip
    assert found[0]["localname"] == "bass"
    assert names(ask(fish, f"{HERE}/index/0-9", lang="en")["indexConcepts"]) == ["3D Bass"]
    assert names(ask(fish, f"{HERE}/index/!*", lang="en")["indexConcepts"]) == ['-"fishy"-']
    every = ask(fish, f"{HERE}/index/*", lang="nb")["indexConcepts"]
    assert [each.get("altLabel", each["prefLabel"]) for each in every][-2:] == ["øye", "ål"]
    part = ask(fish, f"{HERE}/index/*", lang="nb", limit=2, offset=1)["indexConcepts"]
    assert part == every[1:3]


def test_groups_and_their_members(fish: FlaskClient) -> None:
    """The collection of the vocabulary; another is not found."""
    assert ask(fish, f"{HERE}/groups", lang="nb")["groups"] == [
        {"uri": COLLECTION, "prefLabel": "Prøve", "hasMembers": True}
    ]
    members = ask(fish, f"{HERE}/groupMembers", uri=COLLECTION, lang="nb")["members"]
    assert len(members) == 7
    assert {each["isSuper"] for each in members} == {False}
    said = f"404 Not Found : Could not find group <{BASE}x>"
    assert ask(fish, f"{HERE}/groupMembers", 404, uri=f"{BASE}x") == said
    assert ask(fish, f"{HERE}/groupMembers", 400) == "400 Bad Request : uri parameter missing"


def test_new_and_modified(fish: FlaskClient) -> None:
    """The newest month first, by label within it; only what has a label in the language."""
    new = ask(fish, f"{HERE}/new", lang="en")["changeList"]
    assert names(new) == ["Black sea bass", "Carp", "Fish"]
    assert new[0]["date"] == "2026-03-01T00:00:00+0000"
    assert names(ask(fish, f"{HERE}/new", lang="en", limit=1, offset=1)["changeList"]) == ["Carp"]
    assert names(ask(fish, f"{HERE}/modified", lang="en")["changeList"]) == ["Black sea bass"]
    assert ask(fish, f"{HERE}/modified", lang="nb")["changeList"] == []


def test_lookup(fish: FlaskClient) -> None:
    """Only the best kind of match, under the singular key."""
    assert names(ask(fish, f"{HERE}/lookup", label="Carp", lang="en")["result"]) == ["Carp"]
    assert names(ask(fish, f"{HERE}/lookup", label="cARP", lang="en")["result"]) == ["Carp"]
    assert ask(fish, f"{HERE}/lookup", label="ÅL")["result"][0]["altLabel"] == "ål"
    assert ask(fish, f"{HERE}/lookup", label="Carp")["result"][0]["prefLabel"] == "karpe"
    assert ask(fish, f"{HERE}/lookup", 404, label="carp", lang="nb") == "404 Not Found : Could not find label 'carp'"
    assert ask(fish, f"{HERE}/lookup", 400) == "400 Bad Request : label parameter missing"


@pytest.mark.parametrize("path", ["broader", "narrower", "related"])
def test_one_step(fish: FlaskClient, path: str) -> None:
    """The concepts one step away; none is an empty list, and no concept is 404."""
    expected = {"broader": ["Bass"], "narrower": [], "related": ["Black sea bass"]}[path]
    assert names(ask(fish, f"{HERE}/{path}", uri=node("3d-bass").value, lang="en")[path]) == expected
    assert ask(fish, f"{HERE}/broader", uri=node("3d-bass").value, lang="sv")["broader"][0]["prefLabel"] is None
    said = f"404 Not Found : Could not find concept <{BASE}x>"
    assert ask(fish, f"{HERE}/{path}", 404, uri=f"{BASE}x") == said
    assert ask(fish, f"{HERE}/{path}", 400) == "400 Bad Request : uri parameter missing"


def test_broader_transitive(fish: FlaskClient) -> None:
    """An object by IRI, the concept itself among them, each with its own steps up."""
    found = ask(fish, f"{HERE}/broaderTransitive", uri=node("3d-bass").value, lang="en")["broaderTransitive"]
    assert list(found) == [node(slug).value for slug in ("3d-bass", "bass", "fisk")]
    assert found[node("bass").value] == {
        "uri": node("bass").value, "prefLabel": "Bass", "broader": [node("fisk").value]
    }  # fmt: skip
    assert "broader" not in found[node("fisk").value]


def test_narrower_transitive(fish: FlaskClient) -> None:
    """All the way down, up to a limit."""
    path = f"{HERE}/narrowerTransitive"
    assert len(ask(fish, path, uri=node("fisk").value, lang="en")["narrowerTransitive"]) == 5
    assert len(ask(fish, path, uri=node("fisk").value, limit=2)["narrowerTransitive"]) == 2
    assert ask(fish, path, 400, uri=node("fisk").value, limit=0) == "400 Bad Request : Invalid limit parameter"


def test_hierarchy(fish: FlaskClient) -> None:
    """The way up with what is below each step, and the other concepts at the top."""
    found = ask(fish, f"{HERE}/hierarchy", uri=node("3d-bass").value, lang="en")["broaderTransitive"]
    top = found[node("fisk").value]
    assert (top["top"], top["tops"]) == (SCHEME, [SCHEME])
    assert [(each["label"], each["hasChildren"]) for each in top["narrower"]] == [("Bass", True), ("Carp", False)]
    assert top["narrower"][1]["notation"] == "K.1"
    assert found[node("3d-bass").value]["broader"] == [node("bass").value]
    assert found[node("tegn").value]["hasChildren"] is False


def test_children(fish: FlaskClient) -> None:
    """What is right below, and whether there is more."""
    found = ask(fish, f"{HERE}/children", uri=node("fisk").value, lang="nb")["narrower"]
    assert [(each["prefLabel"], each["hasChildren"]) for each in found] == [("havåbor", True), ("karpe", False)]


def test_mappings(fish: FlaskClient) -> None:
    """What a concept is mapped to, with names for those the catalogue knows and the host of others."""
    found = ask(fish, f"{HERE}/mappings", uri=node("karpe").value, lang="nb", external="false")
    exact, close = found["mappings"]
    assert (exact["type"], exact["hrefLink"], exact["vocabName"]) == (
        ["skos:exactMatch"], OTHER_CATALOGUE, "example.org"
    )  # fmt: skip
    assert close["to"] == {"memberSet": [{"uri": node("fisk").value, "prefLabel": {"nb": "fisk"}}]}
    assert (close["hrefLink"], close["toScheme"]) == ("/begrep/prove/fisk", {"uri": SCHEME})
    assert close["typeLabel"] == "Nært begrep i andre vokabularer"
    assert node("karpe").value in {each["uri"] for each in json.loads(found["graph"])["graph"]}
    assert ask(fish, f"{HERE}/mappings", 400) == "400 Bad Request : uri parameter missing"
    clang = ask(fish, f"{HERE}/mappings", uri=node("karpe").value, lang="nb", clang="en")["mappings"][1]
    assert clang["prefLabel"] == "Fish"


def test_the_web_around_it(fish: FlaskClient) -> None:
    """JSON-LD by Accept, JSONP by name, 304, HEAD, OPTIONS; problem details for who asks for them."""
    path = f"{HERE}/topConcepts"
    first = fish.get(path, headers={"Accept": "application/ld+json"})
    assert first.mimetype == "application/ld+json"
    assert not first.headers["ETag"].startswith("W/")
    again = fish.get(path, headers={"Accept": "application/ld+json", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert fish.get(path).headers["ETag"] != first.headers["ETag"]
    assert fish.get(f"{path}?callback=se").text.startswith("/**/se({")
    assert ask(fish, path, 400, callback="alert(1)//") == "400 Bad Request : callback parameter is invalid"
    head = fish.head(path)
    assert (head.status_code, head.data) == (200, b"")
    options = fish.options(path)
    assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    problem = fish.get(f"{ROOT}/torsk/", headers={"Accept": "application/problem+json"})
    assert (problem.content_type, problem.json["status"]) == ("application/problem+json", 404)  # type: ignore[index]
    for nowhere in (f"{ROOT}/", f"{HERE}/fins/ikke"):
        assert ask(fish, nowhere, 404) == "404 Not Found"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_compaction_keeps_names_apart() -> None:
    """A name is shortened only where it can be read back."""
    strange = ox.NamedNode(PREFIXES["skos"] + "//x")
    triples = [ox.Triple(strange, strange, ox.Literal("a", datatype=ox.NamedNode(PREFIXES["xsd"] + "date")))]
    document = compacted(triples)
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    assert {str(subject) for subject in graph.subjects()} == {strange.value}
