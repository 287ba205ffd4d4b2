"""The walk through a Turtle text that makes its outline (Turtle 1.1, section 6.5).

A block is a subject, then predicates with objects, then a dot. The walk follows that on tokens and stops at
the first one that has no place there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.namespaces import PREFIXES
from graph.turtle.outline import Expected, Fact, Fault, Outline, string_value
from graph.turtle.tokens import Token, tokens

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DIRECTIVES: Final = frozenset({"@prefix", "@base", "prefix", "base"})
_CLOSING: Final = {"[": "]", "(": ")", "": "."}
_RDF_TYPE: Final = PREFIXES["rdf"] + "type"


def outline(text: str) -> Outline:
    """The outline of a text with LF line ends; its ``fault`` is None when it follows the grammar."""
    found = Outline(text, [token for token in tokens(text) if token.kind != "comment"])
    _Walk(found).run()
    return found


@dataclass
class _Frame:
    """An open block or bracket: what it is about and what may come next."""

    opening: str
    expected: Expected
    subject: str = ""
    predicate: Token | None = None
    may_close: bool = False


class _Walk:
    """Follows the grammar token by token with a stack of open brackets, so that depth costs no recursion."""

    def __init__(self, found: Outline) -> None:
        """Start before the first token."""
        self._found = found
        self._tokens = found.tokens
        self._index = 0
        self._stack = [_Frame("", "subject", may_close=True)]

    def run(self) -> None:
        """Fill the outline until its end or its first fault."""
        steps = {
            "subject": self._subject,
            "predicate": self._predicate,
            "object": self._object,
            "item": self._object,
            "after": self._after,
        }
        while self._index < len(self._tokens):
            if not steps[self._stack[-1].expected](self._tokens[self._index]):
                self._fault(self._stack[-1].expected)
                return
        if len(self._stack) > 1 or self._stack[0].expected != "subject":
            self._fault(self._stack[-1].expected)

    def _fault(self, expected: Expected) -> None:
        self._found.fault = self._found.fault or Fault(expected, self._index)

    def _subject(self, token: Token) -> bool:
        frame = self._stack[-1]
        if token.text.lower() in _DIRECTIVES:
            return self._directive(token)
        if self._opens(token):
            self._found.blocks.append(("", token))
            frame.subject = ""
            frame.may_close = True
        elif (iri := self._iri(token)) is not None:
            self._found.blocks.append((iri, token))
            frame.subject = iri
            frame.may_close = False
            self._index += 1
        else:
            return False
        frame.expected = "predicate"
        return True

    def _directive(self, token: Token) -> bool:
        """Read ``@prefix name: <iri> .``, ``@base <iri> .`` or the SPARQL forms, which have no dot."""
        name = iri = None
        is_prefix = token.text.lower().endswith("prefix")
        self._index += 1
        if is_prefix and (name := self._word("prefix", "name", ":")) is None:
            return False
        if (iri := self._word("address", "iri", ">")) is None:
            return False
        if token.text.startswith("@") and self._word("dot", "punctuation", ".") is None:
            return False
        if name is not None:
            self._found.prefixes[name.text[:-1]] = iri.text[1:-1]
            self._found.declared.append((name.text[:-1], iri.text[1:-1], name))
        return True

    def _word(self, expected: Expected, kind: str, ending: str) -> Token | None:
        """The token here, if it is of this kind and ends so; else a fault, and None."""
        token = self._tokens[self._index] if self._index < len(self._tokens) else None
        if token is None or token.kind != kind or not token.text.endswith(ending):
            self._fault(expected)
            return None
        self._index += 1
        return token

    def _predicate(self, token: Token) -> bool:
        frame = self._stack[-1]
        if frame.may_close and token.text == ";":
            self._index += 1
            return True
        if frame.may_close and self._closes(token):
            return True
        if token.text != "a" and (token.text.startswith("_:") or self._iri(token) is None):
            return False
        frame.predicate = token
        frame.expected = "object"
        self._index += 1
        return True

    def _object(self, token: Token) -> bool:
        frame = self._stack[-1]
        if frame.expected == "item" and token.text == ")":
            return self._closes(token)
        after: Expected = "item" if frame.expected == "item" else "after"
        if self._opens(token):
            self._record("", token, frame)
            frame.expected = after
            return True
        value = self._value(token)
        if value is None:
            return False
        frame.expected = after
        return True

    def _after(self, token: Token) -> bool:
        frame = self._stack[-1]
        if token.text == ",":
            frame.expected = "object"
            self._index += 1
            return True
        if token.text == ";":
            frame.expected = "predicate"
            frame.may_close = True
            self._index += 1
            return True
        return self._closes(token)

    def _opens(self, token: Token) -> bool:
        if token.kind != "punctuation" or token.text not in {"[", "("}:
            return False
        inner: Expected = "predicate" if token.text == "[" else "item"
        self._stack.append(_Frame(token.text, inner, may_close=True))
        self._index += 1
        return True

    def _closes(self, token: Token) -> bool:
        opening = self._stack[-1].opening
        if token.kind != "punctuation" or _CLOSING[opening] != token.text:
            return False
        if opening:
            self._stack.pop()
        else:
            self._stack[-1] = _Frame("", "subject")
        self._index += 1
        return True

    def _value(self, token: Token) -> str | None:
        """Read an object of one or two words and record its fact; None when it is no object."""
        language = datatype = ""
        used = 1
        if token.kind == "string":
            value = string_value(token.text)
            following = self._tokens[self._index + 1 : self._index + 3]
            if following and following[0].kind == "at":
                language, used = following[0].text[1:].lower(), 2
            elif following and following[0].text == "^^":
                datatype = self._iri(following[1]) or "" if len(following) > 1 else ""
                if not datatype:
                    return None
                used = 3
        elif token.kind == "name" and (_NUMBER.fullmatch(token.text) or token.text in {"true", "false"}):
            value = token.text
        else:
            iri = self._iri(token)
            if iri is None:
                return None
            value = iri
        self._record(value, token, self._stack[-1], language, datatype)
        self._index += used
        return value

    def _record(self, value: str, token: Token, frame: _Frame, language: str = "", datatype: str = "") -> None:
        if frame.predicate is None:
            return
        predicate = _RDF_TYPE if frame.predicate.text == "a" else self._iri(frame.predicate) or ""
        self._found.facts.append(Fact(frame.subject, predicate, value, language, datatype, frame.predicate, token))

    def _iri(self, token: Token) -> str | None:
        """The IRI a token names, "" for a blank node label, None when it names nothing."""
        if token.kind == "iri":
            return token.text[1:-1]
        if token.kind != "name" or ":" not in token.text:
            return None
        prefix, _, local = token.text.partition(":")
        if prefix == "_":
            return ""
        namespace = self._found.prefixes.get(prefix)
        return None if namespace is None else namespace + local.replace("\\", "")
