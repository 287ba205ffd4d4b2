"""«Foreslå endring»: the page of the Git platform where exactly the file of a thing is edited.

The address comes from a setting with ``{path}`` where the file's path goes, such as
``https://github.com/organisation/repository/edit/main/{path}``; without it nothing is offered.
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
    """Return the address that edits the file of the thing at ``path``; empty without ``template`` or a file."""
    file = file_of(path)
    return template.replace("{path}", quote(file)) if template and file else ""
