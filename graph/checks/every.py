"""All checks of all files: each file by itself, each with what it looks up in others, and all of them together.

Pure functions over bytes. The steps are apart so that answers can be kept and work can be shared out: ``examine``
depends on one file alone, ``judge`` on a file and on what it notes as its needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from graph.checks.answers import check_answers
from graph.checks.changes import check_changes, check_status
from graph.checks.characteristics import check_characteristics
from graph.checks.circles import check_circles
from graph.checks.claiming import claims_of
from graph.checks.content_path import ContentPath
from graph.checks.definition_texts import check_definition_texts
from graph.checks.definitions import check_definitions, uses
from graph.checks.files import check_csv_file, check_turtle_file
from graph.checks.integrity import check_integrity
from graph.checks.labels import check_labels
from graph.checks.library import Claim, ClaimTable, Library
from graph.checks.mapping_rows import check_mapping_rows
from graph.checks.mapping_tables import check_mapping_tables
from graph.checks.material import Material
from graph.checks.profile import check_profile
from graph.checks.rule import finding
from graph.finding import Finding
from graph.namespaces import BASE
from graph.turtle.ordering import gather, main_subject
from graph.turtle.parsing import parse

_WITH_OTHERS: Final = (
    check_integrity,
    check_profile,
    check_definitions,
    check_definition_texts,
    check_labels,
    check_mapping_rows,
    check_mapping_tables,
    check_answers,
    check_characteristics,
    check_status,
)


@dataclass(frozen=True, slots=True)
class Examined:
    """One file by itself: the findings on it, and, when none is an error, what it claims."""

    findings: Sequence[Finding]
    claims: Sequence[Claim] = ()

    @property
    def is_broken(self) -> bool:
        """Whether the file has errors, so that others cannot look into it."""
        return any(found.severity == "error" for found in self.findings)


@dataclass(slots=True)
class Judged:
    """A unit of files with what it looks up in others: findings, what was looked up, and terms used in definitions."""

    findings: list[Finding] = field(default_factory=list)
    needs: Collection[str] = ()
    uses: list[tuple[str, str]] = field(default_factory=list)


def check_all(
    files: Mapping[str, bytes],
    base: str = BASE,
    before: Mapping[str, bytes] | None = None,
    released: Iterable[str] = (),
) -> list[Finding]:
    """Every finding on ``files`` (bytes by path, ``vocabularies/…`` and ``mappings/…``), sorted by place.

    ``before`` is an earlier state of the files, which the rules on status and version are judged against;
    ``released`` are the IRIs of concepts in some release. Never raises for what files hold.
    """
    examined = {path: examine(path, raw, base) for path, raw in files.items()}
    broken = broken_of({path for path, each in examined.items() if each.is_broken}, files)
    claims = {path: each.claims for path, each in examined.items() if path not in broken}
    library = Library(files, broken, ClaimTable(claims), base)
    judged = [judge(library, unit) for unit in units_of(set(files) - broken).values()]
    found = [finding for each in examined.values() for finding in each.findings]
    found += [finding for each in judged for finding in each.findings]
    found += check_circles(library, (pair for each in judged for pair in each.uses))
    if before is not None:
        changed = {path for path in {*files, *before} if files.get(path) != before.get(path)}
        found += check_against(library, files, before, changed, released)
    return in_order(files, found, base)


def examine(path: str, raw: bytes, base: str = BASE) -> Examined:
    """One file by itself."""
    alone = Examined(check_file(path, raw, base))
    return alone if alone.is_broken else Examined(alone.findings, claims_of(path, raw, base))


def check_file(path: str, raw: bytes, base: str = BASE) -> list[Finding]:
    """The findings on one file by itself; none for a file that is neither Turtle nor a table."""
    if path.endswith(".ttl"):
        return check_turtle_file(path, raw, base)
    return check_csv_file(path, raw) if path.endswith(".csv") else []


def broken_of(with_errors: Collection[str], paths: Iterable[str]) -> set[str]:
    """The paths of files that cannot be looked into: those with errors, and the tables beside a broken table."""
    folders = {PurePosixPath(path).parent for path in with_errors if path.endswith("felt.csv")}
    beside = {path for path in paths if path.endswith(".csv") and PurePosixPath(path).parent in folders}
    return {*with_errors, *beside}


def unit_of(path: str) -> str:
    """The unit a file is judged in: a Turtle file is one, the tables of a folder are one."""
    return path if path.endswith(".ttl") else path.rpartition("/")[0]


def units_of(paths: Iterable[str]) -> dict[str, list[str]]:
    """The paths of each unit, units and paths in order."""
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        found.setdefault(unit_of(path), []).append(path)
    return found


def judge(library: Library, paths: Iterable[str]) -> Judged:
    """The readable files of a unit, with what they look up in others."""
    material = Material(library, paths)
    findings = [finding for check in _WITH_OTHERS for finding in check(material)]
    pairs = [(concept, other) for concept, others in uses(material).items() for other in sorted(others)]
    return Judged(findings, material.needs, pairs)


def read_material(files: Mapping[str, bytes], base: str = BASE, unread: Iterable[str] = ()) -> Material:
    """All of some files that have passed the checks of single files; the files at ``unread`` have not."""
    claims = ClaimTable({path: claims_of(path, raw, base) for path, raw in files.items()})
    return Material(Library(files, list(unread), claims, base), files)


def check_against(
    library: Library,
    files: Mapping[str, bytes],
    before: Mapping[str, bytes],
    changed: Collection[str],
    released: Iterable[str] = (),
    today: str = "",
) -> list[Finding]:
    """The findings on what has changed between an earlier state of the files and the one in ``library``.

    Of Turtle files only those in ``changed`` are read, and those of concepts that ask for a changed characteristic.
    """
    changed = set(changed)
    wrong = {path for path in changed & set(before) if examine(path, before[path], library.base).is_broken}
    unread = {*library.unread, *broken_of(wrong, before)}
    touched = {path for path in changed if path.endswith(".ttl")}
    asking = {
        path
        for characteristic in touched
        for path, _ in library.claims.of("effect", ContentPath.of(characteristic).subject(library.base))
    }
    earlier = Library(before, unread, ClaimTable({}), library.base)
    old, new = (
        Material(each, [*((touched | asking) & set(states) - each.unread), *each.readable(ending=".csv")])
        for each, states in ((earlier, before), (library, files))
    )
    return check_changes(old, new, frozenset(released), today)


def in_order(files: Mapping[str, bytes], found: Iterable[Finding], base: str) -> list[Finding]:
    """The findings sorted by place, each fault once: the same words at the same place are one finding.

    A file that describes what another file is for gets both named (FIL-19) instead of its own name only.
    """
    library = Library(files, (), ClaimTable({}), base)
    told: dict[tuple[object, ...], Finding] = {}
    for each in found:
        if each.rule == "FIL-10":
            subject = main_subject(gather(parse(files[each.file].decode("utf-8-sig"))), base)
            home = library.home(subject)
            if home in files and home != each.file:
                names = {"iri": subject, "first": home, "second": each.file}
                twice = finding("FIL-19", "twice", line=each.line, column=each.column, **names)
                each = replace(twice, file=each.file)
        told.setdefault((each.rule, each.file, each.line, each.column, each.message["nb"]), each)
    return sorted(told.values(), key=lambda each: (each.sort_key, each.message["nb"]))
