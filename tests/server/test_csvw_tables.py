"""The tables of an organisation as metadata of CSV on the Web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.mapping import Relation, load_mappings
from graph.namespaces import CMP
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
ORGANISATIONS = ["oslo", "fint", "ssb", "skatteetaten", "ks"]
MEANING = CMP + "meaning"
# A variable of a URI template (RFC 6570, section 2.3), which must not begin with an underscore (CSVW metadata, 5.6).
NAME = re.compile(r"(?!_)(?:[0-9A-Za-z_]|%[0-9A-F]{2})+\Z")
TERMS = {"name", "titles", "datatype", "propertyUrl"}
COMMON = re.compile(r"(?:dc|schema|xsd):\w+|https?://\S+\Z")


def group(client: FlaskClient, organisation: str) -> Any:
    """Return the metadata of an organisation's tables."""
    response = client.get(f"/koblinger/{organisation}.csvw.json")
    assert response.status_code == 200
    assert response.content_type == "application/csvm+json"
    return response.get_json(force=True)


def columns(metadata: Any) -> Iterator[Any]:
    """Yield the columns of every table."""
    for table in metadata["tables"]:
        yield from table["tableSchema"]["columns"]


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_it_is_a_table_group(client: FlaskClient, organisation: str) -> None:
    """What the recommendation requires: context, a url per table, names and titles, own terms as whole addresses."""
    found = group(client, organisation)
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    assert found["@id"] == f"{BASE}koblinger/{organisation}.csvw.json"
    urls = [table["url"] for table in found["tables"]]
    assert len(set(urls)) == len(urls) > 0
    for table in found["tables"]:
        names = [column["name"] for column in table["tableSchema"]["columns"]]
        assert len(set(names)) == len(names)
        assert all(NAME.match(name) for name in names), names
    for column in columns(found):
        assert column["titles"]
        assert column["datatype"] in {"string", "integer", "decimal", "date", "boolean", "dateTime"}
        assert all(COMMON.match(key) for key in column.keys() - TERMS), column.keys()


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_nothing_of_a_mapping_is_lost(client: FlaskClient, real_store: CatalogueStore, organisation: str) -> None:
    """Every use is there with its period, unit, relation and answers to the characteristics, also those of SSSOM's."""
    said = {meaning["@id"]: meaning for column in columns(group(client, organisation)) for meaning in column[MEANING]}
    uses = {use.iri: use for use in load_mappings(real_store, organisation=f"{BASE}organisasjon/{organisation}")}
    assert said.keys() == uses.keys()
    for iri, use in uses.items():
        found = said[iri]
        if use.concept and use.relation:
            assert found[use.relation.iri] == {"@id": use.concept}
        assert {key: found[key]["@id"] for key in use.answers} == dict(use.answers)
        dates = {key.rpartition("#")[2]: value["@value"] for key, value in found.items() if "@value" in str(value)}
        start, other = ("startDate", "knownFrom") if use.start_stated else ("knownFrom", "startDate")
        assert dates.get(start) == (use.start.isoformat() if use.start else None)
        assert other not in dates
        assert dates.get("endDate") == (use.end.isoformat() if use.end else None)
        assert (CMP + "example" in found) == use.example


def test_a_column_is_of_the_concept_only_when_it_equals_it(client: FlaskClient, real_store: CatalogueStore) -> None:
    """A column that counts less, or came to mean something else, is no value of the concept."""
    by_title = {column["titles"]: column for column in columns(group(client, "oslo"))}
    concept = f"{BASE}begrep/personell/heltidsstilling"
    assert by_title["HELTIDSSTILLINGER"]["propertyUrl"] == concept
    assert by_title["LEGEM_PST"]["propertyUrl"] == f"{BASE}felt/oslo/hr/fravaer/legem_pst"
    assert by_title["SYKEFR_PST"]["propertyUrl"] == f"{BASE}felt/oslo/hr/fravaer/sykefr_pst"
    uses = load_mappings(real_store, field=f"{BASE}felt/oslo/hr/fravaer/sykefr_pst")
    assert [use.relation for use in uses] == [Relation.CLOSE, Relation.EXACT]
    assert len(by_title["SYKEFR_PST"][MEANING]) == 2


def test_only_what_is_made_up_is_called_an_example(client: FlaskClient) -> None:
    """The file of a municipality says that its rows are made up; that of a national source does not."""
    assert "eksempel" in group(client, "oslo")["dc:description"]
    assert "eksempel" not in group(client, "fint")["dc:description"]


def test_it_is_found_and_missed(client: FlaskClient) -> None:
    """The organisation's page leads to it; somebody nobody knows has none."""
    assert 'href="/koblinger/oslo.csvw.json"' in client.get("/organisasjon/oslo").text
    assert client.get("/koblinger/finnes-ikke.csvw.json").status_code == 404
