"""``/reconcile``: what a client such as OpenRefine does, in both versions, for terms and for columns' names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from server.reconciliation.reading import BATCH

DATA = Path(__file__).parents[1] / "data" / "reconciliation"
SCHEMAS = {name: json.loads((DATA / f"{name}.json").read_text()) for name in ("0.2", "1.0-draft")}
BASE = "https://w3id.org/begrepskatalog/"
SICKNESS = f"{BASE}begrep/personell/sykefravaer"
PERCENT = f"{BASE}begrep/personell/sykefravaersprosent"
COLUMN = f"{BASE}felt/oslo/hr/fravaer/sykefr_pst"
OSLO = f"{BASE}organisasjon/oslo"
CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"


def checked(document: Any, what: str, version: str = "0.2") -> Any:
    """The document, when it is what the version says."""
    schema = SCHEMAS[version] | {"$ref": f"#/$defs/{what}"}
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(document)]
    assert not errors, (what, errors[:3])
    return document


def asked(client: FlaskClient, path: str, queries: Any) -> Any:
    response = client.post(path, data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return checked(response.get_json(), "results")


def extended(client: FlaskClient, path: str, ids: list[str], properties: list[Any]) -> Any:
    response = client.post(path, data={"extend": json.dumps({"ids": ids, "properties": properties})})
    return checked(response.get_json(), "extension")


def drafted(client: FlaskClient, path: str, *queries: Any) -> Any:
    response = client.post(f"{path}/v1/match", json={"queries": list(queries)})
    return checked(response.get_json(), "results", "1.0-draft")["results"]


@pytest.mark.parametrize(
    "path", ["/reconcile", "/nn/reconcile", "/en/reconcile", "/reconcile/felt", "/en/reconcile/felt"]
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_manifest(client: FlaskClient, path: str, slash: str) -> None:
    """Each service says what it is in its language, with addresses that answer."""
    manifest = checked(client.get(path + slash).get_json(), "manifest")
    draft = checked(client.get(f"{path}/v1{slash}").get_json(), "manifest", "1.0-draft")
    assert draft["name"] == manifest["name"]
    for suggest in manifest["suggest"].values():
        assert suggest["service_url"].endswith(path)
        assert (
            client.get(suggest["service_url"] + suggest["service_path"], query_string={"prefix": "s"}).status_code
            == 200
        )


def test_names_are_in_the_language_of_the_service(client: FlaskClient) -> None:
    """The same concept by the term of each language, with the name that language has for it."""
    for prefix, term in (("", "sykefravær"), ("/nn", "sjukefråvær"), ("/en", "sickness absence")):
        best = asked(client, f"{prefix}/reconcile", {"a": {"query": term}})["a"]["result"][0]
        assert (best["id"], best["name"], best["match"], best["score"]) == (SICKNESS, term, True, 100)


def test_openrefine_reconciles_a_column_of_terms_and_extends_it(client: FlaskClient) -> None:
    """Batch, choice by suggestion, preview and data extension, as OpenRefine sends them."""
    manifest = client.get("/reconcile").get_json()
    cells = ["Sykefravær", "fravær på grunn av egen sykdom", "sykefraversprosent", "noe helt annet xyz", SICKNESS]
    batch = {f"q{place}": {"query": cell, "type": CONCEPT, "type_strict": "should", "limit": 3}
             for place, cell in enumerate(cells)}  # fmt: skip
    results = asked(client, "/reconcile", batch)
    first = [results[f"q{place}"]["result"][:1] for place in range(len(cells))]
    assert [(best[0]["id"], best[0]["match"]) for best in (first[0], first[1], first[4])] == [
        (SICKNESS, True), (SICKNESS, False), (SICKNESS, True)
    ]  # fmt: skip
    assert (first[2][0]["id"], first[2][0]["match"]) == (PERCENT, False)
    assert first[3] == [] or first[3][0]["score"] < 50
    entity = manifest["suggest"]["entity"]
    suggestions = client.get(entity["service_url"] + entity["service_path"], query_string={"prefix": "sykefrav"})
    assert checked(suggestions.get_json(), "entities")["result"][0]["id"] == SICKNESS
    page = client.get(manifest["preview"]["url"].replace("{{id}}", SICKNESS.replace("/", "%2F").replace(":", "%3A")))
    assert "egen sykdom eller skade" in page.text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    view = client.get(manifest["view"]["url"].replace("{{id}}", SICKNESS))
    assert (view.status_code, view.headers["Location"]) == (303, "/begrep/personell/sykefravaer")
    propose = manifest["extend"]["propose_properties"]
    proposed = client.get(propose["service_url"] + propose["service_path"], query_string={"type": CONCEPT, "limit": 3})
    assert len(checked(proposed.get_json(), "proposal")["properties"]) == 3
    answer = extended(client, "/reconcile", [SICKNESS, "finnes-ikke"], [
        {"id": "definisjon", "settings": {"sprak": "en"}},
        {"id": "overordnet"},
        {"id": "felt", "settings": {"limit": "1"}},
        {"id": "gyldig-fra"},
        {"id": "ukjent"},
    ])  # fmt: skip
    row = answer["rows"][SICKNESS]
    assert row["definisjon"][0]["str"].startswith("absence from agreed work")
    assert row["overordnet"] == [{"id": f"{BASE}begrep/personell/fravaer", "name": "fravær"}]
    assert len(row["felt"]) == 1
    assert answer["rows"]["finnes-ikke"] == {name: [] for name in row}
    services = {column["id"]: column.get("service", "") for column in answer["meta"]}
    assert services["felt"].endswith("/reconcile/felt")
    assert services["overordnet"].endswith("/reconcile")


def test_the_very_requests_of_openrefine(client: FlaskClient) -> None:
    """As OpenRefine 3.6.2 sent them to a running catalogue: bytes of a form, keys in no order, JSONP from its page."""
    java = "application/x-www-form-urlencoded; charset=UTF-8"
    sample = (
        "queries=%7B%22q1%22%3A%7B%22query%22%3A%22sykefraversprosent%22%2C%22limit%22%3A3%7D%2C%22q0%22%3A%7B%22query"
        "%22%3A%22frav%C3%A6r+p%C3%A5+grunn+av+egen+sykdom%22%2C%22limit%22%3A3%7D%7D"
    )
    guessed = checked(client.post("/reconcile", data=sample, content_type=java).get_json(), "results")
    assert [each["result"][0]["id"] for each in (guessed["q0"], guessed["q1"])] == [SICKNESS, PERCENT]
    batch = (
        "queries=%7B%22q2%22%3A%7B%22query%22%3A%22Sykefrav%C3%A6r%22%2C%22type%22%3A%22http%3A%2F%2Fwww.w3.org%2F2004"
        "%2F02%2Fskos%2Fcore%23Concept%22%2C%22type_strict%22%3A%22should%22%7D%7D"
    )
    [best, *_] = checked(client.post("/reconcile", data=batch, content_type=java).get_json(), "results")["q2"]["result"]
    assert (best["id"], best["match"]) == (SICKNESS, True)
    extend = (
        "extend=%7B%22ids%22%3A%5B%22https%3A%2F%2Fw3id.org%2Fbegrepskatalog%2Fbegrep%2Fpersonell%2Fsykefravaer%22%5D"
        "%2C%22properties%22%3A%5B%7B%22id%22%3A%22anbefalt-term%22%7D%2C%7B%22id%22%3A%22overordnet%22%7D%5D%7D"
    )
    extension = checked(client.post("/reconcile", data=extend, content_type=java).get_json(), "extension")
    assert extension["rows"][SICKNESS]["anbefalt-term"] == [{"str": "sykefravær"}]
    padded = {"callback": "jQuery22406117_1764374", "prefix": "syke", "type": CONCEPT, "cursor": "0", "_": "1764375"}
    told = client.get("/reconcile/suggest/entity", query_string=padded)
    name, _, body = told.text.removeprefix("/**/").partition("(")
    assert name == padded["callback"]
    assert checked(json.loads(body.rstrip(");\n")), "entities")["result"][0]["id"] == SICKNESS


def test_a_header_of_columns_becomes_concepts(client: FlaskClient) -> None:
    """A municipality's own columns, by name and owner, and then the concept each is mapped to."""
    best = asked(client, "/reconcile/felt", {"a": {"query": "SYKEFR_PST", "type": OSLO}})["a"]["result"]
    assert (best[0]["id"], best[0]["match"]) == (COLUMN, True)
    anyone = asked(client, "/reconcile/felt", {"a": {"query": "sykefr_pst"}, "b": {"query": COLUMN}})
    assert anyone["a"]["result"][0]["id"] == COLUMN
    assert anyone["b"]["result"][0]["match"] is True
    narrowed = asked(client, "/reconcile/felt", {"a": {"query": "Sykefravær", "properties": [
        {"pid": "virksomhet", "v": "Kristiansand"}, {"pid": "tabell", "v": "Fravær månedslønte"}]}})  # fmt: skip
    assert narrowed["a"]["result"][0]["id"] == f"{BASE}felt/kristiansand/personal/fravaer-manedslonte/sykefravaer"
    names = [each["id"] for each in client.get("/reconcile/felt/extend/propose").get_json()["properties"]]
    row = extended(client, "/reconcile/felt", [COLUMN], [{"id": name} for name in names])["rows"][COLUMN]
    assert row["begrep"] == [{"id": PERCENT, "name": "sykefraværsprosent"}]
    assert row["virksomhet"][0]["name"] == "Oslo"
    assert row["gyldig-fra"][0] == {"date": "2025-01-01T00:00:00Z"}
    assert "Oslo" in client.get("/reconcile/felt/preview", query_string={"id": COLUMN}).text
    assert client.get("/en/reconcile/felt/suggest/type?prefix=osl").get_json()["result"][0]["id"] == OSLO


