"""Findings as text for people and for the tools around them: terminal, GitHub, JSON and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graph.checks.rule import Rule, rule
from graph.finding import Finding
from graph.namespaces import BASE

OK: Final = 0
FOUND: Final = 1
WRONG_USE: Final = 2

SEVERITY: Final = {
    "nb": {"error": "feil", "warning": "advarsel", "info": "merknad"},
    "nn": {"error": "feil", "warning": "åtvaring", "info": "merknad"},
    "en": {"error": "error", "warning": "warning", "info": "note"},
}
_PLURAL: Final = {
    "nb": {"error": "feil", "warning": "advarsler", "info": "merknader"},
    "nn": {"error": "feil", "warning": "åtvaringar", "info": "merknader"},
    "en": {"error": "errors", "warning": "warnings", "info": "notes"},
}
_FILES: Final = {
    "nb": ("fil kontrollert", "filer kontrollert"),
    "nn": ("fil kontrollert", "filer kontrollerte"),
    "en": ("file checked", "files checked"),
}
_NOTHING: Final = {"nb": "ingen funn", "nn": "ingen funn", "en": "nothing found"}
_MUST: Final = {
    "nb": "Feil må rettes før endringen kan slås sammen.",
    "nn": "Feil må rettast før endringa kan slåast saman.",
    "en": "Errors must be mended before the change can be merged.",
}
REMEDY: Final = {"nb": "Rett: ", "nn": "Rett: ", "en": "Mend: "}
_EXPLAIN: Final = {
    "nb": "Mer om en regel: begrep check --explain {rule}",
    "nn": "Meir om ein regel: begrep check --explain {rule}",
    "en": "More about a rule: begrep check --explain {rule}",
}
_ERROR: Final = {"nb": "Feil: {place} ({rule})", "nn": "Feil: {place} ({rule})", "en": "Error: {place} ({rule})"}
_MORE: Final = {"nb": "… og {count} til.", "nn": "… og {count} til.", "en": "… and {count} more."}
_NAMED: Final = 10
"""How many errors are named once more at the end."""
_GRAVITY: Final = ("error", "warning", "info")
_SARIF_LEVEL: Final = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_COMMAND: Final = {"error": "error", "warning": "warning", "info": "notice"}


def exit_code(findings: Sequence[Finding], strict: bool = False) -> int:
    """0 when nothing must be mended, 1 when there are errors (or, if ``strict``, warnings)."""
    failing = {"error", "warning"} if strict else {"error"}
    return FOUND if any(found.severity in failing for found in findings) else OK


def address_of(rule_id: str, base: str = BASE) -> str:
    """The address of the page of a rule in the catalogue published under a base IRI."""
    return f"{base}regler/{rule_id}"


def as_text(findings: Sequence[Finding], files: int, lang: str = "nb", base: str = BASE) -> str:
    """One finding per line with its remedy below, sorted by place, and a summary of ``files`` files last.

    Errors among other findings are named once more above the summary, nearest the prompt.
    """
    lines = []
    for found in _sorted(findings):
        kind = SEVERITY[lang][found.severity]
        lines.append(f"{_place(found)}: {kind} {found.rule}: {found.message[lang]}")
        if found.remedy:
            lines.append(f"    {REMEDY[lang]}{found.remedy[lang]}")
    gravest = min(_sorted(findings), key=lambda found: _GRAVITY.index(found.severity), default=None)
    hint = [_EXPLAIN[lang].format(rule=gravest.rule)] if gravest else []
    return "\n".join([*lines, *_errors_again(findings, lang), summary(findings, files, lang), *hint]) + "\n"


def summary(findings: Sequence[Finding], files: int, lang: str = "nb") -> str:
    """How many files were checked, how many findings of each kind, and whether they stop a merge."""
    counts = {kind: sum(found.severity == kind for found in findings) for kind in _GRAVITY}
    told = [f"{count} {(SEVERITY if count == 1 else _PLURAL)[lang][kind]}" for kind, count in counts.items() if count]
    text = f"{files} {_FILES[lang][files != 1]}: {', '.join(told) or _NOTHING[lang]}."
    return f"{text} {_MUST[lang]}" if counts["error"] else text


def as_github(findings: Sequence[Finding], files: int, lang: str = "nb", base: str = BASE) -> str:
    """Workflow commands that GitHub shows on the line of the file, and the summary."""
    lines = []
    for found in _sorted(findings):
        place = f"file={_property(found.file)},line={found.line},col={found.column},title={_property(found.rule)}"
        words = f"{_whole(found, lang)}\n{address_of(found.rule, base)}"
        lines.append(f"::{_GITHUB_COMMAND[found.severity]} {place}::{_data(words)}")
    return "\n".join([*lines, summary(findings, files, lang)]) + "\n"


def as_json(findings: Sequence[Finding], files: int, lang: str = "nb", base: str = BASE) -> str:
    """The number of files and the findings: ``text`` and ``fix`` in ``lang``, and the words in all three."""
    found = [
        {
            "rule": found.rule,
            "severity": found.severity,
            "file": found.file,
            "line": found.line,
            "column": found.column,
            "text": found.message[lang],
            "fix": found.remedy.get(lang),
            "help": address_of(found.rule, base),
            "message": dict(found.message),
            "remedy": dict(found.remedy),
        }
        for found in _sorted(findings)
    ]
    return _dump({"files": files, "findings": found})


def as_sarif(findings: Sequence[Finding], files: int, lang: str = "nb", base: str = BASE) -> str:
    """A SARIF 2.1.0 log: one run, the rules that were broken, one result per finding."""
    used = sorted({found.rule for found in findings})
    driver = {
        "name": "begrep check",
        "language": lang,
        "rules": [_sarif_rule(rule(name), lang, base) for name in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "properties": {"files": files},
        "results": [_sarif_result(found, used, lang) for found in _sorted(findings)],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _dump({"$schema": schema, "version": "2.1.0", "runs": [run]})


OUTPUTS: Final[Mapping[str, Callable[[Sequence[Finding], int, str, str], str]]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
    "sarif": as_sarif,
}


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda found: found.sort_key)


def _errors_again(findings: Sequence[Finding], lang: str) -> list[str]:
    """Where the errors are, when they stand among something else."""
    errors = [found for found in _sorted(findings) if found.severity == "error"]
    if not errors or len(errors) == len(findings):
        return []
    named = [_ERROR[lang].format(place=_place(found), rule=found.rule) for found in errors[:_NAMED]]
    more = len(errors) - _NAMED
    return ["", *named, *([_MORE[lang].format(count=more)] if more > 0 else [])]


def _place(found: Finding) -> str:
    return f"{found.file}:{found.line}:{found.column}"


def _whole(found: Finding, lang: str) -> str:
    remedy = f"\n{REMEDY[lang]}{found.remedy[lang]}" if found.remedy else ""
    return found.message[lang] + remedy


def _data(text: str) -> str:
    """Escape the text of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sarif_rule(broken: Rule, lang: str, base: str) -> dict[str, Any]:
    return {
        "id": broken.id,
        "shortDescription": {"text": broken.title[lang]},
        "fullDescription": {"text": broken.why[lang]},
        "helpUri": address_of(broken.id, base),
        "defaultConfiguration": {"level": _SARIF_LEVEL[broken.severity]},
    }


def _sarif_result(found: Finding, used: Sequence[str], lang: str) -> dict[str, Any]:
    region = {"startLine": found.line, "startColumn": found.column}
    location = {"artifactLocation": {"uri": found.file.replace("\\", "/")}, "region": region}
    return {
        "ruleId": found.rule,
        "ruleIndex": used.index(found.rule),
        "level": _SARIF_LEVEL[found.severity],
        "message": {"text": _whole(found, lang)},
        "locations": [{"physicalLocation": location}],
    }


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
