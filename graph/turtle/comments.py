"""The comments of a Turtle text that can be carried over to its canonical form, and those that cannot.

A comment is kept when it stands before the prefixes or right above a block. Anywhere else there is no place
for it in a form ordered by content, so rewriting is refused instead of dropping it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.checks.rule import finding
from graph.errors import CommentLost
from graph.finding import Finding
from graph.turtle.parsing import parse
from graph.turtle.statements import Statement, statements
from graph.turtle.tokens import Lines, Token, may_have_comments, tokens


@dataclass(frozen=True, slots=True)
class Comments:
    """Comment lines before the prefixes, and above the block of each subject (by IRI)."""

    header: tuple[str, ...] = ()
    above: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def comments(text: str) -> Comments:
    """The comments of ``text``, which must parse and have LF line ends.

    Raises ``CommentLost`` at the first comment that has no place.
    """
    if not may_have_comments(text):
        return Comments()
    for glued in glued_comments(text):
        raise CommentLost(glued)
    header: list[str] = []
    above: dict[str, list[str]] = {}
    directives: list[Statement] = []
    blocks = 0
    for statement in statements(text):
        _refuse(text, "prefixes" if statement.is_directive else "inside", statement.lost)
        if statement.is_directive:
            if directives or blocks:
                _refuse(text, "prefixes", statement.above)
            header.extend(_lines(statement.above))
            directives.append(statement)
        elif statement.tokens:
            blocks += 1
            if statement.above:
                above.setdefault(_subject(text, directives, statement), []).extend(_lines(statement.above))
        elif blocks:
            _refuse(text, "end", statement.above)
        else:
            header.extend(_lines(statement.above))
    return Comments(tuple(header), {subject: tuple(lines) for subject, lines in above.items()})


def glued_comments(text: str) -> list[Finding]:
    """A finding (FIL-14) for each ``#`` glued to a name: a comment to every parser, seldom to its author."""
    if not may_have_comments(text):
        return []
    found = []
    lines = Lines.of(text)
    previous: Token | None = None
    for token in tokens(text):
        if token.kind == "comment" and previous and previous.kind == "name" and previous.end == token.start:
            line, column = lines.position(token.start)
            word = previous.text + token.text.split()[0]
            found.append(finding("FIL-14", "glued", line=line, column=column, word=word))
        previous = token
    return found


def _subject(text: str, directives: list[Statement], statement: Statement) -> str:
    """The IRI a block is about; the parser resolves it, so prefixes and base mean what they mean there."""
    subject = statement.tokens[0]
    if subject.kind not in {"iri", "name"} or subject.text.startswith("_:"):
        _refuse(text, "inside", statement.above)
    declared = "\n".join(" ".join(token.text for token in directive.tokens) for directive in directives)
    (triple,) = parse(f"{declared}\n{subject.text} a 1 .")
    return str(triple.subject).strip("<>")


def _lines(found: Iterable[Token]) -> list[str]:
    return [unicodedata.normalize("NFC", token.text.rstrip()) for token in found]


def _refuse(text: str, where: str, found: Iterable[Token]) -> None:
    for comment in found:
        line, column = Lines.of(text).position(comment.start)
        alone = not text[text.rfind("\n", 0, comment.start) + 1 : comment.start].strip()
        where = where if alone else "beside"
        raise CommentLost(finding("FIL-15", where, line=line, column=column))