def test_whether_figures_can_be_compared_is_a_property(client: FlaskClient) -> None:
    """Per field: the answer that the comparison gives, why, what it is so far, and that examples are examples."""
    wanted = ["sammenlignbar", "forelopig-svar", "begrunnelse", "eksempel"]
    fint = f"{BASE}felt/fint/fint/arbeidsforhold/ansettelsesprosent"
    asked = [{"id": name} for name in wanted]
    rows = extended(client, "/en/reconcile/felt", [COLUMN, fint, f"{fint}-finnes-ikke"], asked)["rows"]
    for field, concept in ((COLUMN, "sykefravaersprosent"), (fint, "stillingsprosent")):
        query = {"begrep": concept, "a": field.removeprefix(f"{BASE}felt/"), "b": "felles"}
        found = client.get("/sammenligning", query_string=query, headers={"Accept": "application/json"}).get_json()
        words = {"unknown": "unknown", "comparable": "comparable", "caveat": "comparable with reservations",
                 "convertible": "comparable after conversion", "not-comparable": "not comparable"}  # fmt: skip
        assert rows[field]["sammenlignbar"] == [{"str": words[found["verdict"]]}]
        preliminary = [{"str": words[found["preliminary"]]}] if found["preliminary"] else []
        assert rows[field]["forelopig-svar"] == preliminary
        reasons = {reason["text"]["en"] for reason in found["reasons"]}
        assert {value["str"] for value in rows[field]["begrunnelse"]} <= reasons
        assert rows[field]["eksempel"] == ([{"str": "example"}] if found["example"] else [])
    assert rows[f"{fint}-finnes-ikke"] == {name: [] for name in wanted}
    each = extended(client, "/reconcile", [PERCENT], [{"id": "sammenlignbare-felt"}])["rows"][PERCENT]
    assert any(value["str"].startswith("Oslo: SYKEFR_PST: ") for value in each["sammenlignbare-felt"])


