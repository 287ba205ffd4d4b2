"""Stage FIL, the bytes: is this file text that people and programs read alike?"""

from __future__ import annotations

import re
from typing import Final

from graph.checks.rule import finding
from graph.finding import Finding
from graph.tables.records import plain
from graph.turtle.tokens import Lines

_TWICE: Final = re.compile("Ã[¦¸¥†˜…]|Â[«»§°´·]|â€[™œ“”¦]")
_LOST: Final = re.compile("\ufffd")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_WORD_BEFORE: Final = re.compile(r"[^\s\";]*\Z")
_WORD_AFTER: Final = re.compile(r"[^\s\";]*")


def read_text(path: str, raw: bytes) -> tuple[str, list[Finding]]:
    """The text of a file without byte order mark and with LF line ends, and what is wrong with its bytes.

    When a finding is an error the text is not fit for further checks (and empty when it cannot be decoded).
    """
    try:
        text = plain(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return "", [_not_utf8(path, raw, error)]
    return text, [*_damaged(path, text), *_conflict(path, text), *_invisible(path, text)]


def _not_utf8(path: str, raw: bytes, error: UnicodeDecodeError) -> Finding:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return finding("FIL-01", "utf16", file=path)
    before = raw[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line, column = Lines.of(before).position(len(before))
    if line == 1:
        column -= before.startswith("\ufeff")
    rest = raw[error.start :].decode("cp1252", "replace")
    return finding("FIL-01", "windows", file=path, line=line, column=column, word=_word(before, rest))


def _word(before: str, rest: str) -> str:
    """The word that is cut in two between ``before`` and ``rest``."""
    line = before.rpartition("\n")[2]
    return "".join(found.group() for found in (_WORD_BEFORE.search(line), _WORD_AFTER.match(rest)) if found)


def _damaged(path: str, text: str) -> list[Finding]:
    """Letters that were damaged earlier, and now are valid but wrong: only the first place is told."""
    for variant, pattern in (("twice", _TWICE), ("lost", _LOST)):
        if found := pattern.search(text):
            line, column = Lines.of(text).position(found.start())
            word = _word(text[: found.start()], text[found.start() :])
            return [finding("FIL-01", variant, file=path, line=line, column=column, word=word)]
    return []


def _conflict(path: str, text: str) -> list[Finding]:
    if found := _CONFLICT.search(text):
        line, column = Lines.of(text).position(found.start())
        return [finding("FIL-17", "conflict", file=path, line=line, column=column)]
    return []


def _invisible(path: str, text: str) -> list[Finding]:
    lines = Lines.of(text) if _INVISIBLE.search(text) else None
    findings = []
    for found in _INVISIBLE.finditer(text) if lines else ():
        line, column = lines.position(found.start()) if lines else (1, 1)
        sign = f"U+{ord(found.group()):04X}"
        findings.append(finding("FIL-24", "invisible", file=path, line=line, column=column, sign=sign))
    return findings
