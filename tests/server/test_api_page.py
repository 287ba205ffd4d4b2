"""``/api``: a page people can follow, whose addresses and texts for Excel and Power BI work as they stand."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.jskos.routes import PROBLEMS as JSKOS
from server.problems import SITE
from server.reconciliation.reading import PROBLEMS as RECONCILIATION

COPIED = re.compile(r'<pre class="code-block" data-copy="[^"]+" translate="no">(.*?)</pre>', re.DOTALL)
ASKED = re.compile(
    r'Web\.Contents\("(?P<host>[^"]+)", \[RelativePath = "(?P<path>[^"]+)", Query = \[(?P<query>[^\]]*)\]\]\)'
)
TEXT = r'"((?:[^"]|"")*)"'


def copied(client: FlaskClient, path: str = "/api") -> list[str]:
    """What the page offers to copy."""
    page = client.get(path).get_data(as_text=True)
    return [unescape(text).strip() for text in COPIED.findall(page)]


@pytest.mark.parametrize("path", ["/api", "/nn/api", "/en/api"])
def test_every_address_answers(client: FlaskClient, path: str) -> None:
    """What can be copied can be asked, in each language of the page; the root of Skosmos is for its clients only."""
    addresses = [text for text in copied(client, path) if text.startswith("http://localhost/")]
    assert len(addresses) > 18
    for address in addresses:
        if not address.endswith("/rest/v1/"):
            assert client.get(address, follow_redirects=True).status_code == 200, address


def test_the_texts_for_power_query_get_tables(client: FlaskClient) -> None:
    """Each M text asks an address that answers with CSV of more than one line, comma and UTF-8, as the text says."""
    texts = [text for text in copied(client) if text.startswith("let")]
    assert len(texts) == 3
    for text in texts:
        asked = ASKED.search(text)
        assert asked, text
        names = {name: value.replace('""', '"') for name, value in re.findall(rf"(\w+) = {TEXT}", text)}
        query = {
            name: names[word] if word else value
            for name, value, word in re.findall(rf"(\w+) = (?:{TEXT}|(\w+))", asked["query"])
        }
        assert asked["host"] == "http://localhost"
        response = client.get(f"/{asked['path']}", query_string=query)
        assert response.status_code == 200, query
        rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8"))))
        assert len(rows) > 1
        assert len(rows[0]) > 1
        assert 'Delimiter = ",", Encoding = 65001' in text
        assert text.count("(") == text.count(")")


def test_problems_are_explained_where_their_types_point(client: FlaskClient) -> None:
    """Every kind of problem of the interfaces for tools has a place of its own on the page."""
    page = client.get("/en/api").get_data(as_text=True)
    for name, entry in {**RECONCILIATION.entries, **JSKOS.entries, **SITE.entries}.items():
        assert f'id="{name}"' in page
        assert entry["title"]["en"] in unescape(page)
        assert set(entry["title"]) == set(entry["detail"]) == {"nb", "nn", "en"}
