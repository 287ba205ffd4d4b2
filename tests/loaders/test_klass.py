"""A code list of SSB Klass becomes a code list of ours.

The answers are in the form that clients of the service record; the service itself is not asked by any test.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest

from graph.changes.content import Content
from graph.errors import ImportRefused
from loaders.importing.klass import code_list
from loaders.importing.merging import lay
from loaders.source import ContentFolders, working_files

SMALL = Path(__file__).parents[1] / "data" / "liten"
TODAY = "2026-11-28"


def small_content() -> Content:
    return Content.read(working_files(ContentFolders(SMALL / "vocabularies", SMALL / "mappings")))


def test_a_code_list_of_klass_becomes_a_code_list(tmp_path: Path) -> None:
    """Codes with notation, names, notes and what stands above them; the same list again changes nothing."""
    codes = [
        {"code": "03", "parentCode": None, "level": "1", "name": "Oslo"},
        {"code": "0301", "parentCode": "03", "level": "2", "name": "Oslo – Oslove", "notes": "Fra 1838"},
    ]
    path = tmp_path / "kommuner.json"
    path.write_text(json.dumps({"codes": codes}), encoding="utf-8")
    content = small_content()
    laid = lay(code_list(str(path), content, TODAY), content)
    [(file, text)] = laid.texts.items()
    assert file == "vocabularies/kodelister/klass-kommuner.ttl"
    for line in ('skos:notation "0301" ;', 'skos:prefLabel "Oslo – Oslove"@nb ;', "skos:broader"):
        assert line in text
    again = Content({**content.texts, file: text}, content.tables)
    assert lay(code_list(str(path), again, TODAY), again).texts == {}
    path.write_text('{"codes": [{"code": "a b", "name": "x"}]}', encoding="utf-8")
    with pytest.raises(ImportRefused, match="Koden «a b»"):
        code_list(str(path), content, TODAY)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ImportRefused, match="SSB Klass"):
        code_list(str(path), content, TODAY)


KLASS_VERSION = {
    "name": "Sivilstand 1993",
    "validFrom": "1993-01-01",
    "classificationItems": [
        {"code": "1", "parentCode": "", "level": "1", "name": "Ugift", "shortName": None, "notes": None}
    ],
    "_links": {"self": {"href": "https://data.ssb.no/api/klass/v1/versions/50"}},
}


def klass_codes(lang: str) -> dict[str, object]:
    plain = {"shortName": "", "presentationName": "", "validFrom": None, "validTo": None, "notes": ""}
    name = {"nb": "Ugift", "en": "Unmarried"}[lang]
    return {"codes": [{"code": "1", "parentCode": None, "level": "1", "name": name} | plain]}


def test_a_code_list_is_asked_of_klass_itself(tmp_path: Path) -> None:
    """Over HTTP, in the form the service answers: only in the languages that today's version is published in."""
    asked: list[str] = []

    class Klass(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            path, _, query = self.path.partition("?")
            lang = parse_qs(query)["language"][0]
            old = {"validFrom": "1900-01-01", "validTo": "1993-01-01", "published": ["nn"]}
            versions = [old, {"validFrom": "1993-01-01", "published": ["nb", "en"]}]
            about = {"name": {"en": "Marital status"}.get(lang, "Sivilstand"), "versions": versions}
            body = json.dumps(klass_codes(lang) if path.endswith("/19/codesAt.json") else about).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    content = small_content()
    with ThreadingHTTPServer(("127.0.0.1", 0), Klass) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        found = code_list("19", content, TODAY, f"http://127.0.0.1:{server.server_port}/api/klass/v1")
        server.shutdown()
    [text] = lay(found, content).texts.values()
    for line in ('"Ugift"@nb', '"Unmarried"@en', '"Marital status"@en', "klass/klassifikasjoner/19"):
        assert line in text
    assert "@nn" not in text
    assert len([path for path in asked if "codesAt" in path]) == 2


def test_answers_of_klass_kept_as_files(tmp_path: Path) -> None:
    """A version is no classification, a code renamed has its newest name, a parent outside the list is none."""
    content = small_content()
    (tmp_path / "versions").mkdir()
    path = tmp_path / "versions" / "50"
    path.write_text(json.dumps(KLASS_VERSION), encoding="utf-8")
    [(file, text)] = lay(code_list(str(path), content, TODAY), content).texts.items()
    assert file == "vocabularies/kodelister/klass-versjon-50.ttl"
    assert "klassifikasjoner/" not in text
    codes = [
        {"code": "5025", "parentCode": "50", "name": "Røros – Rossen", "validFromInRequestedRange": "2023-01-01"},
        {"code": "5025", "parentCode": "50", "name": "Røros", "validFromInRequestedRange": "2020-01-01"},
    ]
    path.write_text(json.dumps({"codes": codes}), encoding="utf-8")
    [text] = lay(code_list(str(path), content, TODAY), content).texts.values()
    assert '"Røros – Rossen"@nb' in text
    assert '"Røros"@nb' not in text
    assert "skos:broader" not in text
