"""What the first word without a place in a Turtle text tells: which word, quote or sign was forgotten.

Each question looks at that word and its neighbours. They are asked in an order that puts telling signs first: a
typographic quote explains more than the missing separator that follows from it.
"""

from __future__ import annotations

from typing import Final

from graph.checks.suggestion import question
from graph.finding import Finding
from graph.turtle.fault_words import language, no_colon, open_address, quotes, undeclared_prefix, wrong_quotes
from graph.turtle.neighbours import Neighbours
from graph.turtle.outline import Fault, Outline
from graph.turtle.tokens import Token


def explain_fault(found: Outline, fault: Fault) -> Finding | None:
    """The finding for the fault an outline stopped at; None when nothing is recognised."""
    around = Neighbours(found, fault)
    return next((told for ask in _QUESTIONS if (told := ask(around)) is not None), None)


def _broken_directive(around: Neighbours) -> Finding | None:
    """A ``@prefix`` line that lacks something, or is misspelt."""
    token = around.token
    variant = {"prefix": "name", "address": "address", "dot": "dot"}.get(around.expected)
    if variant is not None:
        offset = around.before.end if variant == "dot" and around.before else token.start
        return around.at(offset, "SYN-08", variant)
    if token.kind == "at" and around.expected == "subject":
        return around.at(token.start, "SYN-08", "unknown", word=token.text)
    return None


def _cut_off(around: Neighbours) -> Finding | None:
    """Indented lines that belong to no block: a dot came too early, or the first line is missing."""
    tokens, blocks = around.found.tokens, around.found.blocks
    start = around.index
    closed = len(blocks)
    if around.expected != "subject" and blocks:
        start = tokens.index(blocks[-1][1])
        closed -= 1
    if not closed or start >= len(tokens) or tokens[start - 1].text != ".":
        return None
    dot, first = tokens[start - 1], tokens[start]
    line, column = around.found.place(first)
    if column == 1:
        return None
    dot_line, dot_column = around.found.place(dot)
    is_alone = not around.found.text[dot.start - dot_column + 1 : dot.start].strip()
    if is_alone and line > dot_line + 1:
        return around.at(first.start, "SYN-11", "subject")
    return around.at(dot.start, "SYN-13", "early", next_line=line)


def _end(around: Neighbours) -> Finding | None:
    """The text ends in the middle of a block."""
    if around.token.kind != "end":
        return None
    opening = around.open_bracket()
    if opening is not None:
        return around.at(opening.start, "SYN-10", "unclosed", mark=opening.text)
    return around.at(around.before.end if around.before else 0, "SYN-09", "end")


def _missing_dot(around: Neighbours) -> Finding | None:
    """A new block where another fact was expected: the one before was not closed."""
    facts, tokens = around.found.facts, around.found.tokens
    predicate: Token | None = around.token
    if around.expected == "object":
        predicate = around.before
    elif around.expected == "after":
        predicate = facts[-1].predicate_token if facts else None
    if predicate is None or predicate not in tokens or around.found.place(predicate)[1] != 1:
        return None
    previous = tokens[tokens.index(predicate) - 1]
    return around.at(previous.end, "SYN-01", "dot") if previous.text == ";" else None


def _stray_sign(around: Neighbours) -> Finding | None:
    """A sign that has no meaning where it stands."""
    token = around.token
    is_word = any(character.isalnum() for character in token.text)
    is_comma = token.text == "," and around.before is not None and around.before.text in {";", ","}
    if token.text in {"[", "(", "^^"} or is_comma or (token.kind in {"stray", "name"} and not is_word):
        return around.at(token.start, "SYN-00", "sign", mark=token.text)
    return None


def _missing_value(around: Neighbours) -> Finding | None:
    """A line that ends before it has said anything, or a value without a property."""
    token, before = around.token, around.before
    if before is None:
        return None
    if around.expected in {"object", "item"} and token.text in {";", ".", ",", "]"}:
        return around.at(before.start, "SYN-11", "value", name=before.text)
    if around.expected == "predicate" and token.text in {";", ".", ","} and before.kind != "punctuation":
        return around.at(before.start, "SYN-11", "nothing", name=before.text)
    if around.expected in {"predicate", "subject"} and token.kind == "string":
        return around.at(token.start, "SYN-11", "property", value=token.text)
    return None


def _brackets(around: Neighbours) -> Finding | None:
    """A bracket without its other half."""
    opening = around.open_bracket()
    if opening is not None and around.token.text == ".":
        return around.at(opening.start, "SYN-10", "unclosed", mark=opening.text)
    if around.token.text in {"]", ")"}:
        return around.at(around.token.start, "SYN-10", "unopened", mark=around.token.text)
    return None


def _missing_separator(around: Neighbours) -> Finding | None:
    """A fact without the semicolon after it, or a block without its dot."""
    token, before = around.token, around.before
    if before is None or around.expected != "after" or token.kind not in {"name", "iri", "string"}:
        return None
    line = around.found.place(before)[0]
    next_line, column = around.found.place(token)
    predicate = around.found.facts[-1].predicate_token
    if next_line == line and around.found.place(predicate)[0] < line:
        return around.at(predicate.start, "SYN-11", "value", name=predicate.text)
    if next_line == line and before.text.endswith(":"):
        whole = before.text + token.text
        return around.at(before.start, "SYN-06", "colon", name=before.text, hint=question(whole))
    if before.kind == "iri" and before.end == token.start:
        return around.at(before.end - 1, "SYN-05", "early")
    if next_line == line:
        return around.at(token.start, "SYN-01", "between", word=token.text)
    if column == 1:
        return around.at(before.end, "SYN-01", "dot")
    return around.at(before.end, "SYN-01", "semicolon")


_QUESTIONS: Final = (
    wrong_quotes,
    open_address,
    _broken_directive,
    _cut_off,
    quotes,
    language,
    _end,
    _missing_dot,
    _stray_sign,
    undeclared_prefix,
    no_colon,
    _brackets,
    _missing_value,
    _missing_separator,
)
