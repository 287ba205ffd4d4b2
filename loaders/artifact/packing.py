"""Packing: the build that is served into one compressed file, with its hash beside it (``sha256sum -c`` reads it).

    artefakt.json              what it holds, with the size and hash of every file
    data.nq  or  store/*       the data: N-Quads, or the store's own directory when they are many
    search.sqlite, historikk.json, nedlasting/*, innhold.zip, manifest.json
    utgivelser/<version>/…     the releases of the catalogue, each as N-Quads with its manifest

The same build packed twice gives the same bytes: no times, no owners, files in order.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from graph.builds import DOWNLOADS, SEARCH, STORE, Build, held_build
from graph.errors import StoreMissing
from graph.history.history import FILE_NAME as HISTORY
from graph.history.snapshots import FOLDER as RELEASES
from graph.history.snapshots import STATES, snapshots
from graph.manifest import FILE_NAME as MANIFEST
from graph.store import CatalogueStore
from graph.workbook.kept_content import FILE_NAME as KEPT
from loaders.artifact.contents import DATA, FILE_NAME, Contents, Data, PackedFile
from loaders.artifact.wording import refusal
from loaders.progress import Progress, silent

_LEVEL: Final = 6
_PIECE: Final = 1 << 20
# What the engine writes for itself: its log and its lock.
_OF_THE_ENGINE: Final = ("LOG", "LOCK")


@dataclass(frozen=True, slots=True)
class Packed:
    """An artefact that was written: the hash of the whole (SHA-256, hex), its list of contents, and the build."""

    sha256: str
    contents: Contents
    build: Build

    @property
    def concepts(self) -> int:
        """How many concepts it holds."""
        return self.build.manifest.counts.get("concepts", 0)


def pack(folder: Path, target: Path, *, store_above: int, say: Progress = silent) -> Packed:
    """Pack the build that ``folder`` serves into ``target``, and its hash into a file beside it.

    The data are N-Quads unless these take more than ``store_above`` bytes. Raises ArtifactRefused when there is no
    whole build, OSError when ``target`` cannot be written; what lay there stays until the new one is whole.
    """
    try:
        build, hold = held_build(folder)
    except StoreMissing as error:
        raise refusal("no-build", folder=str(folder)) from error
    for needed in (SEARCH, HISTORY, DOWNLOADS):
        if not (build.folder / needed).exists():
            raise refusal("old-build", folder=str(build.folder), missing=needed)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as beside:
            return _packed(build, folder, target, Path(beside), store_above, say)
    finally:
        hold.let_go()


def _packed(build: Build, folder: Path, target: Path, beside: Path, store_above: int, say: Progress) -> Packed:
    say("Skriver N-Quads", 0, 1)
    files = {path.relative_to(build.folder).as_posix(): path for path in _beside_the_store(build)}
    data = _data(build, beside, store_above, files)
    files |= _releases(folder, beside)
    contents = Contents(build.id, version("begrepskatalog"), data, {name: _about(files[name]) for name in files})
    written = beside / target.name
    say("Pakker", 0, 1)
    with written.open("wb") as stream:
        _write(stream, contents, files)
    digest = _about(written).sha256
    note = beside / f"{target.name}.sha256"
    note.write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    # The hash first: who follows the artefact looks for a hash only when the artefact is another.
    note.replace(target.with_name(note.name))
    written.replace(target)
    return Packed(digest, contents, build)


def _beside_the_store(build: Build) -> Iterator[Path]:
    """Every file of a build but the store's."""
    yield from (build.folder / name for name in (SEARCH, HISTORY, MANIFEST))
    yield from (build.folder / DOWNLOADS).iterdir()
    if (build.folder / KEPT).is_file():
        yield build.folder / KEPT


def _data(build: Build, beside: Path, store_above: int, files: dict[str, Path]) -> Data:
    dump = _dumped(build.store, beside / DATA)
    if dump.stat().st_size <= store_above:
        files[DATA] = dump
        return "n-quads"
    dump.unlink()
    files |= {
        f"{STORE}/{path.name}": path for path in build.store.iterdir() if not path.name.startswith(_OF_THE_ENGINE)
    }
    return "store"


def _dumped(store: Path, dump: Path) -> Path:
    """Write what a store holds as N-Quads; a store gives the same content in the same order."""
    ox.serialize(CatalogueStore.open(store).quads(), dump, ox.RdfFormat.N_QUADS)
    return dump


def _releases(folder: Path, beside: Path) -> dict[str, Path]:
    """The releases the builds know of, those that may be shown."""
    files = {}
    for release, found in snapshots(folder).items():
        if found.state == "good":
            files[f"{RELEASES}/{release}/{MANIFEST}"] = found.folder / MANIFEST
            files[f"{RELEASES}/{release}/{DATA}"] = _dumped(found.folder / STORE, beside / f"{release}.nq")
    if (folder / RELEASES / STATES).is_file():
        files[f"{RELEASES}/{STATES}"] = folder / RELEASES / STATES
    return files


def _about(path: Path) -> PackedFile:
    with path.open("rb") as stream:
        return PackedFile(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _write(stream: IO[bytes], contents: Contents, files: dict[str, Path]) -> None:
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=stream, compresslevel=_LEVEL, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        listed = contents.to_json().encode()
        archive.addfile(_member(FILE_NAME, len(listed)), io.BytesIO(listed))
        for name in sorted(files):
            with files[name].open("rb", buffering=_PIECE) as file:
                archive.addfile(_member(name, contents.files[name].size), file)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    return member
