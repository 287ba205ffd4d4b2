"""The releases of the catalogue: what each holds, whether its tag still says so, and its artefact.

An artefact is a store of its own, beside the builds: snapshots never enter the store that queries are put to, where
an old definition would stand beside the new one on the same IRI. Once made it is kept as it is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Final

from graph.builds import STORE, unfinished
from graph.checks.content_path import ContentPath
from graph.checks.rule import finding
from graph.errors import RevisionMissing, StoreMissing
from graph.finding import Finding
from graph.history.release import FILE_NAME, Release, read_releases
from graph.history.snapshots import FOLDER, STATES, State, store_hash, triples_hash
from graph.manifest import Manifest
from graph.store import CatalogueStore, text, value_of, write_store
from loaders.comparisons import compare_all
from loaders.content import derive
from loaders.git.repository import Repository
from loaders.progress import Progress, silent
from loaders.snapshot import base_of, load
from loaders.source import ContentFolders

Files = Mapping[str, bytes]

_GOOD: Final[State] = "good"


def releases_file(folders: ContentFolders) -> Path:
    """Where the releases stand: beside the folder of vocabularies."""
    return folders.vocabularies.parent / FILE_NAME


def releases_of(folders: ContentFolders) -> list[Release]:
    """The releases, oldest first; none when there is no file of them. Raises ValueError when it cannot be read."""
    path = releases_file(folders)
    return read_releases(path.read_text(encoding="utf-8")) if path.is_file() else []


def files_hash(files: Files) -> str:
    """SHA-256 (hex) over names and bytes of content files."""
    digest = hashlib.sha256()
    for path, raw in sorted(files.items()):
        digest.update(path.encode() + b"\0" + hashlib.sha256(raw).digest())
    return digest.hexdigest()


def state_of(release: Release, repository: Repository) -> tuple[State, Files]:
    """Whether the tag of a release still holds what was released, and the files it holds."""
    try:
        files = repository.files(repository.commit(f"refs/tags/{release.version}"))
    except RevisionMissing:
        return "missing", {}
    if files_hash(files) == release.files:
        return _GOOD, files
    same = triples_hash(load(files, base_of(files)).quads) == release.sha256
    return (_GOOD if same else "moved"), files


@dataclass(frozen=True, slots=True)
class Released:
    """What the releases come to.

    ``things`` are the IRIs of what has a file of its own in some release whose tag is here and still holds what was
    released; ``findings`` say which tags do not (UTG-01), or that the file of releases cannot be read (UTG-02).
    """

    things: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def released(folders: ContentFolders) -> Released:
    """Look at the tag of every release once."""
    path = releases_file(folders)
    try:
        releases = releases_of(folders)
    except ValueError:
        return Released(findings=(finding("UTG-02", "unreadable", file=FILE_NAME),))
    lines = path.read_text(encoding="utf-8").splitlines() if releases else []
    repository = Repository(folders)
    things: set[str] = set()
    found = []
    for release in releases:
        state, files = state_of(release, repository)
        if state == _GOOD:
            things |= {ContentPath.of(path).subject(base_of(files)) for path in files if path.endswith(".ttl")}
        else:
            line = next((n for n, line in enumerate(lines, 1) if f'"{release.version}"' in line), 1)
            found.append(finding("UTG-01", state, file=FILE_NAME, line=line, release=release.version))
    return Released(frozenset(things), tuple(found))


def build_releases(folders: ContentFolders, folder: Path, say: Progress = silent) -> None:
    """Make the artefact of every release that has none yet, and note the state of each in ``folder``.

    Without Git the artefacts that are there are kept, and those that are not are noted as missing. Raises ValueError
    when the file of releases cannot be read.
    """
    releases = releases_of(folders)
    if not releases:
        return
    states: dict[str, dict[str, str]] = {}
    for number, release in enumerate(releases, start=1):
        say("Skriver utgivelser", number, len(releases))
        place = folder / FOLDER / release.version
        state, files = state_of(release, Repository(folders))
        kept = _has(place, release)
        if state == _GOOD and not kept:
            _write(release, files, folder)
        elif state == "missing" and kept and not _has_git(folders):
            state = _GOOD
        states[release.version] = {"state": state, "sha256": release.sha256, "day": release.day.isoformat()}
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    beside = folder / FOLDER / f"{STATES}.ny"
    beside.write_text(json.dumps(states, indent=1) + "\n", encoding="utf-8")
    beside.replace(folder / FOLDER / STATES)


def _has(place: Path, release: Release) -> bool:
    try:
        return Manifest.read(place).content_hash == release.sha256
    except StoreMissing:
        return False


def _has_git(folders: ContentFolders) -> bool:
    try:
        return bool(Repository(folders).root)
    except RevisionMissing:
        return False


def _write(release: Release, files: Files, folder: Path) -> None:
    """Write the artefact beside its place, then rename: nobody meets half of one."""
    content = load(files, base_of(files))
    said = triples_hash(content.quads)
    derive(content, silent)
    compare_all(content, release.day, silent)
    content.quads[:] = dict.fromkeys(content.quads)
    place = unfinished(folder, f"utgivelse-{release.version}")
    write_store(place / STORE, content.quads)
    counted = CatalogueStore.from_quads(content.quads).select("counts", base=text(content.base))
    manifest = Manifest(
        program=version("begrepskatalog"),
        base=content.base,
        built=datetime.combine(release.day, time()).astimezone(),
        content_hash=said,
        source_hash=store_hash(place / STORE, content.base),
        commit=None,
        counts={value_of(row["what"]): int(value_of(row["n"])) for row in counted},
        graphs={},
    )
    (place / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    target = folder / FOLDER / release.version
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    place.rename(target)