def test_queries_are_narrowed_by_type_and_properties(client: FlaskClient) -> None:
    """A vocabulary is a type; properties count; a type nobody has finds nothing; so many at most."""
    okonomi = f"{BASE}vokabular/okonomi"
    found = asked(client, "/reconcile", {
        "here": {"query": "fravær", "type": f"{BASE}vokabular/personell", "limit": 1},
        "there": {"query": "sykefravær", "type": okonomi},
        "short": {"query": "sykefravær", "type": ["skos:Concept"]},
        "nobody": {"query": "sykefravær", "type": "https://example.org/type"},
        "only": {"properties": [{"pid": "vokabular", "v": {"id": okonomi}}], "limit": 2},
        "both": {"query": "sykefravær", "properties": [{"pid": "vokabular", "v": ["Økonomi"]}]},
        "true": {"query": "sykefravær", "properties": [{"pid": "status", "v": "utkast"}]},
    })  # fmt: skip
    best = {key: each["result"] for key, each in found.items()}
    assert [len(best["here"]), len(best["only"]), len(best["nobody"])] == [1, 2, 0]
    assert SICKNESS not in {each["id"] for each in best["there"]}
    assert best["short"][0]["match"] is True
    assert all(each["id"].startswith(f"{BASE}begrep/okonomi/") for each in best["only"])
    assert (best["both"][0]["match"], best["true"][0]["match"]) == (False, True)
    assert best["both"][0]["score"] < best["true"][0]["score"]


