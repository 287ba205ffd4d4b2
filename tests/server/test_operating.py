"""Running in public: what every answer says, who is counted, what is logged and measured; nothing is written."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.routing import AnyConverter, IntegerConverter, Rule
from werkzeug.test import Client

from graph.builds import Build
from server.operating.clients import SPOKEN_FOR, Clients, counted_as
from server.operating.gate import Gate
from server.operating.log import JsonLines, Lines
from server.operating.observed import SECURITY_HEADERS
from server.problems import ProblemRaised
from server.settings import Settings, from_environment
from tests.build_copies import copied

MakeApp = Callable[[Settings], Flask]
Environ = dict[str, Any]

CONCEPT = "/begrep/personell/sykefravaersprosent"
# Every kind of answer: method, address, what is accepted, and the status.
KINDS = [
    ("GET", "/", "text/html", 200),
    ("HEAD", "/", "text/html", 200),
    ("GET", f"/en{CONCEPT}", "text/html", 200),
    ("GET", CONCEPT, "text/turtle", 200),
    ("GET", f"/nn{CONCEPT}", "text/turtle", 303),
    ("OPTIONS", CONCEPT, "*/*", 200),
    ("GET", CONCEPT, "image/png", 406),
    ("GET", "/nb/om", "text/html", 308),
    ("GET", "/finnes-ikke", "text/html", 404),
    ("GET", "/finnes-ikke", "application/json", 404),
    ("DELETE", "/om", "*/*", 405),
    ("GET", "/static/sok.js", "*/*", 200),
    ("GET", "/static/ingen", "*/*", 404),
    ("GET", "/sok?q=ansatt", "application/json", 200),
    ("GET", "/nytt?siden=tull", "*/*", 400),
    ("GET", "/nedlasting/vokabular-personell.csv", "*/*", 200),
    ("GET", "/begrep.csv?skilletegn=tull", "*/*", 400),
    ("GET", "/sparql?query=ASK%7B%7D", "*/*", 200),
    ("GET", "/sparql?query=ASK%7B%7D", "text/html", 200),
    ("GET", "/sparql?query=ASK", "*/*", 400),
    ("PUT", "/sparql", "*/*", 405),
    ("GET", "/rest/v1/vocabularies?lang=nb", "*/*", 200),
    ("GET", "/rest/v1/search?lang=nb", "*/*", 400),
    ("GET", "/reconcile", "*/*", 200),
    ("GET", "/jskos/voc?uri=x", "*/*", 200),
    ("GET", "/helse", "*/*", 200),
    ("GET", "/metrics", "*/*", 200),
    ("GET", "/.well-known/security.txt", "*/*", 404),
    ("GET", "/versjon/1999.1/begrep", "text/html", 404),
]
WRITING = ("POST", "PUT", "PATCH", "DELETE", "MKCOL", "COPY", "MOVE", "LOCK", "PROPPATCH", "CONNECT", "TRACE", "HENT")


@pytest.mark.parametrize(("method", "address", "accept", "status"), KINDS)
def test_every_kind_of_answer_is_numbered_and_has_the_security_headers(
    client: FlaskClient, method: str, address: str, accept: str, status: int
) -> None:
    """Whatever answers: a page, data, a redirect, a refusal, a query, a file."""
    answer = client.open(address, method=method, headers={"Accept": accept})
    assert answer.status_code == status
    assert set(SECURITY_HEADERS) <= set(answer.headers.keys())
    assert len(answer.headers["X-Request-ID"]) == 16
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


REFUSED = ["/nytt?siden=tull", "/en/nytt.atom?siden=2026-13-01", "/begrep.csv?skilletegn=tull"]


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_refusal_says_what_is_wrong_and_how_to_mend_it(client: FlaskClient, address: str, accept: str) -> None:
    """What was sent, and what could have been."""
    text = client.get(address, headers={"Accept": accept}).get_data(as_text=True)
    assert address.rpartition("=")[2] in text
    assert "ÅÅÅÅ-MM-DD" in text or "YYYY-MM-DD" in text or "semikolon" in text


def test_no_method_writes_over_http(app: Flask, client: FlaskClient, real_build: Build) -> None:
    """Every route, every method: what is not reading is refused, and what POST asks changes nothing."""
    before = fingerprint(real_build.folder)
    quads = len(app.extensions["catalogue"].store)
    reading = {"GET", "HEAD", "OPTIONS", "QUERY"}
    posts = set()
    for rule in app.url_map.iter_rules():
        address = app.url_map.bind("localhost").build(rule.endpoint, dict(values(rule)))
        taken = (rule.methods or set()) - reading
        if rule.endpoint != "sparql.endpoint":
            assert taken <= {"POST"}, rule
        if "POST" in taken:
            posts.add(address)
        for method in WRITING:
            if method == "POST" and "POST" in taken:
                continue
            answer = client.open(address, method=method, data=b"x")
            assert answer.status_code == 405, (method, address, answer.status_code)
            assert "POST" not in answer.headers["Allow"] or address in posts
    # What is posted is a question: a query, names to be found, the columns of a table.
    assert {address.split("/")[1] for address in posts} == {"sparql", "reconcile", "krysskobling"}
    for address in posts:
        for form in ({"update": "DROP ALL"}, {"query": "DROP ALL"}, {"queries": '{"q0": {"query": "DROP ALL"}}'}):
            assert client.post(address, data=form).status_code in (200, 400, 415)
        update = client.post(address, data="DROP ALL", content_type="application/sparql-update")
        # The page about columns shows its empty form.
        assert update.status_code in ((200,) if address == "/krysskobling" else (400, 415))
    assert fingerprint(real_build.folder) == before
    assert len(app.extensions["catalogue"].store) == quads


def values(rule: Rule) -> Iterator[tuple[str, str | int]]:
    """Yield something for each variable part of an address."""
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            yield name, sorted(converter.items)[0]
        else:
            yield name, 1 if isinstance(converter, IntegerConverter) else "x"


def fingerprint(folder: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in {"LOCK", "LOG"})
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def watched(make_app: MakeApp, real_build: Build) -> Iterator[Callable[..., tuple[Client, io.StringIO]]]:
    """Make a client of an application with settings of one's own, and the log of its requests."""
    logger, handlers = logging.getLogger("begrep.request"), []
    level = logger.level

    def make(formatter: logging.Formatter, **settings: Any) -> tuple[Client, io.StringIO]:
        told = io.StringIO()
        handlers.append(logging.StreamHandler(told))
        handlers[-1].setFormatter(formatter)
        logger.addHandler(handlers[-1])
        logger.setLevel(logging.INFO)
        return Client(make_app(from_environment({}, store=real_build.folder.parents[1], **settings))), told

    yield make
    for handler in handlers:
        logger.removeHandler(handler)
    logger.setLevel(level)


