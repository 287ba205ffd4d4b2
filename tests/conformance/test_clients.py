"""The tools people have, against a real server: pandas, sssom, csvw, pyld."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pandas
import pytest
import rdflib
import requests
from csvw.metadata import CSVW
from pyld import jsonld
from rdflib.compare import isomorphic

from tests.heavy_clients import client

CONCEPT = "/begrep/personell/sykefravaersprosent"
MAPPINGS = Path(__file__).parents[2] / "mappings"

pytestmark = pytest.mark.filterwarnings("ignore")


def test_pandas_reads_every_csv(server: str) -> None:
    """``read_csv`` of the RFC 4180 form as it is, and of the Excel form with the three words its user knows."""
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
def test_sssom_validates_the_mappings(server: str, owner: str, tmp_path: Path) -> None:
    """The reference implementation finds nothing wrong with the file, and something once it is spoilt."""
    command = [*client("bin/sssom"), "validate"]
    name = f"{owner}.sssom.tsv"
    text = requests.get(f"{server}/koblinger/{name}", timeout=10).text
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert text.count("\n") > 10
    done = subprocess.run([*command, name], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error" not in (done.stdout + done.stderr).lower()
    (tmp_path / name).write_text(text.replace("semapv:", "noe annet "), encoding="utf-8")
    spoilt = subprocess.run([*command, name], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert spoilt.returncode != 0 or "error" in (spoilt.stdout + spoilt.stderr).lower()


@pytest.mark.parametrize("owner", ["oslo", "fint"])
def test_csvw_validates_the_tables(server: str, owner: str, tmp_path: Path) -> None:
    """The schema of the tables people edit holds for the tables as they lie, and not for one with a foreign word."""
    metadata = tmp_path / "koblinger.csvw.json"
    metadata.write_bytes(requests.get(f"{server}/koblinger.csvw.json", timeout=10).content)
    for name in ("felt.csv", "kjennetegn.csv", "kodeverdier.csv"):
        (tmp_path / name).touch()
        if (MAPPINGS / owner / name).is_file():
            shutil.copy(MAPPINGS / owner / name, tmp_path / name)
    found = CSVW(str(metadata), validate=True)
    assert found.is_valid, [str(warning.message) for warning in found.warnings]
    assert found.tablegroup.check_referential_integrity()
    assert len(list(found.tables[0].iterdicts(strict=True))) > 10
    fields = (tmp_path / "felt.csv").read_text(encoding="utf-8")
    (tmp_path / "felt.csv").write_text(fields.replace(";mål;", ";maal;", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="maal"):
        _ = CSVW(str(metadata), validate=True).is_valid


def test_pyld_reads_what_rdflib_reads(server: str) -> None:
    """JSON-LD expanded, compacted and expanded again is the graph that the Turtle holds."""
    said = requests.get(server + CONCEPT, headers={"Accept": "application/ld+json"}, timeout=10).json()
    compact = jsonld.compact(said, {"skos": "http://www.w3.org/2004/02/skos/core#"})
    quads = jsonld.to_rdf(jsonld.expand(compact), {"format": "application/n-quads"})
    found = rdflib.Graph().parse(data=quads, format="nt")
    assert isomorphic(found, rdflib.Graph().parse(f"{server}{CONCEPT}.ttl"))
