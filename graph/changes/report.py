"""Changes as people and tools read them: plain text, Markdown, HTML and JSON, in nb, nn or en."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

from graph.changes.change import Change, ThingChange, VerdictChange
from graph.changes.naming import word
from graph.changes.weight import Weight
from graph.changes.word_diff import Piece, word_diff
from graph.checks.changes import STATUS_NAMES
from graph.words import Words, sentence

_NAMED_FIELDS: Final = 12
# How many changes of one thing a page tells; a whole new table is longer than anybody reads.
_TOLD: Final = 30
# How much of what did not change is shown on each side of what did.
_AROUND: Final = 60
# A page of its own has no style sheet: the words for screen readers are hidden from the eye here.
_HIDDEN: Final = ".ds-sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
_MARKDOWN: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#~|"})


def as_text(changes: Sequence[ThingChange], lang: str) -> str:
    """The changes for a terminal, the gravest first; removed words in ``[-…-]``, added ones in ``{+…+}``."""
    lines = []
    for thing in changes:
        lines.append(f"{heading(thing, lang)}: {_class(thing, lang)}")
        lines += [f"  {line}" for line in _facts(thing, lang)]
        lines += [f"  {_plain(change, lang)}" for change in thing.changes if shown(change, thing)]
        lines += [f"  {line}" for line in _consequences(thing, lang)]
        lines.append("")
    return "\n".join([*lines, summary(changes, lang), ""])


def as_markdown(changes: Sequence[ThingChange], lang: str) -> str:
    """The changes for a pull request: removed words struck through, added ones bold."""
    lines = [f"# {word('heading')[lang]}", "", summary(changes, lang), ""]
    for thing in changes:
        lines += [f"## {_md(heading(thing, lang))}: {_class(thing, lang)}", ""]
        lines += [f"- {_md(line)}" for line in _facts(thing, lang)]
        lines += [f"- {_markdown(change, lang)}" for change in thing.changes if shown(change, thing)]
        lines += [f"- {_md(line)}" for line in _consequences(thing, lang)]
        lines.append("")
    return "\n".join(lines)


def as_html(changes: Sequence[ThingChange], lang: str) -> str:
    """The changes as one page: ``<ins>`` and ``<del>``, with words for those who do not see the difference."""
    title = word("heading")[lang]
    parts = [
        f'<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_HIDDEN}</style></head>",
        f"<body>\n<h1>{escape(title)}</h1>\n<p>{escape(summary(changes, lang))}</p>",
    ]
    for thing in changes:
        about = escape(f"{heading(thing, lang)}: {_class(thing, lang)}")
        opening = f'<section data-class="{thing.weight.code}">\n<h2>{about}</h2>'
        parts.append(f"{opening}\n{html_list(thing, lang)}\n</section>")
    return "\n".join([*parts, "</body>\n</html>", ""])


def html_list(thing: ThingChange, lang: str) -> str:
    """The changes of one thing as an HTML list."""
    items = [escape(line) for line in _facts(thing, lang)]
    told = [change for change in thing.changes if shown(change, thing)]
    items += [html_change(change, lang) for change in told[:_TOLD]]
    items += [escape(word("more-changes", n=str(len(told) - _TOLD))[lang])] * (len(told) > _TOLD)
    items += [escape(line) for line in _consequences(thing, lang)]
    return "<ul>\n" + "\n".join(f"<li>{item}</li>" for item in items) + "\n</ul>"


def html_change(change: Change, lang: str) -> str:
    """One change as HTML."""
    about = escape(sentence(change.about[lang]))
    if change.before is None and change.after is None:
        return about
    tongue = f' lang="{escape(change.language)}"' if change.language else ""
    return f"{about}: <span{tongue}>{_html_pieces(pieces(change, lang), lang)}</span>"


def as_json(changes: Sequence[ThingChange], _lang: str) -> str:
    """The changes for tools; every text in nb, nn and en."""
    document = {
        "class": max((thing.weight for thing in changes), default=Weight.EDITORIAL).code if changes else None,
        "things": [_thing(thing) for thing in changes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def heading(thing: ThingChange, lang: str) -> str:
    """What a thing is called, with its vocabulary."""
    place = thing.iri.partition("/begrep/")[2].partition("/")[0]
    return f"{thing.label[lang]} ({place})" if place else thing.label[lang]


def summary(changes: Sequence[ThingChange], lang: str) -> str:
    """How many things change in each class."""
    if not changes:
        return word("no-changes")[lang]
    counts = {weight.code: str(sum(thing.weight is weight for thing in changes)) for weight in Weight}
    return word("summary", **counts)[lang]


def pieces(change: Change, lang: str) -> tuple[Piece, ...]:
    """The words of one change: what stays, goes and comes; names are exchanged whole."""
    before, after = (words[lang] if words else "" for words in (change.before, change.after))
    if change.prose and before and after:
        return tuple(_shortened(word_diff(before, after)))
    found = [Piece("removed", before)] if before else []
    return (*found, *([Piece("added", after)] if after else []))


def shown(change: Change, thing: ThingChange) -> bool:
    """Whether a change is told in a line of its own: version and status stand above, dates follow from the rest."""
    return change.kind not in {"version", "modified"} or len(thing.changes) == 1


def _facts(thing: ThingChange, lang: str) -> Iterator[str]:
    if thing.version_before and thing.version_after and thing.version_before != thing.version_after:
        yield word("version", before=thing.version_before, after=thing.version_after)[lang]
    if thing.status in STATUS_NAMES and not any(change.kind == "status" for change in thing.changes):
        yield word("status", status=STATUS_NAMES[thing.status])[lang]
    yield from (note[lang] for note in thing.notes)


def _consequences(thing: ThingChange, lang: str) -> Iterator[str]:
    if thing.review:
        names = list(thing.review.fields[:_NAMED_FIELDS])
        rest = len(thing.review.fields) - len(names)
        told = ", ".join(names) + (f" {word('more-pairs', n=str(rest))[lang]}" if rest else "")
        fields, owners = _counted("fields", len(thing.review.fields)), _counted("owners", thing.review.owners)
        yield word("review", fields=fields, owners=owners, names=told)[lang]
    yield from (_verdict(verdict, lang) for verdict in thing.verdicts)


def _verdict(change: VerdictChange, lang: str) -> str:
    before, after = (v.words if v is not None else word("no-answer") for v in (change.before, change.after))
    text = word("verdict", before=before, after=after, pairs=_counted("pairs", change.count))[lang]
    if change.before is None:
        return text
    rest = change.count - len(change.pairs)
    named = "; ".join(f"{one[lang]} / {other[lang]}" for one, other in change.pairs)
    return f"{text}: {named}" + (f" {word('more-pairs', n=str(rest))[lang]}" if rest else "")


def _counted(name: str, number: int) -> Words:
    return word(f"{name}-one") if number == 1 else word(name, n=str(number))


def _class(thing: ThingChange, lang: str) -> str:
    state = "" if thing.state == "changed" else word(thing.state)[lang]
    return ", ".join(filter(None, (state, thing.weight.words[lang])))


def _plain(change: Change, lang: str) -> str:
    about = sentence(change.about[lang])
    if change.before is None and change.after is None:
        return about
    if not change.prose and change.before and change.after:
        return f"{about}: {change.before[lang]} → {change.after[lang]}"
    return f"{about}: {_signed(pieces(change, lang), ('[-', '-]'), ('{+', '+}'))}"


def _markdown(change: Change, lang: str) -> str:
    about = _md(sentence(change.about[lang]))
    if change.before is None and change.after is None:
        return about
    if not change.prose and change.before and change.after:
        return f"{about}: {_md(change.before[lang])} → {_md(change.after[lang])}"
    escaped = [Piece(piece.mark, _md(piece.text)) for piece in pieces(change, lang)]
    return f"{about}: {_signed(escaped, ('~~', '~~'), ('**', '**'))}"


def _signed(found: Sequence[Piece], removed: tuple[str, str], added: tuple[str, str]) -> str:
    """The pieces as one text, with signs around the words that go and come, not around the spaces beside them."""
    signs = {"removed": removed, "added": added}
    text = ""
    for piece in found:
        bare = piece.text.strip()
        if piece.mark == "same" or not bare:
            text += piece.text
            continue
        opening, closing = signs[piece.mark]
        before, _, after = piece.text.partition(bare)
        # Two changes beside each other must not run together.
        apart = " " if text.endswith((removed[1], added[1])) and not before else before
        text += f"{apart}{opening}{bare}{closing}{after}"
    return text


def _html_pieces(found: Sequence[Piece], lang: str) -> str:
    """The pieces as HTML, the spaces beside a change outside it; what replaces something does not run on from it."""
    text = ""
    for piece in found:
        bare = piece.text.strip()
        if piece.mark == "same" or not bare:
            text += escape(piece.text)
            continue
        before, _, after = piece.text.partition(bare)
        apart = " " if piece.mark == "added" and text.endswith("</del>") and not before else before
        tag = "del" if piece.mark == "removed" else "ins"
        said = f'<span class="ds-sr-only" lang="{lang}">{word(piece.mark)[lang]}: </span>'
        text += f"{apart}<{tag}>{said}{escape(bare)}</{tag}>{after}"
    return text


def _shortened(found: Iterable[Piece]) -> Iterator[Piece]:
    """Leave out the middle of long stretches that did not change, at spaces."""
    whole = list(found)
    for place, piece in enumerate(whole):
        if piece.mark != "same" or len(piece.text) <= 3 * _AROUND:
            yield piece
            continue
        start = "" if place == 0 else piece.text[:_AROUND].rpartition(" ")[0] + " "
        end = "" if place == len(whole) - 1 else " " + piece.text[-_AROUND:].partition(" ")[2]
        yield Piece("same", f"{start}…{end}")


def _md(text: str) -> str:
    return text.translate(_MARKDOWN)


def _thing(thing: ThingChange) -> dict[str, Any]:
    return {
        "iri": thing.iri,
        "kind": thing.kind,
        "label": dict(thing.label),
        "state": thing.state,
        "class": thing.weight.code,
        "status": thing.status or None,
        "version": {"before": thing.version_before or None, "after": thing.version_after or None},
        "changes": [_change(change) for change in thing.changes],
        "notes": [dict(note) for note in thing.notes],
        "review": {"fields": list(thing.review.fields), "organisations": thing.review.owners} if thing.review else None,
        "verdicts": [
            {
                "before": None if change.before is None else change.before.code,
                "after": None if change.after is None else change.after.code,
                "class": change.weight.code,
                "pairs": change.count,
                "named": [[dict(one), dict(other)] for one, other in change.pairs],
            }
            for change in thing.verdicts
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "class": change.weight.code,
        "about": dict(change.about),
        "language": change.language or None,
        "before": dict(change.before) if change.before else None,
        "after": dict(change.after) if change.after else None,
    }