def test_the_log_has_no_personal_data_unless_a_setting_says_so(watched: Any) -> None:
    """One line of JSON for each request: its number, kind, status and time; of a query, its hash and its end."""
    client, told = watched(JsonLines())
    ip = {"REMOTE_ADDR": "192.0.2.7"}
    asked = (
        "/sok?q=hemmelig",
        "/kari.nordmann@example.org",
        "/sparql?query=ASK%22hemmelig%22",
        "/sparql?query=ASK%7B%7D",
    )
    answers = [client.get(address, environ_overrides=ip, buffered=True) for address in asked]
    numbers = [answer.headers["X-Request-ID"] for answer in answers]
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    assert [line["request"] for line in lines] == numbers
    assert [line["status"] for line in lines] == [200, 404, 400, 200]
    assert [line["route"] for line in lines] == ["search", "none", "sparql", "sparql"]
    assert [line.get("outcome") for line in lines] == [None, None, "refused", "ok"]
    assert len(lines[3]["sparql"]) == 12
    for secret in ("hemmelig", "nordmann", "192.0.2"):
        assert secret not in told.getvalue()


def test_the_log_tells_more_when_it_is_asked_to(watched: Any) -> None:
    """Addresses and queries by settings of their own; a line stays one line whatever is asked for."""
    client, told = watched(Lines(), log_addresses="ja", log_queries="ja")
    client.get("/ingen%0A2026-01-01%20INFO?q=hemmelig", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}, buffered=True)
    (line,) = told.getvalue().splitlines()
    assert "client=192.0.2.7" in line
    assert "q=hemmelig" in line
    assert "/ingen%0A2026" in line


