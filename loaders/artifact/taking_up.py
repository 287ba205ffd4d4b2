"""Taking up: what lies at an address becomes the build that is served, once all of it is verified.

    <folder>/artefakt.json  which artefact was taken last: its address, the mark it had there, its hash

The artefact is fetched to a file without a name and unpacked beside the builds; it gets its name by a rename, as any
build does, so whatever stops it on the way leaves the one that is served.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from graph.builds import (
    SEARCH,
    STORE,
    Build,
    current_build,
    exclusive,
    kept_builds,
    publish,
    remove_leftovers,
    switch_to,
    tidy,
    whole_or_nothing,
)
from graph.errors import ArtifactRefused, SearchUnavailable, StoreMissing, TransferFailed
from graph.history.snapshots import FOLDER as RELEASES
from graph.history.snapshots import STATES
from graph.manifest import FILE_NAME as MANIFEST
from graph.manifest import Manifest
from graph.searching.search_index import SearchIndex
from graph.store import CatalogueStore, write_store
from loaders.artifact.contents import DATA, Contents
from loaders.artifact.unpacking import unpack
from loaders.artifact.wording import refusal
from loaders.disk import told_as_failed
from loaders.fetching import MEGABYTE, Limits, receive
from loaders.progress import Progress, silent

NOTE: Final = "artefakt.json"
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_HASH_SIZE: Final = 4096
# How much of a hash stands in the name of the build that was made of it.
_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Source:
    """Where artefacts lie: a path or an http(s) address, the hash it must have (None: the one beside it, if any), how
    much may be taken in, packed and unpacked, and how long to wait."""

    address: str
    sha256: str | None = None
    most: int = 4096 * MEGABYTE
    limits: Limits = field(default_factory=lambda: Limits(whole=3600.0))


@dataclass(frozen=True, slots=True)
class _Taken:
    """The artefact that was taken last."""

    address: str
    mark: str
    sha256: str


def take_up(source: Source, folder: Path, keep: int, refused: str = "", say: Progress = silent) -> Build | None:
    """Make ``folder`` serve the artefact at ``source``; None when it was taken last, or has the mark ``refused``.

    Raises ArtifactRefused when it does not come, or cannot be used, BuildFailed when the disk is full or cannot be
    written; what is served is then served on, and nothing of the artefact is left.
    """
    with told_as_failed(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as artifact:
            taken = _fetched(source, folder, artifact, refused, say)
            if taken is None:
                return None
            try:
                return _used(source, taken, artifact, folder, keep, say)
            except ArtifactRefused as error:
                raise ArtifactRefused(error.words, taken.mark) from error


def _fetched(source: Source, folder: Path, artifact: IO[bytes], refused: str, say: Progress) -> _Taken | None:
    """Fetch the artefact unless it is the one that was taken last; return what it is."""
    last = _last(folder)
    known = last.mark if last and last.address == source.address and source.sha256 in (None, last.sha256) else ""
    say("Henter artefakten", 0, 1)
    try:
        received = receive(source.address, artifact, _within(source, source.most), known=refused or known)
    except TransferFailed as error:
        raise refusal(error.kind, **error.values) from error
    if received is None:
        return None
    artifact.seek(0)
    found = hashlib.file_digest(artifact, "sha256").hexdigest()  # type: ignore[arg-type]
    taken = _Taken(source.address, received.mark, found)
    if last and last.sha256 == found and source.sha256 in (None, found):
        # The same bytes under another mark: a server that was moved or started again.
        _note(folder, taken)
        return None
    return taken


def _used(source: Source, taken: _Taken, artifact: IO[bytes], folder: Path, keep: int, say: Progress) -> Build:
    wanted = source.sha256 or _hash_beside(source)
    if wanted not in (None, taken.sha256):
        raise refusal("wrong-hash", source=source.address, found=taken.sha256, wanted=wanted)
    with exclusive(folder):
        remove_leftovers(folder)
        build = _kept(folder, taken) or _unpacked(source, taken, artifact, folder, say)
        _note(folder, taken)
        tidy(folder, keep)
        return build


def _hash_beside(source: Source) -> str | None:
    """The hash that lies beside the artefact, None when none does."""
    beside = BytesIO()
    address, mark, rest = source.address.partition("?")
    try:
        receive(f"{address}.sha256{mark}{rest}", beside, _within(source, _HASH_SIZE))
    except TransferFailed as error:
        if error.kind == "no-file" or error.values.get("status") in (404, 410):
            return None
        raise refusal(error.kind, **error.values) from error
    found = _HASH.search(beside.getvalue().decode("ascii", "replace").lower())
    if found is None:
        raise refusal("no-hash", source=source.address)
    return found[0]


def _within(source: Source, size: int) -> Limits:
    given = source.limits
    return Limits(given.connect, given.read, given.whole, size, given.redirects, given.pauses)


def _kept(folder: Path, taken: _Taken) -> Build | None:
    """Go back to the build of this artefact when it was taken before and is kept."""
    found = [build for build in kept_builds(folder) if build.id.split("-")[1:2] == [taken.sha256[:_SHORT]]]
    return switch_to(folder, found[-1]) if found else None


def _unpacked(source: Source, taken: _Taken, artifact: IO[bytes], folder: Path, say: Progress) -> Build:
    artifact.seek(0)
    with whole_or_nothing(folder, f"artefakt-{taken.sha256[:_SHORT]}") as beside:
        beside.mkdir(parents=True)
        say("Pakker ut artefakten", 0, 1)
        contents = unpack(artifact, beside, source.most, source.address)
        _load(contents, beside, source.address)
        manifest = _verified(beside, source.address)
        build_id = f"{contents.build.partition('-')[0]}-{taken.sha256[:_SHORT]}-{manifest.revision}"
        with whole_or_nothing(folder, build_id) as written:
            beside.rename(written)
            _move_releases(written, folder)
            return publish(folder, build_id, manifest)


def _load(contents: Contents, beside: Path, source: str) -> None:
    """Make stores of the N-Quads."""
    for name in contents.files:
        dump = beside / name
        if dump.name == DATA:
            try:
                write_store(dump.with_name(STORE), ox.parse(path=dump, format=ox.RdfFormat.N_QUADS))
            except SyntaxError as error:
                raise refusal("broken", source=source, why=f"{name}: {error}") from error
            dump.unlink()
    # The engine wants its lock, and an artefact has no use for an empty file.
    (beside / STORE).mkdir(exist_ok=True)
    (beside / STORE / "LOCK").touch()


def _verified(beside: Path, source: str) -> Manifest:
    """Open everything as the server will; return the manifest. Raises ArtifactRefused when that cannot be done."""
    try:
        manifest = Manifest.read(beside)
        store = CatalogueStore.open(beside / STORE)
        SearchIndex.open(beside / SEARCH).close()
    except (StoreMissing, SearchUnavailable) as error:
        raise refusal("broken", source=source, why=error) from error
    if len(store) != sum(manifest.graphs.values()):
        raise refusal("broken", source=source, why=f"{MANIFEST}: {len(store)} ≠ {sum(manifest.graphs.values())}")
    return manifest


def _move_releases(written: Path, folder: Path) -> None:
    """Put the releases where the builds of the folder share them; one that is there already stays as it is."""
    came = written / RELEASES
    if not came.is_dir():
        return
    (folder / RELEASES).mkdir(exist_ok=True)
    if (came / STATES).is_file():
        (came / STATES).replace(folder / RELEASES / STATES)
    for release in sorted(path for path in came.iterdir() if path.is_dir()):
        place = folder / RELEASES / release.name
        if _same(release, place):
            continue
        shutil.rmtree(place, ignore_errors=True)
        release.rename(place)
    shutil.rmtree(came, ignore_errors=True)


def _same(release: Path, place: Path) -> bool:
    try:
        return Manifest.read(place).source_hash == Manifest.read(release).source_hash
    except StoreMissing:
        return False


def _last(folder: Path) -> _Taken | None:
    """The artefact that was taken last, None when there is none or nothing is served."""
    try:
        current_build(folder)
        return _Taken(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, StoreMissing):
        return None


def _note(folder: Path, taken: _Taken) -> None:
    beside = folder / f"current.{NOTE}"
    try:
        beside.write_text(json.dumps(asdict(taken)) + "\n", encoding="utf-8")
        beside.replace(folder / NOTE)
    finally:
        beside.unlink(missing_ok=True)
