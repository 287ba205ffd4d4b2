"""What a content file must describe, told from its place: the name of a file is fixed for life."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from graph.namespaces import BASE

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS: Final = {"kjennetegn": "kjennetegn", "enheter": "enhet", "kodelister": "kodeliste"}
_FOLDERS: Final = {kind: folder for folder, kind in _KINDS.items()}
_ALSO: Final = {"_katalog": ("kontakt/", "organisasjon/"), "enheter": ("storrelse/",)}
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ü": "u", "ä": "a", "ö": "o"})


@dataclass(frozen=True, slots=True)
class ContentPath:
    """The folder and the stem of a Turtle file under ``vocabularies/``."""

    folder: str
    stem: str

    @classmethod
    def of(cls, path: str) -> ContentPath:
        """Read a path such as ``vocabularies/personell/ansatt.ttl``."""
        file = PurePosixPath(path.replace("\\", "/"))
        return cls(file.parent.name, file.stem)

    def subject(self, base: str = BASE) -> str:
        """The IRI the file must describe."""
        if self.stem == "_katalog":
            return f"{base}katalog"
        if self.stem == "_vokabular":
            return f"{base}vokabular/{self.folder}"
        kind = _KINDS.get(self.folder, f"begrep/{self.folder}")
        return f"{base}{kind}/{self.stem}"

    def allows(self, iri: str, base: str = BASE) -> bool:
        """Whether the file may describe ``iri``: its subject, a part of it, a helper, something foreign."""
        if not iri.startswith(base) or iri.partition("#")[0] == self.subject(base):
            return True
        also = _ALSO.get(self.stem, _ALSO.get(self.folder, ()))
        return iri.removeprefix(base).startswith(also)

    @property
    def has_good_name(self) -> bool:
        """Whether the name is a slug, or one of the two names that begin with ``_``."""
        return self.stem in {"_katalog", "_vokabular"} or bool(_SLUG.fullmatch(self.stem))


def home_of(iri: str, base: str = BASE) -> str:
    """The path of the file that describes an IRI in a catalogue laid out as the guides say; empty for other IRIs."""
    if not iri.startswith(base):
        return ""
    kind, _, name = iri.partition("#")[0].removeprefix(base).partition("/")
    if kind == "begrep" and name.count("/") == 1:
        return f"vocabularies/{name}.ttl"
    if kind == "vokabular" and name:
        return f"vocabularies/{name}/_vokabular.ttl"
    if kind in _FOLDERS and name and "/" not in name:
        return f"vocabularies/{_FOLDERS[kind]}/{name}.ttl"
    is_common = kind == "katalog" or f"{kind}/" in _ALSO["_katalog"]
    return "vocabularies/_katalog.ttl" if is_common else ""


def slug(text: str) -> str:
    """A file name for a term: lower case, æ->ae ø->o å->a, everything else a hyphen."""
    ascii_text = text.casefold().translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
