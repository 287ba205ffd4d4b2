"""The build, readable top to bottom: read, derive, check, write a fresh store, swap it in.

Whatever stops it on the way, the build that is served stays as it was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyoxigraph as ox

import graph
from graph.builds import (
    DOWNLOADS,
    SEARCH,
    STORE,
    Build,
    current_build,
    exclusive,
    kept_builds,
    publish,
    remove_leftovers,
    tidy,
    whole_or_nothing,
)
from graph.errors import ContentError, RevisionMissing, StoreMissing
from graph.history.history import History
from graph.manifest import Manifest
from graph.namespaces import graph_name
from graph.searching.index_file import require_sqlite
from graph.searching.index_writer import write_index
from graph.searching.material import findables
from graph.store import CatalogueStore, text, value_of, write_store
from graph.workbook.kept_content import keep_content
from loaders.comparisons import compare_all
from loaders.content import Content, check_files, derive, read_files, read_quads
from loaders.disk import told_as_failed
from loaders.downloads import write_downloads
from loaders.git.history import history_key, history_of
from loaders.git.releases import build_releases, releases_file
from loaders.git.repository import Repository
from loaders.progress import Progress, silent
from loaders.publisher import Publisher
from loaders.source import ContentFolders, fingerprint, written_base

KEPT_BUILDS: Final = 3


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What to build and where: the content, the folder of builds, and the publishing body (None: as written).

    ``history_names`` says that the history may tell who made each change, ``keep`` how many builds to keep, and
    ``ledger`` where what has been checked is remembered (None: everything is checked). ``built`` is the time it is said
    to be built, and so the day the computed answers hold for (None: now).
    """

    content: ContentFolders
    folder: Path
    publisher: Publisher | None = None
    history_names: bool = False
    keep: int = KEPT_BUILDS
    ledger: Path | None = None
    built: datetime | None = None


def check(plan: BuildPlan, say: Progress = silent) -> Content:
    """Return the content with every finding on it. Writes nothing."""
    content = read_files(plan.content)
    check_files(content, plan.content, say, plan.ledger)
    return content


def build(plan: BuildPlan, say: Progress = silent) -> Build:
    """Build the catalogue and make ``plan.folder`` serve it.

    Raises ContentError with every finding when a file has errors, SearchUnavailable when Python's SQLite cannot hold a
    search index, BuildFailed when it cannot be written; the build that is served then stays, and nothing half is left.
    """
    require_sqlite()
    with told_as_failed(plan.folder):
        plan.folder.mkdir(parents=True, exist_ok=True)
        lock = exclusive(plan.folder).acquire()
    with lock:
        content = check(plan, say)
        if content.refused:
            raise ContentError(content.findings, len(content.files))
        source_hash = _source_hash(content, plan)
        read_quads(content, written_base(plan.content.vocabularies), plan.publisher, say)
        derive(content, say)
        with told_as_failed(plan.folder):
            remove_leftovers(plan.folder)
            return _write(content, plan, source_hash, say)


def up_to_date(plan: BuildPlan) -> Build | None:
    """Return the served build when there is nothing to build, else None.

    It was made today (computed answers hold for a day) from exactly this content, program and settings; or somebody
    went back to it, and nothing has changed since the newest that is kept.
    """
    try:
        served = current_build(plan.folder)
    except StoreMissing:
        return None
    wanted = _source_hash(read_files(plan.content), plan)
    if served.manifest.source_hash == wanted and served.manifest.build_date == _built(plan).date():
        return served
    newest = kept_builds(plan.folder)[-1]
    return served if served != newest and newest.manifest.source_hash == wanted else None


def _built(plan: BuildPlan) -> datetime:
    return plan.built or datetime.now().astimezone()


