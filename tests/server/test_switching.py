"""Publishing without downtime: builds are switched under load, and no answer fails or mixes two builds."""

import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from graph.builds import Build, held_build, switch, tidy
from graph.errors import StoreMissing
from loaders.build import BuildPlan, build
from server.catalogue import Catalogue
from tests.build_copies import copied, marked

pytestmark = pytest.mark.many

Start = Callable[..., tuple[str, subprocess.Popen[bytes]]]

MARK = re.compile(r"merke\d")
LABELS = "SELECT ?o { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } LIMIT 20"
# Each kind of answer: where it is, and the form to ask for.
ASKED = {
    "page": ("/begrep/personell/sykefravaer", "text/html"),
    "list": ("/en/begrep", "text/html"),
    "search": ("/sok?q=sykefrav%C3%A6r", "text/html"),
    "search as data": ("/sok?q=sykefrav%C3%A6r", "application/json"),
    "rdf": ("/begrep/personell/sykefravaer.ttl", "*/*"),
    "sparql": (f"/sparql?query={quote(LABELS)}", "application/sparql-results+json"),
    "sparql page": (f"/sparql?query={quote(LABELS)}", "text/html"),
    "state": ("/helse", "*/*"),
}


class Reader(threading.Thread):
    """Asks for every kind of answer in turn, and notes what is wrong with any."""

    def __init__(self, address: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._address = address
        self._over = over
        self.wrong: list[str] = []
        self.answers = 0
        self.seen: set[str] = set()

    def run(self) -> None:
        session = requests.Session()
        while not self._over.is_set():
            for kind in ASKED:
                try:
                    self._judge(kind, ask(session, self._address, kind))
                except requests.RequestException as error:
                    self.wrong.append(f"{kind}: {error}")

    def _judge(self, kind: str, answer: requests.Response) -> None:
        self.answers += 1
        marks = set(MARK.findall(answer.text))
        # A new set, since the test reads it meanwhile.
        self.seen = self.seen | marks
        if answer.status_code != 200 or len(marks) != 1:
            self.wrong.append(f"{kind}: {answer.status_code} {sorted(marks)}")


def seen(readers: list[Reader]) -> set[str]:
    return set().union(*(reader.seen for reader in readers))


def ask(session: requests.Session, address: str, kind: str) -> requests.Response:
    path, form = ASKED[kind]
    return session.get(address + path, headers={"Accept": form}, timeout=10)


def test_builds_are_switched_under_load(start: Start, small_build: Build, tmp_path: Path) -> None:
    """Builds and a way back while clients ask for all there is: no failure, no mixture, all workers at the last."""
    marked(small_build, tmp_path, "merke0")
    address, _ = start(tmp_path)
    over = threading.Event()
    readers = [Reader(address, over) for _ in range(2)]
    for reader in readers:
        reader.start()
    until(lambda: "merke0" in seen(readers), "the first build is read")
    for number in range(1, 4):
        marked(small_build, tmp_path, f"merke{number}")
        tidy(tmp_path, 2)
        # Read before the next one comes: a build that is over within a poll of the workers is never served.
        until(lambda: f"merke{number}" in seen(readers), f"build {number} is read")  # noqa: B023
    switch(tmp_path, "merke2")
    last = settled(address, "merke2")
    over.set()
    for reader in readers:
        reader.join()
    assert [wrong for reader in readers for wrong in reader.wrong] == []
    assert sum(reader.answers for reader in readers) > 50
    assert last


def settled(address: str, mark: str) -> bool:
    """Whether every kind of answer, asked over new connections so that both workers are, comes to be from one build."""
    latest = time.monotonic() + 10
    good = 0
    while good < 3 and time.monotonic() < latest:
        with requests.Session() as session:
            session.headers["Connection"] = "close"
            marks = {mark for kind in ASKED for mark in MARK.findall(ask(session, address, kind).text)}
        good = good + 1 if marks == {mark} else 0
    return good == 3


def test_a_build_that_cannot_be_opened_is_not_served(small_build: Build, tmp_path: Path) -> None:
    """The one before is served on, and the next good one is taken up."""
    catalogue = Catalogue(copied(small_build, tmp_path, "20260101T0-a").folder.parents[1])
    served = catalogue.current()
    broken = copied(small_build, tmp_path, "20260102T0-b")
    (broken.store / "CURRENT").unlink()
    assert catalogue.current() is served
    assert catalogue.current() is served
    # Not tried again at once, and not before the attempt is over.
    until(lambda: catalogue._opening is None, "the attempt is over")
    catalogue._again = 0.0
    copied(small_build, tmp_path, "20260103T0-c")
    until(lambda: catalogue.current().manifest.commit == "20260103T0-c", "the good build is served")


def test_a_clock_that_is_set_back_hides_no_build(small_build: Build, tmp_path: Path) -> None:
    """What was published last is served and kept, though its name says that it is the oldest."""
    copied(small_build, tmp_path, "20300101T0-a")
    catalogue = Catalogue(tmp_path)
    copied(small_build, tmp_path, "20260101T0-b")
    until(lambda: catalogue.current().manifest.commit == "20260101T0-b", "the last build is served")
    tidy(tmp_path, 1)
    assert held_build(tmp_path)[0].id == "20260101T0-b"
    assert catalogue.current().folder.exists()


def test_what_is_served_is_held_until_nobody_reads_it(small_build: Build, tmp_path: Path) -> None:
    """A request that began on a build can open its index and history however many builds come after."""
    copied(small_build, tmp_path, "20260101T0-a")
    catalogue = Catalogue(tmp_path)
    mine = catalogue.current()
    for number in range(2, 5):
        copied(small_build, tmp_path, f"2026010{number}T0-b")
    tidy(tmp_path, 1)
    until(lambda: catalogue.current().manifest.commit == "20260104T0-b", "the last build is served")
    assert mine.search.revision == small_build.manifest.revision
    mine.search.close()
    name = mine.folder.parent
    del mine
    tidy(tmp_path, 1)
    assert not name.exists()


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    """Nobody waits for a build that is not there."""
    with pytest.raises(StoreMissing):
        held_build(tmp_path)


def test_watching_builds_what_is_saved_and_keeps_what_was_served(start: Start, plan: BuildPlan, tmp_path: Path) -> None:
    """A saved label is on the page; an error is told of with file and line, and what was served stays."""
    build(plan)
    told, folders = tmp_path / "fortalt", plan.content
    options = ["--vocabularies", str(folders.vocabularies), "--mappings", str(folders.mappings)]
    address, server = start(plan.folder, "--watch", *options, told=told)
    # Saved perhaps before anybody watches; it is built all the same.
    concept = folders.vocabularies / "personell" / "fravaer.ttl"
    text = concept.read_text(encoding="utf-8")
    concept.write_text(text.replace('"fravær"@nb', '"bortevær"@nb'), encoding="utf-8")
    until_told(told, "Bygget katalogen")
    page = f"{address}/begrep/personell/fravaer"
    until(lambda: "bortevær" in requests.get(page, timeout=10).text.lower(), "the page shows the saved label")
    concept.write_text(text.replace('"fravær"@nb', "fravær"), encoding="utf-8")
    until_told(told, "Forrige bygg vises uendret")
    assert re.search(r"fravaer\.ttl:21:\d+: feil ", told.read_text(encoding="utf-8"))
    assert "bortevær" in requests.get(page, timeout=10).text.lower()
    server.terminate()
    assert server.wait(timeout=20) is not None
    assert "Traceback" not in told.read_text(encoding="utf-8")


def until_told(told: Path, words: str) -> None:
    until(lambda: words in told.read_text(encoding="utf-8"), words)


def until(happened: Callable[[], bool], what: str) -> None:
    latest = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < latest, what
        time.sleep(0.1)
