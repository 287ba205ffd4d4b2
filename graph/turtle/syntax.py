"""A parser's complaint about a Turtle text, in words that say what to mend and where.

The parser reports where it gave up, which is often a line too late (the line after a missing semicolon). The
outline stops at the word that has no place; what stands before and after it tells what was forgotten.
"""

from __future__ import annotations

import re
from typing import Final

from graph.checks.rule import finding
from graph.finding import Finding
from graph.turtle.fault import explain_fault
from graph.turtle.fault_words import unknown_prefix
from graph.turtle.outline import Outline
from graph.turtle.tokens import Lines, Token
from graph.turtle.walk import outline

_BAD_ESCAPE: Final = re.compile(r"\\(?![tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")


def explain(text: str, error: SyntaxError) -> Finding:
    """The finding for a Turtle text (LF line ends) that the parser refused with ``error``."""
    found = outline(text)
    fault = found.fault
    reached = _offset(found, error.end_lineno or error.lineno, error.end_offset or error.offset)
    if fault is not None and (fault.index >= len(found.tokens) or found.tokens[fault.index].start <= reached):
        explained = explain_fault(found, fault)
        if explained is not None:
            return explained
    return _inside_a_word(found, error)


def newer_syntax(text: str) -> Finding:
    """The finding for a text that parses, but only as RDF 1.2."""
    offset = min((found for mark in ("<<", "{|", "--") if (found := text.find(mark)) >= 0), default=0)
    line, column = Lines.of(text).position(offset)
    return finding("SYN-14", "newer", line=line, column=column)


def _offset(found: Outline, line: int | None, column: int | None) -> int:
    starts = found.lines.starts
    return starts[min(line or 1, len(starts)) - 1] + (column or 1) - 1


def _parser_words(error: SyntaxError) -> str:
    return " ".join(error.msg.partition(": ")[2].split())


def _other(error: SyntaxError, line: int, column: int) -> Finding:
    return finding("SYN-00", "other", line=line, column=column, parser=_parser_words(error))


def _inside_a_word(found: Outline, error: SyntaxError) -> Finding:
    """The fault is inside a token the outline takes as it is: an address, an escape, a language tag."""
    offset = _offset(found, error.lineno, error.offset)
    token = next((t for t in reversed(found.tokens) if t.start <= offset), Token("stray", "", 0))
    line, column = found.place(token)
    if token.kind == "iri":
        variant = "relative" if ":" not in token.text else "character"
        return finding("SYN-05", variant, line=line, column=column, address=token.text[1:-1])
    if token.kind == "string" and (escape := _BAD_ESCAPE.search(token.text)):
        line, column = found.lines.position(token.start + escape.start())
        return finding("SYN-12", "escape", line=line, column=column, escape=token.text[escape.start() :][:2])
    if token.kind == "at":
        return finding("SYN-07", "tag", line=line, column=column, tag=token.text)
    if token.kind == "name":
        unknown = unknown_prefix(found, token)
        if unknown is not None:
            return unknown
        return finding("SYN-06", "character", line=line, column=column, name=token.text)
    return _other(error, error.lineno or 1, error.offset or 1)
