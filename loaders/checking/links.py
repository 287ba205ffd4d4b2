"""Stage LNK: do the pages elsewhere that the content links to still exist? Asks the network, so only on demand."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from graph.checks.rule import finding
from graph.finding import Finding
from graph.namespaces import PREFIXES
from graph.turtle.walk import outline
from loaders.progress import Progress

_SECONDS: Final = 15
_HOSTS_AT_ONCE: Final = 8
_GONE: Final = frozenset({404, 410})
_NAME: Final = {"User-Agent": "begrep check --links"}
# Names of things, not pages: nobody promises that they answer.
_NAMES_ONLY: Final = tuple(PREFIXES.values())

Place = tuple[str, int, int]


def check_links(files: Mapping[str, bytes], base: str, chosen: Iterable[str], say: Progress) -> list[Finding]:
    """Findings on the addresses that the chosen Turtle files link to: LNK-01 gone, LNK-02 no good answer.

    Each address is asked for once, one at a time at each host.
    """
    places: dict[str, Place] = {}
    for path in sorted(chosen):
        if path.endswith(".ttl"):
            for address, place in _linked(path, files[path].decode("utf-8-sig"), base):
                places.setdefault(address, place)
    by_host = [list(group) for _, group in groupby(sorted(places, key=_host), key=_host)]
    found: list[Finding] = []
    done = 0
    with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
        for answers in pool.map(_ask_all, by_host):
            done += len(answers)
            say("Følger lenkene", done, len(places))
            found += [_finding(places[address], address, status) for address, status in answers if status]
    return found


def _linked(path: str, text: str, base: str) -> Iterator[tuple[str, Place]]:
    """The pages a file links to, each with the place of its first mention."""
    found = outline(text)
    for fact in found.facts:
        address = fact.value
        is_page = fact.value_token.kind == "iri" and address.startswith(("http://", "https://"))
        if is_page and not address.startswith((base, *_NAMES_ONLY)):
            yield address, (path, *found.place(fact.value_token))


def _host(address: str) -> tuple[str, str]:
    return urlsplit(address).netloc, address


def _ask_all(addresses: list[str]) -> list[tuple[str, int | str]]:
    return [(address, _ask(address)) for address in addresses]


def _ask(address: str) -> int | str:
    """0 when the page answers; else the status it answers with, or what is wrong in the network's own words."""
    for method in ("HEAD", "GET"):
        try:
            with urlopen(
                Request(quote(address, safe=":/?#[]@!$&'()*+,;=%~"), headers=_NAME, method=method), timeout=_SECONDS
            ):
                return 0
        except HTTPError as error:
            if method == "GET" or error.code in _GONE:
                return error.code
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            return str(getattr(error, "reason", error))
    return 0


def _finding(place: Place, address: str, status: int | str) -> Finding:
    file, line, column = place
    if status in _GONE:
        return finding("LNK-01", "gone", file=file, line=line, column=column, address=address, status=status)
    if isinstance(status, int):
        return finding("LNK-02", "fault", file=file, line=line, column=column, address=address, status=status)
    return finding("LNK-02", "silent", file=file, line=line, column=column, address=address, problem=status)
