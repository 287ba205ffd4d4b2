"""Where a Turtle text stopped making sense: the word that has no place, and its neighbours."""

from __future__ import annotations

from typing import Any

from graph.checks.rule import finding
from graph.finding import Finding
from graph.turtle.outline import Fault, Outline
from graph.turtle.tokens import Token


class Neighbours:
    """The token that has no place (or the end of the text), the ones beside it, and what was expected."""

    def __init__(self, found: Outline, fault: Fault) -> None:
        """Look at the tokens around the fault."""
        tokens = found.tokens
        self.found = found
        self.expected = fault.expected
        self.index = fault.index
        self.before = tokens[fault.index - 1] if fault.index else None
        end = Token("end", "", len(found.text.rstrip()))
        self.next = tokens[fault.index + 1] if fault.index + 1 < len(tokens) else None
        self.token = tokens[fault.index] if fault.index < len(tokens) else end

    def at(self, offset: int, rule: str, variant: str, **values: Any) -> Finding:
        """A finding at an offset of the text."""
        line, column = self.found.lines.position(offset)
        return finding(rule, variant, line=line, column=column, **values)

    def rest(self) -> str:
        """The line from the token on."""
        return self.found.text[self.token.start :].partition("\n")[0]

    def open_bracket(self) -> Token | None:
        """The last bracket before the fault that is not closed there."""
        depth = 0
        for token in reversed(self.found.tokens[: self.index]):
            if token.kind == "punctuation":
                depth += (token.text in {"[", "("}) - (token.text in {"]", ")"})
            if depth > 0:
                return token
        return None
