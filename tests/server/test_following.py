"""A node that serves an artefact and follows its address: what is new is shown, what is wrong is told, nobody fails."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from graph.builds import Build
from loaders.artifact.packing import pack
from server.cli import main
from tests.artifact_server import shelf
from tests.build_copies import marked
from tests.git_content import GitContent

pytestmark = pytest.mark.many

Start = Callable[..., tuple[str, subprocess.Popen[bytes]]]
CONCEPT = "/begrep/personell/sykefravaer"
MOST = 64 << 20


def artifact(build: Build, folder: Path, mark: str) -> bytes:
    """The artefact of a build with ``mark`` after every label."""
    target = folder / f"{mark}.tar.gz"
    pack(marked(build, folder / mark, mark).folder.parents[1], target, store_above=MOST)
    return target.read_bytes()


def until(happened: Callable[[], bool], what: str) -> None:
    latest = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < latest, what
        time.sleep(0.1)


def test_a_node_follows_its_address(
    start: Start, small_build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New content is shown with no request failed; a broken, wrong or missing artefact is told of, no more."""
    monkeypatch.setenv("BEGREP_ARTIFACT_SECONDS", "1")
    told = tmp_path / "fortalt"
    failed: list[str] = []
    over = threading.Event()
    with shelf() as held:
        held.put("a.tar.gz", artifact(small_build, tmp_path, "merke1"))
        address, _ = start(tmp_path / "node", "--artifact", f"{held.address}/a.tar.gz", "--lang", "en", told=told)

        def shown() -> str:
            return requests.get(address + CONCEPT, timeout=10).text

        def read() -> None:
            while not over.is_set():
                for path in (CONCEPT, "/sok?q=sykefravaer", "/nedlasting/vokabular-personell.csv"):
                    try:
                        status = requests.get(address + path, timeout=10).status_code
                    except requests.RequestException as error:
                        failed.append(str(error))
                        continue
                    failed.extend([f"{path}: {status}"] * (status != 200))

        assert "merke1" in shown()
        reader = threading.Thread(target=read)
        reader.start()
        held.files["/a.tar.gz"] = held.files["/a.tar.gz"][:-1000]
        until(lambda: "but should have" in told.read_text(), "another hash is told of")
        held.put("a.tar.gz", b"<html>")
        until(lambda: "is not whole" in told.read_text(), "what is no artefact is told of")
        del held.files["/a.tar.gz"]
        until(lambda: "answered with error 404" in told.read_text(), "what is not there is told of")
        assert "merke1" in shown()
        held.put("a.tar.gz", artifact(small_build, tmp_path, "merke2"))
        until(lambda: "merke2" in shown(), "the new content is shown")
        over.set()
        reader.join()
    assert failed == []
    assert "Traceback" not in told.read_text()


def test_a_node_starts_on_what_it_has(start: Start, small_build: Build, tmp_path: Path, begrep: list[str]) -> None:
    """With nobody at the address it shows what it took before; with nothing of before, it says why and ends with 1."""
    (tmp_path / "a.tar.gz").write_bytes(artifact(small_build, tmp_path, "merke1"))
    address, _ = start(tmp_path / "node", "--artifact", str(tmp_path / "a.tar.gz"))
    assert "merke1" in requests.get(address + CONCEPT, timeout=10).text
    (tmp_path / "a.tar.gz").unlink()
    again, _ = start(tmp_path / "node", "--artifact", str(tmp_path / "a.tar.gz"))
    assert "merke1" in requests.get(again + CONCEPT, timeout=10).text
    command = [*begrep, "serve", "--artifact", str(tmp_path / "a.tar.gz"), "--store", str(tmp_path / "tom")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "finnes ikke. Lag den med begrep export artifact." in ended.stderr
    assert "begrep build" not in ended.stderr


def test_the_commands_that_make_one(tmp_path: Path, small_build: Build) -> None:
    """The hash is printed; what cannot be packed is told in the language asked for."""
    target = tmp_path / "ut.tar.gz"
    store = ["--store", str(small_build.folder.parents[1])]
    done = CliRunner().invoke(main, ["export", "artifact", *store, "-o", str(target), "--lang", "nn"])
    assert done.exit_code == 0, done.output
    assert "5 omgrep" in done.stdout
    assert (tmp_path / "ut.tar.gz.sha256").read_text()[:64] in done.stdout
    empty = CliRunner().invoke(main, ["export", "artifact", "--store", str(tmp_path), "--lang", "en"])
    assert (empty.exit_code, "Run begrep build" in empty.stderr) == (1, True)
    nowhere = CliRunner().invoke(main, ["export", "artifact", *store, "-o", str(tmp_path / "borte" / "ut.tar.gz")])
    assert (nowhere.exit_code, "--output" in nowhere.stderr) == (1, True)


def test_a_release_that_is_not_tagged_is_not_packed(tmp_path: Path) -> None:
    """The message says which commands come first."""
    folders = GitContent.small(tmp_path / "innhold").folders
    content = ["--vocabularies", str(folders.vocabularies), "--mappings", str(folders.mappings)]
    done = CliRunner().invoke(main, ["release", "2027.1", "--artifact", *content, "--lang", "en"])
    assert done.exit_code == 1
    assert "Run begrep release 2027.1" in done.stderr