def _write(content: Content, plan: BuildPlan, source_hash: str, say: Progress) -> Build:
    built = _built(plan)
    compare_all(content, built.date(), say)
    content.quads[:] = dict.fromkeys(content.quads)  # a system or a source is described by each row that names it
    store = CatalogueStore.from_quads(content.quads)
    manifest = _manifest(content, store, plan, source_hash, built.replace(microsecond=0))
    build_id = f"{built:%Y%m%dT%H%M%S%f}-{manifest.revision}"
    with whole_or_nothing(plan.folder, build_id) as folder:
        say("Skriver lageret", 0, 1)
        write_store(folder / STORE, content.quads)
        _history(content, plan).write(folder)
        _keep(content, plan, folder)
        build_releases(plan.content, plan.folder, say)
        say("Skriver søkeindeksen", 0, 1)
        found = findables(store, content.base, built.date())
        write_index(folder / SEARCH, found, base_iri=content.base, revision=manifest.revision)
        say("Skriver søkeindeksen", 1, 1)
        write_downloads(folder / DOWNLOADS, store, content.base, say)
        result = publish(plan.folder, build_id, manifest)
    tidy(plan.folder, plan.keep)
    return result


def _history(content: Content, plan: BuildPlan) -> History:
    """The history of the content; that of the build before where nothing has happened since."""
    try:
        kept = History.read(current_build(plan.folder).folder)
    except StoreMissing:
        kept = History()
    return history_of({file.role: file.raw for file in content.files}, plan.content, kept, names=plan.history_names)


def _keep(content: Content, plan: BuildPlan, folder: Path) -> None:
    """Keep the files for the workbooks that can be downloaded, when Git has exactly these."""
    files = {file.role: file.raw for file in content.files}
    repository = Repository(plan.content)
    try:
        commit = repository.commit("HEAD")
        held = repository.holds(commit, files)
    except RevisionMissing:
        return
    if held:
        keep_content(folder, files, commit, written_base(plan.content.vocabularies))


def _manifest(content: Content, store: CatalogueStore, plan: BuildPlan, source_hash: str, built: datetime) -> Manifest:
    graphs = Counter(_graph_iri(quad) for quad in content.quads)
    counted = store.select("counts", base=text(content.base))
    return Manifest(
        program=version("begrepskatalog"),
        base=content.base,
        built=built,
        content_hash=content_hash(content.quads, content.base),
        source_hash=source_hash,
        commit=_commit(plan.content),
        counts={value_of(row["what"]): int(value_of(row["n"])) for row in counted},
        graphs=dict(sorted(graphs.items())),
    )


def content_hash(quads: Iterable[ox.Quad], base: str) -> str:
    """Return SHA-256 (hex) of the sorted canonical N-Quads (RDFC-1.0), computed answers left out."""
    answers = ox.NamedNode(graph_name(base, "sammenligning"))
    dataset = ox.Dataset(quad for quad in quads if quad.graph_name != answers)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    digest = hashlib.sha256()
    for line in sorted(f"{quad} .\n" for quad in dataset):
        digest.update(line.encode("utf-8"))
    return digest.hexdigest()


def _source_hash(content: Content, plan: BuildPlan) -> str:
    publisher = repr(plan.publisher) if plan.publisher else ""
    past = history_key(Repository(plan.content), names=plan.history_names)
    releases = releases_file(plan.content)
    released = releases.read_text(encoding="utf-8") if releases.is_file() else ""
    return fingerprint(content.files, content.base, publisher, _program_hash(), past, released)


@cache
def _program_hash() -> str:
    """Return a hash over what turns files into a store, so that a new program rebuilds old content."""
    digest = hashlib.sha256()
    for folder in (Path(graph.__path__[0]), Path(__file__).parent):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".rq", ".ttl", ".toml"}:
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _graph_iri(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _commit(folders: ContentFolders) -> str | None:
    """Return the Git commit the content lies at, with "+" when files differ from it; None without Git."""
    repository = Repository(folders)
    try:
        return repository.commit("HEAD") + ("+" if repository.changed else "")
    except RevisionMissing:
        return None
