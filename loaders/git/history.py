"""The history of the content, read from Git in one pass: one ``git log``, one ``git cat-file``, then a diff per file.

A merged branch is one entry (first parent only): what counts is when the change came into the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from graph.changes.catalogue_diff import Quantities, file_changes, kind_by_iri
from graph.changes.change import Change, ThingChange
from graph.changes.content import Content, Row
from graph.changes.mapping_diff import mapping_changes
from graph.changes.naming import Names, word
from graph.changes.thing_diff import FileVersion
from graph.changes.weight import Weight
from graph.errors import FileRefused, RevisionMissing
from graph.history.entry import Entry
from graph.history.history import History
from graph.tables.records import plain
from graph.tables.table import COLUMNS, read_table
from loaders.git.releases import releases_of
from loaders.git.repository import Repository
from loaders.snapshot import base_of
from loaders.source import ContentFolders

_FORM: Final = "1"
_NOTHING: Final = "0" * 40
_REQUEST: Final = re.compile(r"^Merge pull request #(\d+)|\(#(\d+)\)\s*$|^See merge request \S*!(\d+)")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Touched:
    """A file that a commit touched: its path, and its blob before and after (zeros for none)."""

    path: str
    sides: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Commit:
    """One commit of the first-parent line that touched content."""

    commit: str
    when: datetime
    author: str
    subject: str
    files: tuple[_Touched, ...]


def history_key(repository: Repository, *, names: bool) -> str:
    """What a history is made from: the newest commit that touched content, the releases, and whether names are told.

    Empty when the content lies in no repository.
    """
    try:
        newest = repository.run("log", "-1", "--format=%H", "HEAD", "--", *repository.places).decode().strip()
        tags = repository.run("for-each-ref", "--format=%(refname:short) %(*objectname) %(objectname)", "refs/tags")
    except RevisionMissing:
        return ""
    shallow = "shallow" if repository.shallow else "whole"
    return "\n".join([_FORM, newest, shallow, str(names), tags.decode()]) if newest else ""


def history_of(
    files: Mapping[str, bytes], folders: ContentFolders, kept: History | None = None, *, names: bool = False
) -> History:
    """The history of the content whose files (by path in the layout of the guides) lie in ``folders``.

    Under the base IRI of ``folders`` where that is another than the files are written with. ``kept`` is returned when
    nothing has happened since it was made.
    """
    repository = Repository(folders)
    written = base_of(files)
    base = folders.base or written
    key = history_key(repository, names=names)
    if not key:
        return History()
    if kept is not None and kept.key == f"{key}\n{base}":
        return kept
    try:
        releases = [release.version for release in releases_of(folders)]
    except ValueError:
        releases = []
    found = read_history(repository, Content.read(files, written), releases, names=names)
    entries = [replace(each, thing=_rebased(each.thing, written, base)) for each in found.entries]
    return History(entries, found.complete, f"{key}\n{base}")


def _rebased(thing: ThingChange, old: str, new: str) -> ThingChange:
    return replace(thing, iri=new + thing.iri.removeprefix(old)) if thing.iri.startswith(old) else thing


def read_history(
    repository: Repository, content: Content, releases: Sequence[str] = (), *, names: bool = False
) -> History:
    """The history of the content; ``content`` is what the files say now, for what things are called.

    ``releases`` are the tags of the releases. With ``names`` the entries say who made them (by ``.mailmap``), else
    they do not. One that is not known when the content lies in no repository.
    """
    key = history_key(repository, names=names)
    if not key:
        return History()
    commits = list(_commits(repository))
    blobs = {blob for commit in commits for file in commit.files for blob in file.sides} - {_NOTHING}
    texts = {blob: raw.decode("utf-8", "replace") for blob, raw in repository.contents(blobs)}
    released = _released(repository, releases)
    reader = _Reader(content, texts)
    entries = [
        Entry(
            commit.commit,
            commit.when,
            change,
            released.get(commit.commit, ""),
            _request(commit.subject),
            commit.author if names else "",
        )
        for commit in commits
        for change in reader.changes(commit.files)
    ]
    return History(entries, not repository.shallow, key)


def _commits(repository: Repository) -> Iterator[_Commit]:
    """Yield the commits that touched content, newest first."""
    told = "--format=%x01%H%x02%cI%x02%aN%x02%s%x02"
    options = ("--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "-z", told)
    listed = repository.run("log", *options, "HEAD", "--", *repository.places).decode("utf-8", "surrogateescape")
    for record in listed.split("\x01")[1:]:
        commit, when, author, subject, raw = record.split("\x02", 4)
        files = tuple(_touched(repository, raw.strip("\n\0").split("\0")))
        yield _Commit(commit, datetime.fromisoformat(when), author, subject, files)


def _touched(repository: Repository, fields: Sequence[str]) -> Iterator[_Touched]:
    """Yield the content files among the fields of ``--raw -z``: what changed, then the path, and so on."""
    for about, path in zip(fields[::2], fields[1::2], strict=False):
        role = repository.role(path)
        if role:
            _, _, before, after, _ = about.strip("\n\0").split(" ", 4)
            yield _Touched(role, (before, after))


def _released(repository: Repository, releases: Iterable[str]) -> dict[str, str]:
    """The first release that has each commit of the first-parent line."""
    wanted = set(releases)
    if not wanted:
        return {}
    listed = repository.run("for-each-ref", "--format=%(refname:short) %(objectname) %(*objectname)", "refs/tags")
    tags = {}
    for line in listed.decode().splitlines():
        name, *objects = line.split()
        if name in wanted and objects:
            tags[objects[-1]] = name
    found, release = {}, ""
    for commit in repository.run("log", "--first-parent", "--format=%H", "HEAD").decode().split():
        release = tags.get(commit, release)
        found[commit] = release
    return found


def _request(subject: str) -> str:
    found = _REQUEST.search(subject)
    return next(filter(None, found.groups()), "") if found else ""


class _Reader:
    """Turns the files a commit touched into changes of things."""

    def __init__(self, content: Content, texts: Texts) -> None:
        self._content, self._texts = content, texts
        self._rows: dict[tuple[str, str], list[Row]] = {}

    def changes(self, files: Sequence[_Touched]) -> Iterator[ThingChange]:
        """Yield what the commit did to each thing."""
        turtle = [file for file in files if file.path.endswith(".ttl")]
        sides = [
            {file.path: plain(self._texts[blob]) for file in turtle if (blob := file.sides[side]) != _NOTHING}
            for side in (0, 1)
        ]
        found = {change.iri: change for change in self._turtle_changes(turtle, sides)}
        for change in self._table_changes([file for file in files if PurePosixPath(file.path).name in COLUMNS]):
            there = found.get(change.iri)
            found[change.iri] = there.with_more(*change.changes) if there else change
        yield from found.values()

    def _turtle_changes(self, files: Sequence[_Touched], sides: Sequence[Texts]) -> Iterator[ThingChange]:
        try:
            yield from self._file_changes(*sides)
        except FileRefused:
            # One file that could not be read then must not hide what happened to the others.
            for file in files:
                yield from self._single(file, sides)

    def _file_changes(self, before: Texts, after: Texts) -> list[ThingChange]:
        old, new = (Content(texts, {}, self._content.base) for texts in (before, after))
        names = Names((new, old, self._content))
        return list(file_changes(old, new, names, Quantities((new, old, self._content))))

    def _single(self, file: _Touched, sides: Sequence[Texts]) -> Iterator[ThingChange]:
        try:
            yield from self._file_changes(*({p: t for p, t in side.items() if p == file.path} for side in sides))
        except FileRefused:
            there = FileVersion(file.path, "", self._content.base)
            label = Names((self._content,)).of(there.thing)
            unread = Change("unreadable", Weight.EDITORIAL, word("unreadable"), None, None)
            yield ThingChange(there.thing, label, there.kind, "changed", file.path, changes=(unread,))

    def _table_changes(self, files: Sequence[_Touched]) -> Iterator[ThingChange]:
        if not files:
            return
        sides = [
            {**self._content.tables, **{file.path: self._table(file.path, file.sides[side]) for file in files}}
            for side in (0, 1)
        ]
        old, new = (Content({}, tables, self._content.base) for tables in sides)
        names = Names((new, self._content))
        found: dict[str, list[Change]] = {}
        for told in mapping_changes(old, new, names):
            found.setdefault(told.thing, []).append(told.change)
        for thing, changes in found.items():
            kind = kind_by_iri(thing, self._content.base)
            yield ThingChange(thing, names.of(thing), kind, "changed", files[0].path, changes=tuple(changes))

    def _table(self, path: str, blob: str) -> list[Row]:
        """The rows of a table at a time; none of one that was not there, or could not be read."""
        key = (path, blob)
        if key not in self._rows:
            raw = self._texts.get(blob, "").encode()
            try:
                rows = read_table(PurePosixPath(path).name, raw) if raw else []
                self._rows[key] = [Row(path, row.cells) for row in rows]
            except FileRefused:
                self._rows[key] = []
        return self._rows[key]
