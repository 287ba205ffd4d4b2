"""The build: what it makes, and what it leaves alone when something goes wrong."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests

from graph.builds import Build, current_build, switch
from graph.errors import ContentError, SearchUnavailable, StoreMissing
from graph.searching.answer import Question
from graph.searching.search_index import SearchIndex
from graph.store import CatalogueStore
from loaders.build import BuildPlan, build, content_hash, up_to_date
from loaders.content import derive, read_files, read_quads
from loaders.progress import silent
from loaders.publisher import Publisher

BASE = "https://w3id.org/begrepskatalog/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
CONCEPT = "vocabularies/personell/sykefravaersprosent.ttl"
ROOT = Path(__file__).parents[2]


def values(store: CatalogueStore, query: str) -> set[str]:
    """Return the first column of a SELECT as strings."""
    solutions = store.query(query).result
    assert isinstance(solutions, ox.QuerySolutions)
    return {str(solution[0].value) for solution in solutions}


def test_one_named_graph_per_vocabulary_and_organisation(small_build: Build) -> None:
    """Each folder is a named graph, and nothing else is loaded."""
    assert {graph.removeprefix(BASE + "graf/") for graph in small_build.manifest.graphs} == {
        "vokabular/personell",
        "vokabular/okonomi",
        "kobling/oslo",
        "kobling/bergen",
        "kobling/fint",
        "kjennetegn",
        "enheter",
        "kodelister",
        "katalog",
        "avledet",
        "sammenligning",
    }


def test_all_graphs_are_queried_together(small_store: CatalogueStore) -> None:
    """Without GRAPH, a query joins a concept with the fields of several organisations."""
    owners = values(
        small_store,
        f"""PREFIX cmp: <{BASE}ns#> PREFIX dct: <http://purl.org/dc/terms/>
        SELECT DISTINCT ?owner {{
          ?field dct:subject <{BASE}begrep/personell/sykefravaersprosent> ; dct:publisher ?owner }}""",
    )
    assert owners == {BASE + "organisasjon/oslo", BASE + "organisasjon/bergen"}


def test_local_meanings_are_not_concepts(small_store: CatalogueStore) -> None:
    """What a field means locally is never counted, harvested or searched as a concept."""
    both = f"SELECT ?m {{ ?m a <{BASE}ns#LocalMeaning>, <http://www.w3.org/2004/02/skos/core#Concept> }}"
    assert not values(small_store, both)
    assert values(small_store, f"SELECT ?m {{ ?m a <{BASE}ns#LocalMeaning> }}")


@pytest.mark.parametrize(
    ("word", "match"),
    [("snevrere", "broadMatch"), ("videre", "narrowMatch"), ("lik", "exactMatch"), ("nær", "closeMatch")],
)
def test_relation_words_describe_the_local_side(plan: BuildPlan, word: str, match: str) -> None:
    """A field that counts less has the common concept as its broader match, and the other way round."""
    table = plan.content.mappings / "bergen" / "felt.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("personal.sykefravaer.andel;"))
    cells = row.split(";")
    cells[8] = word
    table.write_text("\n".join([lines[0], ";".join(cells)]) + "\n", encoding="utf-8")
    answers = plan.content.mappings / "bergen" / "kjennetegn.csv"
    answers.write_text(answers.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    store = CatalogueStore.open(build(plan).store)
    use = f"{BASE}felt/bergen/personal/sykefravaer/andel/{cells[10]}"
    found = values(
        store,
        f"SELECT ?p {{ <{use}> ?p ?o FILTER(STRSTARTS(STR(?p), 'http://www.w3.org/2004/02/skos/core#')) }}",
    )
    assert found == {f"http://www.w3.org/2004/02/skos/core#{match}"}


def test_hierarchy_is_derived_beside_what_is_written(small_store: CatalogueStore) -> None:
    """xkos relations give the SKOS hierarchy and its inverse, in the derived graph only."""
    child, parent = (f"{BASE}begrep/personell/{slug}" for slug in ("sykefravaer", "fravaer"))
    where = f"{{ GRAPH ?g {{ <{child}> <http://www.w3.org/2004/02/skos/core#broader> <{parent}> }} }}"
    assert values(small_store, f"SELECT ?g {where}") == {BASE + "graf/avledet"}
    down = f"SELECT ?c {{ <{parent}> <http://www.w3.org/2004/02/skos/core#narrower> ?c }}"
    assert child in values(small_store, down)


def test_what_is_used_of_los_has_its_names(real_store: CatalogueStore) -> None:
    """A theme is shown by its official name in each language; what no concept names is not there, nor a concept."""
    label = "SELECT DISTINCT ?l {{ <https://psi.norge.no/los/{}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }}"
    assert values(real_store, label.format("ord/sykefravar")) == {"Sykefravær", "Sjukefråvær", "Sick leave"}
    assert values(real_store, label.format("ord/dodsattest")) == set()
    typed = "SELECT ?t { ?los a ?t FILTER(STRSTARTS(STR(?los), 'https://psi.norge.no/')) }"
    assert values(real_store, typed) == set()


def test_folders_become_collections(small_store: CatalogueStore) -> None:
    """Every concept is a member of its folder's collection, which the profile asks for."""
    members = f"SELECT ?c {{ <{BASE}begrepssamling/okonomi> <{SKOS}member> ?c }}"
    assert values(small_store, members) == {BASE + "begrep/okonomi/netto-driftsresultat"}


