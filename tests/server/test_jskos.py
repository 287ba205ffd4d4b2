"""``/jskos``: the catalogue as JSKOS, asked as Cocoda asks a concept service and a mapping service."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from tests.heavy_clients import client as client_of_others

BASE = "https://w3id.org/begrepskatalog/"
STAFF = f"{BASE}vokabular/personell"
ABSENCE = f"{BASE}begrep/personell/fravaer"
SICKNESS = f"{BASE}begrep/personell/sykefravaer"
PERCENT = f"{BASE}begrep/personell/sykefravaersprosent"
COLUMN = f"{BASE}felt/oslo/hr/fravaer/sykefr_pst"
SKOS = "http://www.w3.org/2004/02/skos/core#"


def ask(client: FlaskClient, path: str, **parameters: str | int) -> list[Any]:
    response = client.get(f"/jskos/{path}", query_string=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    found: list[Any] = response.get_json()
    assert int(response.headers.get("X-Total-Count", len(found))) >= len(found)
    return found


def uris(found: list[Any]) -> list[str]:
    return [each["uri"] for each in found]


def test_vocabularies_and_their_concepts(client: FlaskClient) -> None:
    """Every vocabulary with what it holds, all of it or its top."""
    scheme = {each["uri"]: each for each in ask(client, "voc")}[STAFF]
    assert scheme["prefLabel"] == {"nb": "Personell", "nn": "Personell", "en": "Staff"}
    assert (scheme["notation"], scheme["type"]) == (["personell"], [f"{SKOS}ConceptScheme"])
    assert uris(ask(client, "voc", uri=STAFF)) == [STAFF]
    every, top = ask(client, "voc/concepts", uri=STAFF), ask(client, "voc/top", uri=STAFF)
    assert set(uris(top)) < set(uris(every))
    assert {each["inScheme"][0]["uri"] for each in every} == {STAFF}
    assert all(each["topConceptOf"] == [{"uri": STAFF}] for each in top)


def test_a_concept_whole(client: FlaskClient) -> None:
    """Terms, definitions, relations and dates, in every language there is."""
    concept, scheme = ask(client, "data", uri=f"{SICKNESS}|{BASE}finnes-ikke|{STAFF}")
    assert scheme["uri"] == STAFF
    assert concept["prefLabel"] == {"nb": "sykefravær", "nn": "sjukefråvær", "en": "sickness absence"}
    assert concept["definition"]["en"][0].startswith("absence from agreed work")
    assert concept["broader"] == [{"uri": ABSENCE, "prefLabel": {"nb": "fravær", "nn": "fråvær", "en": "absence"}}]
    assert f"{BASE}begrep/personell/egenmelding" in uris(concept["related"])
    assert SICKNESS in uris(ask(client, "narrower", uri=ABSENCE))
    assert uris(ask(client, "ancestors", uri=SICKNESS)) == [ABSENCE]


def test_search_and_suggestions(client: FlaskClient) -> None:
    """By name, in a vocabulary; suggestions in the form of OpenSearch."""
    assert uris(ask(client, "search", query="sykefravær", voc=STAFF))[0] == SICKNESS
    assert ask(client, "search", query="sykefravær", voc=f"{BASE}vokabular/okonomi") == []
    words, names, texts, found = ask(client, "suggest", search="sykefrav", limit=2)
    assert (words, names[0], found[0], len(texts)) == ("sykefrav", "sykefravær", SICKNESS, 2)


def test_mappings_by_what_is_mapped(client: FlaskClient) -> None:
    """From a field or a use of it, to a concept, between vocabularies, and the other way round."""
    mapping = ask(client, "mappings", **{"from": COLUMN, "to": PERCENT})[0]
    assert mapping["from"]["memberSet"][0]["uri"].startswith(f"{COLUMN}/")
    assert mapping["type"] == [f"{SKOS}exactMatch"] or mapping["type"] == [f"{SKOS}closeMatch"]
    assert (mapping["fromScheme"], mapping["toScheme"]) == ({"uri": f"{BASE}felt/oslo/hr"}, {"uri": STAFF})
    assert mapping["publisher"][0]["uri"] == f"{BASE}organisasjon/oslo"
    back = ask(client, "mappings", **{"from": PERCENT, "to": COLUMN, "direction": "backward"})
    assert mapping in back
    assert ask(client, "mappings", **{"from": PERCENT, "to": COLUMN}) == []
    assert mapping in ask(client, "mappings", direction="both", limit=1000, **{"from": PERCENT})
    assert mapping in ask(client, "mappings", fromScheme=f"{BASE}felt/oslo/hr", toScheme=STAFF, limit=1000)


def test_parts_and_what_is_wrong(client: FlaskClient) -> None:
    """A part at a time with the way on; problem details in three languages."""
    first = client.get("/jskos/voc/concepts", query_string={"uri": STAFF, "limit": 2})
    following = first.headers["Link"].partition("<")[2].partition(">")[0]
    assert client.get(following).get_json() == ask(client, "voc/concepts", uri=STAFF, limit=2, offset=2)
    assert first.headers["X-Total-Count"] == str(len(ask(client, "voc/concepts", uri=STAFF, limit=1000)))
    for path, status, kind in (
        ("data", 400, "missing-parameter"),
        ("search", 400, "missing-parameter"),
        (f"voc/top?uri={SICKNESS}", 404, "no-such-vocabulary"),
        ("mappings?direction=sideways", 400, "no-such-direction"),
        ("voc?limit=0", 400, "wrong-number"),
        ("voc?offset=a", 400, "wrong-number"),
    ):
        response = client.get(f"/jskos/{path}")
        problem: Any = response.get_json()
        assert (response.status_code, problem["type"]) == (status, f"/api#{kind}")
        assert set(problem["translations"]) == {"nn", "en"}


def test_the_official_validator_agrees(client: FlaskClient, tmp_path: Path) -> None:
    """Every vocabulary and mapping, and every concept of one vocabulary, is JSKOS."""
    node, validator = client_of_others("bin/node", "node_modules/jskos-validate")
    objects = {
        "scheme": ask(client, "voc"),
        "concept": ask(client, "voc/concepts", uri=STAFF, limit=1000) + ask(client, "data", uri=SICKNESS),
        "mapping": ask(client, "mappings", limit=1000),
    }
    (tmp_path / "objects.json").write_text(json.dumps(objects), encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(Path(validator).parent)
    (tmp_path / "validate.mjs").write_text(
        'import fs from "fs"; import { validate } from "jskos-validate"\n'
        'for (const [type, list] of Object.entries(JSON.parse(fs.readFileSync("objects.json"))))\n'
        "  for (const one of list) if (!validate[type](one))\n"
        "    console.log(type, one.uri, validate[type].errorMessages)\n",
        encoding="utf-8",
    )
    done = subprocess.run([node, "validate.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == ""
