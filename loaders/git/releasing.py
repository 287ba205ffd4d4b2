"""Making a release: what it holds, what has changed since the one before, and the files that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.changes.catalogue_diff import catalogue_diff
from graph.changes.change import ThingChange
from graph.changes.content import Content, term
from graph.changes.report import as_markdown
from graph.checks.every import check_all
from graph.errors import ReleaseRefused
from graph.history.release import VERSION, Release, written
from graph.history.snapshots import triples_hash
from graph.turtle.canonical import rewritten
from graph.turtle.parsing import parse
from loaders.git.releases import files_hash, releases_file, releases_of
from loaders.git.repository import Repository
from loaders.snapshot import base_of, load, snapshot
from loaders.source import CATALOGUE_FILE, ContentFolders, working_files

CHANGES: Final = "ENDRINGER.md"
_CATALOGUE: Final = f"vocabularies/{CATALOGUE_FILE}"
_HEAD: Final = "# Endringer i katalogen\n\nSkrives av «begrep release», nyeste utgivelse først.\n"
_FIRST_HEADING: Final = re.compile(r"\A# .*\n+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release about to be written: all releases with it, the section of the changelog, the catalogue's own file."""

    releases: list[Release]
    section: str
    catalogue: str


def prepare(folders: ContentFolders, version: str, today: date) -> Prepared:
    """Work out a release of what is committed; writes nothing.

    Raises ReleaseRefused when the version cannot be used, something is not committed, or the content has errors.
    """
    releases = releases_of(folders)
    previous = releases[-1] if releases else None
    new = Release(version, today, "", "")
    if not VERSION.fullmatch(version):
        raise ReleaseRefused("version", previous=previous.version if previous else "–")
    if previous and new.order <= previous.order:
        raise ReleaseRefused("known", previous=previous.version)
    repository = Repository(folders)
    if repository.run("status", "--porcelain", "--untracked-files=all").strip():
        raise ReleaseRefused("changed")
    files = working_files(folders)
    before = _released(repository, previous)
    _require_sound(files, before)
    catalogue = _with_version(files, version, previous)
    files |= {_CATALOGUE: catalogue.encode("utf-8")}
    quads = load(files, base_of(files)).quads
    made = Release(version, today, triples_hash(quads), files_hash(files))
    return Prepared([*releases, made], _section(made, before, files, today), catalogue)


def write(folders: ContentFolders, prepared: Prepared) -> list[Path]:
    """Write what a release consists of; returns the files."""
    texts = {
        folders.vocabularies / CATALOGUE_FILE: prepared.catalogue,
        releases_file(folders): written(prepared.releases),
    }
    changes = releases_file(folders).with_name(CHANGES)
    earlier = changes.read_text(encoding="utf-8").removeprefix(_HEAD).strip() if changes.is_file() else ""
    texts[changes] = "\n".join(filter(None, [_HEAD, prepared.section.strip() + "\n", earlier])).rstrip() + "\n"
    for path, text in texts.items():
        beside = path.with_name(f".{path.name}.ny")
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)
    return list(texts)


def _released(repository: Repository, previous: Release | None) -> dict[str, bytes]:
    """The files of the release before; none when this is the first. Raises RevisionMissing when its tag is not here."""
    return repository.files(repository.commit(f"refs/tags/{previous.version}")) if previous else {}


def _require_sound(files: dict[str, bytes], before: dict[str, bytes]) -> None:
    base = base_of(files)
    released = Content.read(before, base).concepts if before else ()
    findings = check_all(files, base, before or None, released)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise ReleaseRefused("findings", findings=errors, files=len(files))


def _with_version(files: dict[str, bytes], version: str, previous: Release | None) -> str:
    """The catalogue's own file with its version, and that of the release before (DCAT 3, section 11)."""
    text = files[_CATALOGUE].decode("utf-8-sig").replace("\r\n", "\n")
    base = base_of(files)
    catalogue = NamedNode(f"{base}katalog")
    replaced = {term("dcat:version"), term("dcat:previousVersion")}
    kept = [t for t in parse(text) if not (t.subject == catalogue and t.predicate.value in replaced)]
    kept.append(Triple(catalogue, NamedNode(term("dcat:version")), Literal(version)))
    if previous:
        earlier = NamedNode(f"{base}versjon/{previous.version}/katalog")
        kept.append(Triple(catalogue, NamedNode(term("dcat:previousVersion")), earlier))
    return rewritten(text, kept, base)


def _section(made: Release, before: dict[str, bytes], files: dict[str, bytes], today: date) -> str:
    """What the changelog says of a release: the changes since the one before, in bokmål."""
    heading = f"## {made.version} ({made.day.isoformat()})\n\n"
    if not before:
        concepts = len(Content.read(files, base_of(files)).concepts)
        return f"{heading}Første utgivelse, med {concepts} begreper.\n"
    old, new = snapshot(before, files), snapshot(files, before)
    changes = [change for change in catalogue_diff(old.content, new.content, today) if not _only_version(change)]
    told = as_markdown(changes, "nb")
    return heading + _FIRST_HEADING.sub("", told).replace("\n## ", "\n### ").strip() + "\n"


def _only_version(change: ThingChange) -> bool:
    """Whether the release itself is all that changed: the heading says it already."""
    return {each.kind for each in change.changes} == {"catalogue-version"}
