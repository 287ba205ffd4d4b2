"""The mappings of an organisation as SSSOM."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from graph.mapping import load_mappings
from graph.store import CatalogueStore

BASE = "https://w3id.org/begrepskatalog/"
RELATIONS = {f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}


def file(client: FlaskClient, organisation: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return the lines of metadata and the mappings of the file of an organisation."""
    response = client.get(f"/koblinger/{organisation}.sssom.tsv")
    assert response.status_code == 200
    assert response.content_type == "text/tab-separated-values; charset=utf-8"
    lines = response.get_data(as_text=True).splitlines(keepends=True)
    about = [line.removeprefix("#").rstrip() for line in lines if line.startswith("#")]
    rows = csv.DictReader(io.StringIO("".join(lines[len(about) :])), delimiter="\t")
    return about, list(rows)


@pytest.mark.parametrize("organisation", ["oslo", "fint", "ssb", "skatteetaten"])
def test_every_mapping_is_one_line(client: FlaskClient, real_store: CatalogueStore, organisation: str) -> None:
    """Each mapped use is there once with the required columns, and every CURIE has its prefix in the metadata."""
    about, rows = file(client, organisation)
    prefixes = {
        line.split(":")[0].strip(): line.split(": ", 1)[1].strip('"') for line in about if line.startswith("  ")
    }
    uses = load_mappings(real_store, organisation=BASE + "organisasjon/" + organisation)
    expected = {(use.iri, use.concept) for use in uses if use.concept}

    def iri(curie: str) -> str:
        prefix, _, rest = curie.partition(":")
        return prefixes[prefix] + rest

    assert {(iri(row["subject_id"]), iri(row["object_id"])) for row in rows} == expected
    assert len(rows) == len(expected) > 0
    assert {row["predicate_id"] for row in rows} <= RELATIONS
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    assert all(row["object_label"] and None not in row and None not in row.values() for row in rows)


def test_what_is_lost_is_told(client: FlaskClient) -> None:
    """The file says that periods and characteristics are not part of it, and marks examples; periods are comments."""
    about, rows = file(client, "oslo")
    (description,) = [line for line in about if line.startswith("mapping_set_description")]
    assert "characteristics" in description
    assert "eksempel" in description
    assert any(line.startswith("license: ") and "creativecommons.org" in line for line in about)
    old = [row for row in rows if row["subject_id"] == "felt:oslo/hr/fravaer/sykefr_pst/2018-10-01"]
    assert old[0]["comment"].startswith("eksempel; gyldig 2018-10-01–2024-12-31; begrepsversjon 1")
    assert old[0]["mapping_date"] == "2026-11-21"


def test_reviewed_by_nobody_has_no_reviewer(client: FlaskClient) -> None:
    """FINT's mappings wait for review, so nobody stands behind them."""
    about, rows = file(client, "fint")
    assert {row["reviewer_label"] for row in rows} == {""}
    assert not any("eksempel" in line for line in about)


def test_an_unknown_organisation_has_no_file(client: FlaskClient) -> None:
    """404, also for the catalogue's own publisher, which owns no fields."""
    assert client.get("/koblinger/finnes-ikke.sssom.tsv").status_code == 404
    assert client.get("/koblinger/oslo").status_code == 404


def test_the_organisation_s_page_leads_to_it(client: FlaskClient) -> None:
    """The link on the page is the file's address."""
    assert 'href="/koblinger/oslo.sssom.tsv"' in client.get("/organisasjon/oslo").text
