from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from server.app import STATIC
from server.static_files import FOREVER

CONCEPT = "/begrep/personell/sykefravaersprosent"


def addresses(client: FlaskClient, path: str) -> list[str]:
    """The addresses of style sheets, scripts and fonts on a page."""
    page = client.get(path, headers={"Accept": "text/html"}).text
    return re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js|woff2)[^"]*)"', page)


def test_what_pages_load_never_changes_under_its_address(client: FlaskClient) -> None:
    """Every style sheet, script and font of a page is kept for good by whoever has it."""
    found = (
        addresses(client, CONCEPT) + addresses(client, "/sparql") + addresses(client, "/vokabular/personell/hierarki")
    )
    assert len(found) > 6
    for address in found:
        assert client.get(address).headers["Cache-Control"] == FOREVER, address


def test_the_content_decides_the_address(client: FlaskClient) -> None:
    """Under another version, or none, a file is asked for anew."""
    for address in ("/static/base.css", "/static/base.css?v=0"):
        assert "max-age=0" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("path", [CONCEPT, "/sparql"])
def test_text_is_sent_in_gzip_to_whoever_takes_it(client: FlaskClient, path: str) -> None:
    """The same bytes, fewer of them; who does not ask gets them plain."""
    for address in addresses(client, path):
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert "Content-Encoding" not in plain.headers
        if address.partition("?")[0].endswith(".woff2"):
            assert "Content-Encoding" not in packed.headers
            continue
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < 0.6 * len(plain.data)


def test_a_file_is_not_sent_twice(client: FlaskClient) -> None:
    """Plain and compressed have tags of their own, and either is left out when the client has it."""
    tags = []
    for coding in ("identity", "gzip"):
        first = client.get("/static/base.css", headers={"Accept-Encoding": coding})
        tags.append(first.headers["ETag"])
        again = client.get("/static/base.css", headers={"Accept-Encoding": coding, "If-None-Match": tags[-1]})
        assert (again.status_code, again.data) == (304, b"")
    assert tags[0] != tags[1]


@pytest.mark.parametrize("name", ["../app.py", "assets/manifest.json", "assets/../../app.py", "base.css.gz", "", "x"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    """Only files of the folder are found, by their own names; what the build keeps for itself is not among them."""
    assert client.get(f"/static/{name}").status_code == 404


def test_pages_are_compressed_and_not_sent_again(client: FlaskClient) -> None:
    """A page is sent in gzip, and left out when nothing has changed; its tag changes with the language."""
    asked = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    page = client.get(CONCEPT, headers=asked)
    assert page.headers["Content-Encoding"] == "gzip"
    assert {"Accept", "Accept-Encoding"} <= set(page.headers["Vary"].split(", "))
    assert gzip.decompress(page.data) == client.get(CONCEPT, headers={"Accept": "text/html"}).data
    again = client.get(CONCEPT, headers={**asked, "If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/nn" + CONCEPT, headers={**asked, "If-None-Match": page.headers["ETag"]})
    assert other.status_code == 200


def test_data_is_compressed_too(client: FlaskClient) -> None:
    """RDF in gzip is the same RDF under a strong entity tag of its own, and is not sent to whoever has it."""
    plain, packed = (
        client.get(CONCEPT + ".ttl", headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip")
    )
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(CONCEPT + ".ttl", headers=again).status_code == 304


def test_every_file_of_the_folder_is_known(client: FlaskClient) -> None:
    """What lies in the folder is served with a media type of its own."""
    for path in STATIC.glob("*.*"):
        response = client.get(f"/static/{path.name}")
        assert response.status_code == 200
        assert response.mimetype != "application/octet-stream"


def test_other_sites_get_a_picture_of_the_catalogue(client: FlaskClient) -> None:
    """Open Graph: a PNG at a whole address, of the size and kind the page says, for pages that are to be found."""
    page = client.get(f"/en{CONCEPT}", headers={"Accept": "text/html"}).text
    said = dict(re.findall(r'<meta property="og:image:?(\w*)" content="([^"]*)">', page))
    assert (said["type"], said["alt"]) == ("image/png", "Concept catalogue")
    assert said[""].startswith("http://localhost/static/deling.png?v=")
    picture = client.get(said[""])
    assert (picture.content_type, picture.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    size = int.from_bytes(picture.data[16:20], "big"), int.from_bytes(picture.data[20:24], "big")
    assert size == (int(said["width"]), int(said["height"]))
    assert len(picture.data) < 100_000
    assert "og:image" not in client.get("/finnes-ikke", headers={"Accept": "text/html"}).text