def test_get_and_old_clients_get_the_same(client: FlaskClient) -> None:
    """GET answers as POST does, a single query of version 0.1 too, and JSONP by a safe name only."""
    queries = {"q0": {"query": "årsverk"}}
    posted = asked(client, "/reconcile", queries)
    assert client.get("/reconcile", query_string={"queries": json.dumps(queries)}).get_json() == posted
    assert client.get("/reconcile?query=årsverk").get_json() == posted["q0"]
    assert client.get("/reconcile", query_string={"query": json.dumps(queries["q0"])}).get_json() == posted["q0"]
    assert client.get("/reconcile?callback=se").text.startswith("/**/se({")
    assert client.get("/reconcile?callback=a(").status_code == 400


@pytest.mark.parametrize("version", ["", "/v1"])
def test_suggestions(client: FlaskClient, version: str) -> None:
    """Entities, properties and types by the beginning of a name or by the identifier, a part at a time."""
    root = f"/reconcile{version}/suggest"
    every = checked(client.get(f"{root}/entity?prefix=syke").get_json(), "entities")["result"]
    skip = "offset" if version else "cursor"
    assert client.get(f"{root}/entity?prefix=syke&{skip}=1").get_json()["result"][0] == every[1]
    assert client.get(f"{root}/entity", query_string={"prefix": SICKNESS}).get_json()["result"][0]["id"] == SICKNESS
    properties = checked(client.get(f"{root}/property?prefix=overo").get_json(), "properties")["result"]
    assert [each["id"] for each in properties] == ["overordnet"]
    types = checked(client.get(f"{root}/type?prefix=øko").get_json(), "types")["result"]
    assert [each["name"] for each in types] == ["Økonomi"]