def test_skosify_adds_top_concepts_per_vocabulary(small_store: CatalogueStore) -> None:
    """Each vocabulary gets its own top concepts; a concept with a parent is none."""
    top = f"SELECT ?c {{ <{BASE}vokabular/personell> <{SKOS}hasTopConcept> ?c }}"
    found = values(small_store, top)
    assert f"{BASE}begrep/personell/fravaer" in found
    assert f"{BASE}begrep/personell/sykefravaer" not in found
    assert f"{BASE}begrep/okonomi/netto-driftsresultat" not in found


def test_same_content_same_hash(plan: BuildPlan) -> None:
    """The content hash depends on what is said, not on the day or on the order it is read in."""
    first, second = build(plan), build(plan)
    assert first.id != second.id
    assert first.manifest.content_hash == second.manifest.content_hash
    content = read_files(plan.content)
    read_quads(content, content.base, None, silent)
    derive(content, silent)
    quads = content.quads
    random.Random(1).shuffle(quads)
    assert content_hash(quads, BASE) == first.manifest.content_hash


def test_a_changed_definition_changes_the_hash(plan: BuildPlan) -> None:
    """One word more in a definition is another content."""
    before = build(plan).manifest.content_hash
    concept = plan.content.vocabularies / "personell" / "fravaer.ttl"
    text = concept.read_text(encoding="utf-8")
    concept.write_text(text.replace('"fravær"@nb', '"bortevær"@nb'), encoding="utf-8")
    assert build(plan).manifest.content_hash != before


def test_up_to_date_until_a_file_changes(plan: BuildPlan) -> None:
    """Only changed content, settings or program are built again."""
    assert up_to_date(plan) is None
    made = build(plan)
    assert up_to_date(plan) == made
    moved = replace(plan.content, base="https://begrep.example.org/")
    assert up_to_date(replace(plan, content=moved)) is None
    table = plan.content.mappings / "sektorer.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    assert up_to_date(plan) is None


def test_another_day_is_built_again_unless_somebody_went_back(plan: BuildPlan) -> None:
    """Computed answers hold for a day; a build that was chosen is served until something changes."""
    old = build(replace(plan, built=datetime(2026, 11, 27, 12, tzinfo=UTC)))
    concept = plan.content.vocabularies / "personell" / "fravaer.ttl"
    concept.write_text(concept.read_text(encoding="utf-8").replace('"fravær"@nb', '"bortevær"@nb'), encoding="utf-8")
    new = replace(plan, built=datetime(2026, 11, 28, 12, tzinfo=UTC))
    tomorrow = replace(plan, built=datetime(2026, 11, 29, 12, tzinfo=UTC))
    made = build(new)
    assert (up_to_date(new), up_to_date(tomorrow)) == (made, None)
    switch(plan.folder, old.id)
    assert (up_to_date(new), up_to_date(tomorrow)) == (old, old)
    concept.write_text(concept.read_text(encoding="utf-8").replace('"bortevær"@nb', '"fråvere"@nb'), encoding="utf-8")
    assert up_to_date(new) is None


def test_base_is_replaced_everywhere_but_in_own_terms(plan: BuildPlan) -> None:
    """Another base moves IRIs and identifiers; the terms the program knows stay."""
    other = "https://begrep.example.org/"
    store = CatalogueStore.open(build(replace(plan, content=replace(plan.content, base=other))).store)
    strings = {term.value for quad in store.quads() for term in (quad.subject, quad.predicate, quad.object)
               if isinstance(term, ox.NamedNode | ox.Literal)}  # fmt: skip
    assert {value for value in strings if value.startswith(BASE)} == {
        value for value in strings if value.startswith(BASE + "ns#")
    }
    assert other + "begrep/personell/fravaer" in strings