def measurements(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """What /metrics says, by the name of the sample; it has to be the format it says it is."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def test_what_is_measured_has_bounded_labels_and_no_words_of_clients(app: Flask, client: FlaskClient) -> None:
    """Whatever is asked, a label is a name the program has."""
    for address in ("/hemmelig/x", "/sok?q=hemmelig", "/sparql?query=hemmelig", "/sparql?query=ASK%7B%7D", CONCEPT):
        client.get(address)
    client.open("/om", method="HEMMELIG")
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    text = answer.get_data(as_text=True)
    assert "hemmelig" not in text.lower()
    found = measurements(text)
    routes = {labels["route"] for labels, _ in found["begrep_http_requests_total"]}
    assert routes <= {"none", "sparql", *app.blueprints}
    assert {labels["outcome"] for labels, _ in found["begrep_sparql_queries_total"]} <= {
        "ok", "refused", "failed", "timeout", "killed", "queue-full", "too-large"
    }  # fmt: skip
    assert found["begrep_ready"] == [({}, 1.0)]
    ((labels, _),) = found["begrep_build_info"]
    assert labels["revision"] == client.get("/helse").get_json()["revision"]
    assert {labels["kind"] for labels, _ in found["begrep_sparql_places"]} == {"light", "unproven", "heavy"}
    assert all(value > 1 << 20 for labels, value in found["begrep_memory_bytes"] if labels["kind"] == "parent")


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 x"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
    ],
)
def test_measurements_are_for_those_of_the_setting(client: FlaskClient, environ: Environ, status: int) -> None:
    """Nobody gets them through a proxy that is not known, though it stands on this machine."""
    assert client.get("/metrics", environ_overrides=environ).status_code == status


@pytest.mark.parametrize(
    ("address", "forwarded", "client", "spoken_for"),
    [
        ("10.0.0.1", "192.0.2.7", "192.0.2.7", False),
        ("10.0.0.1", "6.6.6.6, 192.0.2.7, 10.0.0.2", "192.0.2.7", False),
        ("10.0.0.1", "[2001:db8::1]:443", "[2001:db8::1]:443", False),
        ("10.0.0.1", "tull", "10.0.0.1", False),
        ("192.0.2.9", "127.0.0.1", "192.0.2.9", True),
        ("192.0.2.9", "", "192.0.2.9", False),
    ],
)
def test_only_trusted_proxies_speak_for_others(address: str, forwarded: str, client: str, spoken_for: bool) -> None:
    """The client is the last one that a trusted proxy tells of and that is none itself."""
    environ = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http"}
    if forwarded:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    trusted = from_environment({}, trusted_proxies="10.0.0.0/8").trusted_proxies
    Clients(trusted).arrange(environ)
    assert environ["REMOTE_ADDR"] == client
    assert environ.get(SPOKEN_FOR, False) is spoken_for
    assert environ["wsgi.url_scheme"] == ("https" if address.startswith("10.") else "http")


@pytest.mark.parametrize(
    ("told", "scheme"), [("https", "https"), ("http, https", "https"), ("https, javascript", "http"), ("", "http")]
)
def test_the_scheme_is_the_nearest_proxys(told: str, scheme: str) -> None:
    """Behind TLS the scheme is what the proxy says, and a scheme or nothing."""
    environ = {"REMOTE_ADDR": "::1", "HTTP_X_FORWARDED_PROTO": told, "wsgi.url_scheme": "http"}
    Clients(from_environment({}, trusted_proxies="::1").trusted_proxies).arrange(environ)
    assert environ["wsgi.url_scheme"] == scheme


def test_one_client_is_one_address_or_one_ipv6_network() -> None:
    """This machine's own requests are not counted."""
    assert counted_as("192.0.2.7") == "192.0.2.7"
    assert counted_as("2001:db8::1") == counted_as("[2001:db8::2]:80") == "2001:db8::/64"
    assert {counted_as(text) for text in ("127.0.0.1", "::1", "::ffff:127.0.0.2", "")} == {""}


def gate(*pieces: bytes, **settings: Any) -> Client:
    """A client of an application that reads what is sent, and answers in pieces."""

    def app(environ: Environ, start_response: Any) -> Any:
        try:
            body = environ["wsgi.input"].read()
        except ProblemRaised as refused:
            body = refused.problem.kind.encode()
        start_response("200 OK", [])
        return iter((*pieces, body))

    return Client(Gate(app, from_environment({}, **settings)))


def test_a_client_has_a_number_of_requests_under_way() -> None:
    """Others have theirs; one that ends gives room for the next, also when nobody reads it to the end."""
    client = gate(b"a", b"b", client_requests="2")
    ip = {"REMOTE_ADDR": "192.0.2.7"}
    first, second = (client.get("/", environ_overrides=ip) for _ in range(2))
    refused = client.get("/", environ_overrides=ip)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert refused.json["detail"].startswith("Det er 2 forespørsler i gang fra samme adresse.")  # type: ignore[index]
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.8"}).status_code == 200
    first.close()
    assert client.get("/", environ_overrides=ip).status_code == 200
    second.close()


class Drip(io.RawIOBase):
    """A content that comes a byte at a time, each after some seconds of a clock of its own."""

    def __init__(self, clock: list[float]) -> None:
        super().__init__()
        self._clock = clock

    def read(self, size: int = -1) -> bytes:
        self._clock[0] += 3 * size
        return b"x" * size


def test_content_that_comes_slowly_or_is_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pieces that are waited for are small while they are slow."""
    clock = [0.0]
    monkeypatch.setattr("server.operating.gate.time.monotonic", lambda: clock[0])
    client = gate(body_kb="16", body_seconds="20")
    assert (
        client.post("/", environ_overrides={"wsgi.input": Drip(clock), "CONTENT_LENGTH": "1000"}).data
        == b"for-tregt-innhold"
    )
    assert clock[0] <= 3 * 64
    assert client.post("/", data=b"x" * 16384).data == b"x" * 16384
    assert client.post("/", data=b"x" * 16385).data == b"for-stort-innhold"
    endless = {"wsgi.input": io.BytesIO(b"x" * 20000), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    assert client.post("/", environ_overrides=endless).data == b"for-stort-innhold"


def test_security_txt_is_there_when_there_is_somebody_to_tell(make_app: MakeApp, real_build: Build) -> None:
    """RFC 9116: Contact and Expires; a contact that is no longer valid is not told of."""

    def asked(day: str) -> Any:
        contact: dict[str, Any] = {"security_contact": "mailto:sikkerhet@example.org", "security_expires": day}
        settings = from_environment({}, store=real_build.folder.parents[1], **contact)
        return make_app(settings).test_client().get("/.well-known/security.txt")

    answer = asked("2999-12-31")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:sikkerhet@example.org",
        "Expires: 2999-12-31T23:59:59Z",
        "Preferred-Languages: nb, nn, en",
    ]
    assert asked("2001-01-01").status_code == 404


def test_the_server_lives_without_a_build_and_takes_up_the_first_one(
    make_app: MakeApp, small_build: Build, tmp_path: Path
) -> None:
    """Not ready, but alive; pages and queries say so, and when to come back. Then a build is there."""
    app = make_app(from_environment({}, store=tmp_path))
    client = app.test_client()
    health = client.get("/helse")
    assert (health.status_code, health.get_json()["live"], health.get_json()["ready"]) == (503, True, False)
    assert client.get("/helse/live").status_code == 200
    assert client.get("/helse/ready").status_code == 503
    assert measurements(client.get("/metrics").text)["begrep_ready"] == [({}, 0.0)]
    page = client.get("/en/begrep", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "The catalogue cannot be shown right now" in page.text
    assert client.get("/sparql?query=ASK%7B%7D").status_code == 503
    assert client.get("/static/sok.js").status_code == 200
    copied(small_build, tmp_path, "20260101T0-a")
    app.extensions["catalogue"]._again = 0.0
    assert client.get("/helse/ready").get_json() == {"ready": True, "revision": small_build.manifest.revision}
    assert client.get("/en/begrep").status_code == 200
    assert client.get("/sparql?query=ASK%7B%7D").status_code == 200


def test_the_server_lives_while_the_engine_that_has_the_catalogue_does_not_answer(make_app: MakeApp) -> None:
    """An engine elsewhere that is down when the server starts is asked again, and pages say what is wrong."""
    client = make_app(from_environment({}, sparql_url="http://127.0.0.1:9/sparql")).test_client()
    assert client.get("/helse/live").status_code == 200
    assert client.get("/helse").status_code == 503
    assert client.get("/begrep", headers={"Accept": "text/html"}).status_code == 503
