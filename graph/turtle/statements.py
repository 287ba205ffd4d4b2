"""The statements of a Turtle text as they stand: directives and blocks, and the comments between them.

Works on tokens, so it keeps what a parser drops. It expects text that parses; on other text it does its best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.turtle.tokens import Token, tokens

_DIRECTIVES: Final = frozenset({"@prefix", "@base", "@version", "prefix", "base", "version"})
_OPENING: Final = frozenset({"[", "("})
_CLOSING: Final = frozenset({"]", ")"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One directive or one block: its tokens, and the comments before and inside it.

    ``above`` are the comments on lines of their own before the statement; ``lost`` those beside or inside it.
    The statement that ends a text may have no tokens, only comments.
    """

    tokens: tuple[Token, ...]
    above: tuple[Token, ...]
    lost: tuple[Token, ...]

    @property
    def is_directive(self) -> bool:
        """Whether this declares a prefix or a base instead of stating facts."""
        return bool(self.tokens) and self.tokens[0].text.lower() in _DIRECTIVES


def statements(text: str) -> Iterator[Statement]:
    """The statements of ``text`` in order, the last one perhaps without a closing dot."""
    own: list[Token] = []
    above: list[Token] = []
    lost: list[Token] = []
    depth = 0
    for token in tokens(text):
        if token.kind == "comment":
            on_own_line = not text[text.rfind("\n", 0, token.start) + 1 : token.start].strip()
            (above if on_own_line and not own else lost).append(token)
            continue
        own.append(token)
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if _ends(own, depth):
            yield Statement(tuple(own), tuple(above), tuple(lost))
            own, above, lost, depth = [], [], [], 0
    if own or above or lost:
        yield Statement(tuple(own), tuple(above), tuple(lost))


def _ends(own: list[Token], depth: int) -> bool:
    first = own[0].text
    if first.lower() in _DIRECTIVES and not first.startswith("@"):
        return own[-1].kind in {"iri", "string"}
    return depth == 0 and own[-1].kind == "punctuation" and own[-1].text == "."