def test_publisher_takes_the_catalogues_place(plan: BuildPlan) -> None:
    """A body of its own stands as publisher of every concept, described by its own name."""
    oslo = "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/958935420"
    store = CatalogueStore.open(build(replace(plan, publisher=Publisher(oslo, "Oslo kommune"))).store)
    publishers = values(
        store,
        "PREFIX dct: <http://purl.org/dc/terms/> "
        f"SELECT DISTINCT ?p {{ ?c a <{SKOS}Concept> ; dct:identifier ?i ; dct:publisher ?p }}",
    )
    assert publishers == {oslo}
    assert values(store, f"SELECT ?n {{ <{oslo}> <http://xmlns.com/foaf/0.1/name> ?n }}") == {"Oslo kommune"}


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("vocabularies/personell/fravaer.ttl", 30, "    skos:prefLabel fravær ;"),
        ("vocabularies/kjennetegn/ja-nei.ttl", 6, "kj:ja-nei a ; ;"),
        ("mappings/oslo/felt.csv", 3, "en;to;tre"),
        ("mappings/eiere.csv", 2, '"oslo;Oslo'),
    ],
)
def test_a_syntax_error_stops_the_build_and_names_file_and_line(
    plan: BuildPlan, file: str, line: int, broken: str
) -> None:
    """The build that is served stays; the finding says which file and line."""
    served = build(plan)
    path = plan.content.vocabularies.parent / file
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line - 1] = broken
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        build(plan)
    errors = [finding for finding in caught.value.findings if finding.severity == "error"]
    assert errors[0].file.endswith(file)
    assert errors[0].line == line
    assert current_build(plan.folder) == served


def test_nothing_is_served_before_the_first_build(tmp_path: Path) -> None:
    """An empty folder of builds is said to be empty."""
    with pytest.raises(StoreMissing):
        current_build(tmp_path)


def test_old_builds_are_tidied_away(plan: BuildPlan) -> None:
    """The same content built again takes the place of the one before, and keeps those of other contents."""
    publisher = Publisher("https://data.norge.no/organizations/958935420", "Oslo kommune")
    other = build(replace(plan, publisher=publisher))
    last = [build(plan) for _ in range(2)][-1]
    assert sorted(path.name for path in (plan.folder / "builds").iterdir()) == [other.id, last.id]


def test_killed_builds_never_harm_what_is_served(
    plan: BuildPlan, begrep: list[str], serve: Callable[[Path], str]
) -> None:
    """Twenty builds killed at random moments: the server always serves one whole catalogue."""
    first = build(plan)
    address = serve(plan.folder)
    folders = ["--vocabularies", str(plan.content.vocabularies), "--mappings", str(plan.content.mappings)]
    command = [*begrep, "build", "--force", "--store", str(plan.folder), *folders]
    seconds = _seconds(command)
    moments = random.Random(20)
    for _ in range(20):
        process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.1, 1.1) * seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        answer = requests.get(f"{address}/begrep/personell/sykefravaersprosent.nt", timeout=10)
        health = requests.get(f"{address}/helse", timeout=10).json()
        assert answer.status_code == 200
        assert "tapte dagsverk" in answer.text
        assert health["content_hash"] == first.manifest.content_hash
        assert health["quads"] == sum(current_build(plan.folder).manifest.graphs.values())
    assert build(plan).manifest.content_hash == first.manifest.content_hash
    assert not list((plan.folder / "builds").glob(".unfinished-*"))


def _seconds(command: list[str]) -> float:
    started = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - started


def test_the_search_index_is_of_the_same_build(plan: BuildPlan) -> None:
    """It lies beside the store, names the same revision and the same base, and is swapped in with it."""
    base = "https://begrep.example.org/"
    first = build(replace(plan, content=replace(plan.content, base=base)))
    index = SearchIndex.open(first.search)
    assert index.revision == first.manifest.revision
    assert index.find(Question("sykefravær")).hits[0].thing.iri == base + "begrep/personell/sykefravaer"
    index.close()
    assert current_build(plan.folder).search == first.search
    assert first.search.parent == first.store.parent


def test_without_the_sqlite_it_needs_nothing_is_built(plan: BuildPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build that is served stays, and nothing half is left behind."""
    first = build(plan)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 26, 0))
    with pytest.raises(SearchUnavailable):
        build(plan)
    assert current_build(plan.folder).id == first.id
    assert [path.name for path in first.folder.parent.iterdir()] == [first.id]
