"""The index file: what it needs, what is told where it is missing, and how threads read it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.builds import Build
from graph.errors import SearchUnavailable
from graph.searching.answer import Question
from graph.searching.index_writer import write_index
from graph.searching.search_index import SearchIndex
from graph.searching.trouble import told
from graph.texts import LANGUAGES


def test_a_build_without_an_index_is_told(tmp_path: Path) -> None:
    """An older program built it: the words say what to do, in three languages."""
    with pytest.raises(SearchUnavailable) as raised:
        SearchIndex.open(tmp_path / "search.sqlite")
    words = told(raised.value)
    assert "Kjør begrep build." in words["nb"]
    assert set(words) == set(LANGUAGES)


@pytest.mark.parametrize(("kind", "change"), [("other-version", "UPDATE about SET value = '0' WHERE key = 'format'")])
def test_an_index_of_another_program_is_told(tmp_path: Path, kind: str, change: str) -> None:
    """It is not read wrongly, but refused."""
    path = tmp_path / "search.sqlite"
    write_index(path, [], base_iri="https://x/", revision="1")
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(SearchUnavailable) as raised:
        SearchIndex.open(path)
    assert raised.value.kind == kind


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    """A file that is something else is no index."""
    path = tmp_path / "search.sqlite"
    path.write_bytes(b"not a database at all, and longer than a header of one hundred bytes " * 4)
    with pytest.raises(SearchUnavailable) as raised:
        SearchIndex.open(path)
    assert raised.value.kind == "damaged"


def test_an_old_sqlite_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SQLite 3.34 brought the trigrams: older ones are refused before anything is written, with what is needed."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 33, 0))
    with pytest.raises(SearchUnavailable) as raised:
        write_index(tmp_path / "search.sqlite", [], base_iri="https://x/", revision="1")
    assert "3.34.0" in told(raised.value)["en"]
    assert not (tmp_path / "search.sqlite").exists()


def test_many_threads_read_at_once(real_build: Build) -> None:
    """Each thread has a connection of its own, and all get the same answers."""
    index = SearchIndex.open(real_build.search)
    queries = ["fravær", "ansatte", "SYKEFR_PST", "sykkefravær", "oslo"] * 8

    def ask(query: str) -> list[str]:
        return [hit.thing.iri for hit in index.find(Question(query), facets=True).hits]

    alone = [ask(query) for query in queries]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, queries)) == alone
    index.close()


def test_an_index_is_never_written_to(real_build: Build) -> None:
    """It is opened for reading only."""
    index = SearchIndex.open(real_build.search)
    with pytest.raises(sqlite3.OperationalError):
        index._file.connection.execute("DELETE FROM thing")
    index.close()
