"""All checks of all files: each file by itself, then what the files say together, then what has changed.

Pure functions over bytes. ``check_file`` depends on one file alone, so its answers can be kept by content and asked
for in parallel; ``check_together`` needs every file that passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from graph.checks.answers import check_answers
from graph.checks.changes import check_changes, check_status
from graph.checks.characteristics import check_characteristics
from graph.checks.content_path import ContentPath
from graph.checks.definition_texts import check_definition_texts
from graph.checks.definitions import check_definitions
from graph.checks.files import check_csv_file, check_turtle_file
from graph.checks.integrity import check_integrity
from graph.checks.labels import check_labels
from graph.checks.mapping_rows import check_mapping_rows
from graph.checks.mapping_tables import check_mapping_tables
from graph.checks.material import Material
from graph.checks.profile import check_profile
from graph.checks.rule import finding
from graph.finding import Finding
from graph.namespaces import BASE
from graph.turtle.ordering import gather, main_subject
from graph.turtle.parsing import parse

_TOGETHER = (
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
    by_file = {path: check_file(path, raw, base) for path, raw in files.items()}
    together = check_together(files, by_file, base, before, released)
    found = [*(found for findings in by_file.values() for found in findings), *together]
    return sorted(_told_once(files, found, base), key=lambda found: found.sort_key)


def check_file(path: str, raw: bytes, base: str = BASE) -> list[Finding]:
    """The findings on one file by itself; none for a file that is neither Turtle nor a table."""
    if path.endswith(".ttl"):
        return check_turtle_file(path, raw, base)
    return check_csv_file(path, raw) if path.endswith(".csv") else []


def check_together(
    files: Mapping[str, bytes],
    by_file: Mapping[str, list[Finding]],
    base: str = BASE,
    before: Mapping[str, bytes] | None = None,
    released: Iterable[str] = (),
) -> list[Finding]:
    """The findings on what the files say together, given the findings on each; files with errors are left out."""
    broken = _broken(by_file)
    material = Material.read({p: raw for p, raw in files.items() if p not in broken}, base, broken)
    found = [finding for check in _TOGETHER for finding in check(material)]
    if before is not None:
        earlier = {path: raw for path, raw in before.items() if path not in broken}
        wrong = _broken({path: check_file(path, raw, base) for path, raw in earlier.items() if raw != files.get(path)})
        old = Material.read({p: raw for p, raw in earlier.items() if p not in wrong}, base, wrong)
        found += check_changes(old, material, frozenset(released))
    return found


def _broken(by_file: Mapping[str, list[Finding]]) -> set[str]:
    """The paths of files with errors, and of the tables beside a table with errors."""
    broken = {path for path, findings in by_file.items() if any(found.severity == "error" for found in findings)}
    folders = {PurePosixPath(path).parent for path in broken if path.endswith("felt.csv")}
    return broken | {path for path in by_file if path.endswith(".csv") and PurePosixPath(path).parent in folders}


def _told_once(files: Mapping[str, bytes], found: list[Finding], base: str) -> list[Finding]:
    """Each fault once: the same words at the same place are one finding.

    A file that describes what another file is for gets both named (FIL-19) instead of its own name only.
    """
    homes = {ContentPath.of(path).subject(base): path for path in files if path.endswith(".ttl")}
    told: dict[tuple[object, ...], Finding] = {}
    for each in found:
        if each.rule == "FIL-10":
            subject = main_subject(gather(parse(files[each.file].decode("utf-8-sig"))), base)
            home = homes.get(subject)
            if home is not None and home != each.file:
                names = {"iri": subject, "first": home, "second": each.file}
                twice = finding("FIL-19", "twice", line=each.line, column=each.column, **names)
                each = replace(twice, file=each.file)
        told.setdefault((each.rule, each.file, each.line, each.column, each.message["nb"]), each)
    return list(told.values())
