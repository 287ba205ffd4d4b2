"""The tools people have, against a real server: pandas, sssom, csvw, pyld.

They are heavy, so they are no part of ``make test``: ``pip install .[clients]`` brings them, and without them these
tests are skipped and say so.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import rdflib
import requests
from rdflib.compare import isomorphic

MISSING = "{} is not installed: pip install .[clients]"
CONCEPT = "/begrep/personell/sykefravaersprosent"

pytestmark = pytest.mark.filterwarnings("ignore")


def client_of(name: str) -> Any:
    return pytest.importorskip(name, reason=MISSING.format(name))


def test_pandas_reads_every_csv(server: str) -> None:
    """``read_csv`` of the RFC 4180 form as it is, and of the Excel form with the three words its user knows."""
    pandas = client_of("pandas")
    plain = pandas.read_csv(f"{server}{CONCEPT}/felt.csv?skilletegn=komma")
    excel = pandas.read_csv(f"{server}{CONCEPT}/felt.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert list(plain.columns) == list(excel.columns)
    assert plain.equals(excel)
    concepts = pandas.read_csv(f"{server}/nedlasting/begrepskatalog.csv")
    assert concepts["URI"].is_unique
    assert len(concepts) == requests.get(f"{server}/helse", timeout=10).json()["counts"]["concepts"]
    results = pandas.read_csv(f"{server}/sparql?format=csv&query=SELECT%20(1.5%20AS%20%3Fx)%20%7B%7D")
    assert results["x"].tolist() == [1.5]
    book = pandas.read_excel(io.BytesIO(requests.get(f"{server}/begrep.xlsx", timeout=10).content))
    assert next(iter(book.columns)) == "term"


@pytest.mark.parametrize("owner", ["oslo", "fint"])
def test_sssom_validates_the_mappings(server: str, owner: str) -> None:
    """The reference implementation parses the file and finds nothing wrong with it."""
    client_of("sssom")
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    found = parse_sssom_table(f"{server}/koblinger/{owner}.sssom.tsv")
    assert len(found.df) > 0
    validate(found, fail_on_error=True)


def test_csvw_validates_the_tables(server: str, tmp_path: Path) -> None:
    """The schema of the tables people edit holds for the tables of the catalogue itself."""
    client_of("csvw")
    from csvw.metadata import TableGroup

    metadata = tmp_path / "koblinger.csvw.json"
    metadata.write_bytes(requests.get(f"{server}/koblinger.csvw.json", timeout=10).content)
    tables = Path(__file__).parents[2] / "mappings" / "fint"
    for name in ("felt.csv", "kjennetegn.csv", "kodeverdier.csv"):
        raw = (tables / name).read_bytes() if (tables / name).is_file() else b""
        (tmp_path / name).write_bytes(raw.removeprefix(b"\xef\xbb\xbf"))
    group = TableGroup.from_file(metadata)
    [fields, *_] = group.tables
    assert len(list(fields.iterdicts(strict=True))) > 10
    assert fields.check_primary_key() is not False


def test_pyld_reads_what_rdflib_reads(server: str) -> None:
    """JSON-LD expanded, compacted and expanded again is the graph that the Turtle holds."""
    client_of("pyld")
    from pyld import jsonld

    said = requests.get(server + CONCEPT, headers={"Accept": "application/ld+json"}, timeout=10).json()
    compact = jsonld.compact(said, {"skos": "http://www.w3.org/2004/02/skos/core#"})
    quads = jsonld.to_rdf(jsonld.expand(compact), {"format": "application/n-quads"})
    found = rdflib.Graph().parse(data=quads, format="nt")
    assert isomorphic(found, rdflib.Graph().parse(f"{server}{CONCEPT}.ttl"))
