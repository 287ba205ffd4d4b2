"""Faults in the words of a Turtle text: quotes, addresses, language tags, prefixes and names."""

from __future__ import annotations

import re
from typing import Final

from graph.checks.rule import finding
from graph.checks.suggestion import did_you_mean, question
from graph.finding import Finding
from graph.namespaces import PREFIXES
from graph.turtle.neighbours import Neighbours
from graph.turtle.outline import Outline
from graph.turtle.tokens import Token

_TYPOGRAPHIC: Final = "“”„«»‘’"
_LANGUAGES: Final = frozenset({"nb", "nn", "en", "se", "sma", "smj"})


def wrong_quotes(around: Neighbours) -> Finding | None:
    """Typographic quotes, which a text editor for prose puts in."""
    token = around.token
    if token.text[:1] and token.text[0] in _TYPOGRAPHIC:
        return around.at(token.start, "SYN-04", "typographic", mark=token.text[0])
    return None


def open_address(around: Neighbours) -> Finding | None:
    """An address in ``<…>`` that is broken by a space or never closed."""
    token = around.token
    if token.kind != "stray" or token.text != "<":
        return None
    line = around.found.text[token.start + 1 :].partition("\n")[0]
    address, closed, _ = line.partition(">")
    if not closed:
        return around.at(token.start, "SYN-05", "unclosed")
    bad = next((c for c in address if c in '<"{}|^`\\' or c <= " "), " ")
    variant = "space" if bad == " " else "sign"
    offset = token.start + 1 + address.index(bad)
    return around.at(offset, "SYN-05", variant, address=address, sign=bad)


def quotes(around: Neighbours) -> Finding | None:
    """A quote that is missing, or stands inside the text."""
    token, before = around.token, around.before
    glued = before is not None and before.kind == "string" and before.end == token.start
    if before is not None and glued and before.text == '""' and token.text.startswith('"'):
        return around.at(before.start, "SYN-03", "long")
    more_text = glued and token.text not in _LANGUAGES and '"' in around.rest()
    if before is not None and more_text and token.kind in {"name", "string", "stray"}:
        return around.at(before.end - 1, "SYN-03", "inside")
    if token.kind == "stray" and token.text in {'"', "'"}:
        return around.at(token.start, "SYN-03", "unclosed")
    if around.expected in {"object", "item"} and token.kind == "name" and around.rest().count('"') % 2 == 1:
        known = token.text.partition(":")[0] in around.found.prefixes
        return None if known else around.at(token.start, "SYN-03", "opening")
    return None


def language(around: Neighbours) -> Finding | None:
    """A language tag without @, with a space, or with a sign that tags do not have."""
    token, before = around.token, around.before
    if before is None:
        return None
    if before.kind == "string" and token.kind == "name" and before.end == token.start:
        return around.at(token.start, "SYN-07", "at", tag=token.text)
    if before.kind == "at" and token.start == before.end:
        word = re.split(r"[\s;,.]", around.found.text[before.start :], maxsplit=1)[0]
        return around.at(before.start, "SYN-07", "tag", tag=word)
    if token.text == "@" and around.next is not None and before.kind == "string":
        variant = "tag" if around.next.start == token.end else "space"
        return around.at(token.start, "SYN-07", variant, tag=token.text + around.next.text)
    if token.kind == "at" or token.text == "@":
        return around.at(token.start, "SYN-07", "misplaced", tag=token.text)
    return None


def unknown_prefix(found: Outline, token: Token) -> Finding | None:
    """The finding for a name whose prefix is not declared; None when it is, or the token is no such name."""
    prefix, colon, _ = token.text.partition(":")
    if token.kind != "name" or not colon or prefix in found.prefixes:
        return None
    line, column = found.place(token)
    if prefix in PREFIXES:
        iri = PREFIXES[prefix]
        return finding("SYN-02", "undeclared", line=line, column=column, prefix=prefix, iri=iri)
    hint = did_you_mean(prefix, {*found.prefixes, *PREFIXES})
    return finding("SYN-02", "unknown", line=line, column=column, prefix=prefix, hint=hint)


def undeclared_prefix(around: Neighbours) -> Finding | None:
    """A prefix that is not declared: known to the catalogue, or misspelt."""
    return None if around.expected == "after" else unknown_prefix(around.found, around.token)


def no_colon(around: Neighbours) -> Finding | None:
    """A word that should be a name: ``skosprefLabel``, or a name with a space in it."""
    token = around.token
    if token.kind != "name" or ":" in token.text or around.expected == "after":
        return None
    prefix = next((p for p in sorted(around.found.prefixes, key=len)[::-1] if token.text.startswith(p)), "")
    rest = token.text[len(prefix) :].lstrip("-_=/")
    whole = f"{prefix}:{rest}" if prefix and rest else ""
    if around.next is not None and (token.text + around.next.text).partition(":")[0] in around.found.prefixes:
        whole = token.text + around.next.text
    return around.at(token.start, "SYN-06", "colon", name=token.text, hint=question(whole or None))
