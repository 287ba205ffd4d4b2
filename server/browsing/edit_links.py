"""«Foreslå endring» of what there is, and «Foreslå … som nytt begrep» for what there is not: one address for both.

It comes from a setting. ``https://github.com/organisation/repository/edit/main/{path}`` opens exactly the file of a
thing in the platform's editor; ``…/issues/new?title={term}&body={path}`` opens a form, for new concepts too. Without
the setting nothing is offered.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

# Where the file of a thing lies, by the first part of its path: one file per concept and per characteristic, one table
# of fields per organisation.
_ONE_FILE: Final = {
    "kjennetegn": "vocabularies/kjennetegn/{0}.ttl",
    "enhet": "vocabularies/enheter/{0}.ttl",
    "kodeliste": "vocabularies/kodelister/{0}.ttl",
    "vokabular": "vocabularies/{0}/_vokabular.ttl",
    "begrepssamling": "vocabularies/{0}/_vokabular.ttl",
    "kontakt": "vocabularies/_katalog.ttl",
    "katalog": "vocabularies/_katalog.ttl",
    "sektor": "mappings/sektorer.csv",
    "organisasjon": "mappings/{0}/felt.csv",
    "felt": "mappings/{0}/felt.csv",
    "begrep": "vocabularies/{0}/{1}.ttl",
}


def file_of(path: str) -> str | None:
    """Return the file that the thing at ``path`` on the site is written in; None when there is none of its own."""
    kind, *parts = path.strip("/").split("/")
    pattern = _ONE_FILE.get(kind)
    if pattern is None or len(parts) < pattern.count("{"):
        return None
    return pattern.format(*parts)


def edit_link(template: str | None, path: str) -> str:
    """Return the address where a change of the thing at ``path`` is proposed; empty without ``template`` or a file."""
    file = file_of(path)
    return _filled(template, file, path.strip("/")) if template and file else ""


def new_concept_link(template: str | None, term: str) -> str:
    """Return the address where ``term`` is proposed as a new concept; empty where ``template`` has no place for it."""
    return _filled(template, "vocabularies/", term) if template and "{term}" in template else ""


def _filled(template: str, file: str, term: str) -> str:
    return template.replace("{path}", quote(file)).replace("{term}", quote(term, safe=""))