def test_the_draft_of_1_0(client: FlaskClient) -> None:
    """Conditions by name, identifier and property, required or not, in a language of the query's own."""
    name = {"matchType": "name", "propertyValue": "sjukefråvær"}
    said = {"matchType": "property", "propertyId": "vokabular", "propertyValue": "Personell"}
    results = drafted(
        client, "/reconcile",
        {"conditions": [name], "lang": "nn", "limit": 1},
        {"conditions": [{"matchType": "id", "propertyValue": SICKNESS}]},
        {"conditions": [name, said | {"required": True}], "lang": "nn-NO"},
        {"conditions": [name, said | {"required": True, "matchQuantifier": "none"}], "type": CONCEPT},
        {"conditions": [{"matchType": "name", "v": "sykefravær"},
                        {"matchType": "property", "pid": "status", "v": "utkast"}]},
    )  # fmt: skip
    best = [result["candidates"][:1] for result in results]
    assert [each and (each[0]["id"], each[0]["match"]) for each in (best[0], best[1], best[2], best[4])] == [
        (SICKNESS, True)
    ] * 4
    assert SICKNESS not in {each["id"] for each in results[3]["candidates"]}
    body = {"ids": [SICKNESS], "properties": [{"id": "definisjon"}, {"id": "overordnet"}]}
    answer = checked(client.post("/reconcile/v1/extend", json=body).get_json(), "extension", "1.0-draft")
    assert [each["id"] for each in answer["rows"][0]["properties"]] == ["definisjon", "overordnet"]
    assert answer["meta"][1]["service"].endswith("/reconcile/v1")
    assert checked(client.get("/reconcile/v1/extend/propose").get_json(), "proposal")["properties"]
    assert client.get("/reconcile/v1/preview", query_string={"id": SICKNESS}).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "kind"),
    [
        ({"queries": "{"}, 400, "not-json"),
        ({"queries": '{"q": {"query": "a", "limit": NaN}}'}, 400, "not-json"),
        ({"queries": '{"q": {"query": "\\ud800"}}'}, 400, "not-json"),
        ({"queries": "[" * 100_000}, 400, "not-json"),
        ({"queries": "[]"}, 400, "wrong-form"),
        ({"queries": '{"q": {}}'}, 400, "wrong-form"),
        ({"queries": '{"q": {"query": 7}}'}, 400, "wrong-form"),
        ({"queries": '{"q": {"query": "a", "limit": 0}}'}, 400, "wrong-form"),
        ({"queries": '{"q": {"query": "a", "properties": [{"v": 1}]}}'}, 400, "wrong-form"),
        ({"queries": json.dumps({str(n): {"query": "a"} for n in range(BATCH + 1)})}, 413, "too-many"),
        ({"extend": '{"ids": "x", "properties": []}'}, 400, "wrong-form"),
        ({"extend": '{"ids": [], "properties": [{"id": "a", "settings": {"sprak": "xx"}}]}'}, 400, "wrong-form"),
        ({"queries": "x" * 1_100_000}, 413, "too-large"),
        ({"annet": "noe"}, 400, "wrong-form"),
    ],
)
def test_what_is_wrong_is_told_in_three_languages(
    client: FlaskClient, form: dict[str, str], status: int, kind: str
) -> None:
    """Problem details, readable from any site, say where and what was expected."""
    response = client.post("/en/reconcile", data=form)
    problem: Any = response.get_json()
    assert (response.status_code, problem["type"]) == (status, f"/api#{kind}")
    assert response.content_type == "application/problem+json"
    assert set(problem["translations"]) == {"nb", "nn"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_other_wrong_requests(client: FlaskClient) -> None:
    """Media types, numbers and identifiers that cannot be used."""
    assert client.post("/reconcile", data="{}", content_type="application/json").status_code == 415
    assert client.post("/reconcile/v1/match", data={"queries": "{}"}).status_code == 415
    bodies: list[Any] = [{}, {"queries": [{}]}, {"queries": [{"conditions": [{"matchType": "magic", "v": 1}]}]}]
    for body in bodies:
        assert client.post("/reconcile/v1/match", json=body).status_code == 400
    assert client.get("/reconcile/suggest/entity?prefix=a&cursor=b").status_code == 400
    for address in ("/reconcile/preview?id=x", "/id?uri=https://example.org/", "/id", "/reconcile/felt/preview?id=a b"):
        assert client.get(address).status_code == 404
    options = client.options("/reconcile/v1/match")
    assert "POST" in options.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in options.headers["Access-Control-Allow-Headers"]
    first = client.get("/reconcile")
    assert client.get("/reconcile", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
