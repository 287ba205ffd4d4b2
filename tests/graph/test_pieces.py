from __future__ import annotations

import sqlite3
from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from graph.searching.pieces import Pieces, shortest_beginnings
from graph.searching.wanted import PIECE, Wanted

WORD = st.text("abc", min_size=1, max_size=7)
LABELS = st.lists(st.lists(WORD, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=30, unique=True)


@given(LABELS, st.lists(WORD, min_size=1, max_size=2, unique=True), st.data())
def test_no_label_that_holds_the_words_is_missed(labels: list[str], words: list[str], data: st.DataObject) -> None:
    """Whichever pieces are looked up: every label in which one form of each word stands is among those found."""
    forms = tuple((word, *data.draw(st.sets(WORD, max_size=2).map(sorted))) for word in words)
    # A word that may be a shorter one than the index knows is not looked up.
    assume(all(len(form) >= PIECE for group in forms[:1] for form in group))
    wanted = Wanted(" ".join(words), tuple(words), forms)
    texts = [f"^ {label} " for label in labels]
    counts = Counter(piece for text in texts for piece in {text[n : n + PIECE] for n in range(len(text) - PIECE + 1)})
    expression = Pieces(counts).inside(wanted)
    holding = {number for number, label in enumerate(labels) if wanted.fits(label)}
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE part USING fts5(folded, tokenize='trigram case_sensitive 1')")
        connection.executemany("INSERT INTO part(rowid, folded) VALUES (?, ?)", list(enumerate(texts)))
        sql = "SELECT rowid FROM part WHERE part MATCH ?"
        found = {number for (number,) in connection.execute(sql, (expression,))} if expression else set()
    connection.close()
    assert holding <= found


@given(st.lists(st.text("ab", min_size=1, max_size=6), max_size=5), st.text("ab", max_size=8))
def test_the_shortest_beginnings_begin_the_same_texts(forms: list[str], text: str) -> None:
    """A form is left out only when another, looked up by its beginning, finds all that it finds."""

    def begins(form: str) -> bool:
        return text.startswith(form) if len(form) > PIECE else text == form

    assert any(map(begins, forms)) == any(map(begins, shortest_beginnings(forms)))
