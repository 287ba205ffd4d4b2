"""Links out of the content, asked of a real server on this machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from graph.namespaces import BASE
from loaders.checking.links import check_links
from loaders.progress import silent
from tests.rule_words import assert_told

PATH = "vocabularies/personell/ansatt.ttl"


class Pages(BaseHTTPRequestHandler):
    """A host with a few pages; some answer only the method a browser uses."""

    asked: list[tuple[str, str]]

    def do_HEAD(self) -> None:
        """Answer as the path says."""
        type(self).asked.append((self.command, self.path))
        refused = self.command == "HEAD" and self.path == "/bare-get"
        named = self.path.rpartition("/")[2]
        self.send_response(405 if refused else int(named) if named.isdigit() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """The address of the pages."""
    Pages.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def text(*addresses: str) -> bytes:
    """A file that links to some pages, one on each line from the second."""
    links = "".join(f"    <http://purl.org/dc/terms/source> <{address}> ;\n" for address in addresses)
    return f"<{BASE}begrep/personell/ansatt>\n{links}    .\n".encode()


def test_pages_that_are_gone_are_told(host: str) -> None:
    """404 and 410 are told at the link, in three languages; a page that is there is not."""
    files = {PATH: text(f"{host}/her", f"{host}/404", f"{host}/410", f"{host}/bare-get", f"{host}/blåbær")}
    found = check_links(files, BASE, files, silent)
    assert [(each.rule, each.severity, each.file, each.line, each.column) for each in found] == [
        ("LNK-01", "warning", PATH, 3, 39),
        ("LNK-01", "warning", PATH, 4, 39),
    ]
    assert_told(found[0], "LNK-01", "gone", (PATH, 3, 39), address=f"{host}/404", status=404)
    assert ("GET", "/bare-get") in Pages.asked
    assert ("HEAD", "/bl%C3%A5b%C3%A6r") in Pages.asked


def test_pages_that_do_not_answer_are_noted(host: str) -> None:
    """An error of the host's own, and a host that is not there, are notes: they may pass."""
    files = {PATH: text(f"{host}/503", "http://127.0.0.1:1/")}
    fault, no_answer = sorted(check_links(files, BASE, files, silent), key=lambda each: each.line)
    assert (fault.severity, no_answer.severity) == ("info", "info")
    assert_told(fault, "LNK-02", "fault", (PATH, 2, 39), address=f"{host}/503", status=503)
    problem = os.strerror(errno.ECONNREFUSED)
    heard = f"[Errno {errno.ECONNREFUSED}] {problem}"
    assert_told(no_answer, "LNK-02", "silent", (PATH, 3, 39), address="http://127.0.0.1:1/", problem=heard)


def test_each_page_is_asked_for_once(host: str) -> None:
    """A source that two files name is one question, told where it stands first."""
    files = {PATH: text(f"{host}/404"), "vocabularies/personell/vikar.ttl": text(f"{host}/404")}
    assert [each.file for each in check_links(files, BASE, files, silent)] == [PATH]
    assert Pages.asked == [("HEAD", "/404")]


def test_only_the_chosen_files_are_asked_about(host: str) -> None:
    """Paths narrow the questions too; names of vocabularies and the catalogue's own are no pages."""
    files = {PATH: text(f"{host}/404"), "vocabularies/personell/vikar.ttl": text(f"{BASE}enhet/x", "urn:isbn:1")}
    assert check_links(files, BASE, ["vocabularies/personell/vikar.ttl"], silent) == []
    assert Pages.asked == []
