"""The files people edit: where they lie, which named graph each belongs to, and what stands in them.

Two settings change what is read without touching a file: the base IRI and the publishing body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.namespaces import BASE, graph_name

CATALOGUE_FILE: Final = "_katalog.ttl"
NOT_VOCABULARIES: Final = frozenset({"kjennetegn", "enheter", "kodelister"})
TABLES: Final = ("felt.csv", "kjennetegn.csv", "kodeverdier.csv")

_URI_SPACE: Final = re.compile(r'void:uriSpace\s+"([^"]+)"')


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it lies on disk.

    ``name`` is how messages call it, ``inside`` its path below the content folder, which tells what it must describe,
    and ``graph`` the named graph it fills.
    """

    path: Path
    name: str
    inside: str
    graph: str
    raw: bytes

    @property
    def role(self) -> str:
        """The path the file has in a catalogue laid out as the guides say, wherever its folder really lies."""
        return f"{'vocabularies' if self.path.suffix == '.ttl' else 'mappings'}/{self.inside}"


@dataclass(frozen=True, slots=True)
class ContentFolders:
    """Where content lies and under which base IRI it is published (None: as the files are written)."""

    vocabularies: Path
    mappings: Path
    base: str | None = None


def written_base(vocabularies: Path) -> str:
    """Return the base IRI the files are written with: ``void:uriSpace`` of ``_katalog.ttl``, else BASE."""
    path = vocabularies / CATALOGUE_FILE
    found = _URI_SPACE.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
    return found.group(1) if found else BASE


def turtle_files(folders: ContentFolders) -> Iterator[SourceFile]:
    """Yield every Turtle file under ``vocabularies``, in order of name."""
    base = folders.base or written_base(folders.vocabularies)
    for path in sorted(folders.vocabularies.rglob("*.ttl")):
        inside = path.relative_to(folders.vocabularies)
        graph = graph_name(base, _turtle_graph(inside))
        yield SourceFile(path, display(path), inside.as_posix(), graph, path.read_bytes())


def table_files(folders: ContentFolders) -> Iterator[SourceFile]:
    """Yield the shared tables, then every organisation's tables, in order of name."""
    base = folders.base or written_base(folders.vocabularies)
    for path in sorted(folders.mappings.glob("*.csv")):
        yield SourceFile(path, display(path), path.name, graph_name(base, "katalog"), path.read_bytes())
    for path in sorted(folders.mappings.glob("*/*.csv")):
        graph = graph_name(base, f"kobling/{path.parent.name}")
        inside = path.relative_to(folders.mappings).as_posix()
        yield SourceFile(path, display(path), inside, graph, path.read_bytes())


def working_files(folders: ContentFolders) -> dict[str, bytes]:
    """The bytes of every content file as it lies on disk, by the path it has in the layout of the guides."""
    return {file.role: file.raw for file in (*turtle_files(folders), *table_files(folders))}


def graph_of(role: str, base: str) -> str:
    """Return the named graph that a file fills, given its path in the layout of the guides."""
    top, _, inside = role.partition("/")
    folder = inside.rpartition("/")[0]
    part = _turtle_graph(Path(inside)) if top == "vocabularies" else f"kobling/{folder}" if folder else "katalog"
    return graph_name(base, part)


def is_within(path: Path, places: Iterable[Path]) -> bool:
    """Tell whether ``path`` is one of ``places`` or lies below one (all of them resolved)."""
    return any(place == path or place in path.parents for place in places)


def rebase(text: str, old: str, new: str) -> str:
    """Return ``text`` with the base IRI ``old`` replaced by ``new``; the program's own terms (``ns#``) stay.

    Works on the text, so line numbers and the IRIs inside literals (dct:identifier) follow.
    """
    if old == new:
        return text
    return re.sub(re.escape(old) + r"(?!ns#)", lambda _: new, text)


def fingerprint(files: Iterable[SourceFile], *parts: str) -> str:
    """Return SHA-256 (hex) over names and bytes of ``files`` and any further ``parts``."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.inside.encode() + b"\0")
        digest.update(hashlib.sha256(file.raw).digest())
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def parse_turtle(text: str, graph: str) -> list[ox.Quad]:
    """Return the quads of ``text`` in the named graph ``graph``; raise SyntaxError with lineno and offset."""
    name = ox.NamedNode(graph)
    return [
        ox.Quad(quad.subject, quad.predicate, quad.object, name)
        for quad in ox.parse(text.encode("utf-8"), ox.RdfFormat.TURTLE)
    ]


def _turtle_graph(inside: Path) -> str:
    folder = inside.parts[0] if len(inside.parts) > 1 else ""
    if not folder or folder.startswith("_"):
        return "katalog"
    return folder if folder in NOT_VOCABULARIES else f"vokabular/{folder}"


def display(path: Path) -> str:
    """Return what messages call ``path``: relative to the working directory where it lies below it, else as it is."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.resolve().as_posix()
