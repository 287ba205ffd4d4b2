"""The search of one build: the page, its suggestions, the command line and other services ask here.

index = SearchIndex.open(build.search)
answer = index.find(Question("sykefravær", "nb", Filters(types=("concept",))))
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.errors import SearchRefused
from graph.searching.answer import Answer, Hit, Question
from graph.searching.correction import Corrector, Meant
from graph.searching.facets import Facet, facets_of
from graph.searching.filters import Filters
from graph.searching.folding import fold_word, words
from graph.searching.index_file import IndexFile
from graph.searching.matching import ENOUGH, WINDOW, Matcher
from graph.searching.ranking import Match
from graph.searching.showing import Showing, best_of_each
from graph.searching.spreading import spread
from graph.searching.wanted import Wanted

LONGEST: Final = 200
SUGGESTIONS: Final = 8
_NEAREST: Final = 5
_SUGGESTION_WINDOW: Final = 60


class _Found:
    """What one search found: the matches, the words they fit, and whether these are other words than were typed."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.matches: list[Match] = []
        self.more = False
        self.corrected: str | None = None
        self.suggestion: str | None = None


class SearchIndex:
    """The index of a build, open for reading by any number of threads."""

    def __init__(self, file: IndexFile) -> None:
        self._file = file
        self._shown = Showing(file)

    @classmethod
    def open(cls, path: Path) -> SearchIndex:
        """Open the index at ``path``; raise SearchUnavailable when there is none that this program can read."""
        return cls(IndexFile(path))

    @property
    def revision(self) -> str:
        """The revision of the content it was made from."""
        return self._file.revision

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def find(self, question: Question, *, facets: bool = False) -> Answer:
        """Return the answer to ``question``, with facets when they are asked for.

        Without words that is what the filters let through, and nothing when there are none. Raises SearchRefused when
        the text is longer than LONGEST.
        """
        found = self._found(question, WINDOW)
        best = best_of_each(found.matches)
        chosen = best[question.offset : question.offset + question.limit]
        return Answer(
            question,
            found.wanted,
            self._shown.hits(chosen, found.matches, found.wanted),
            len(best),
            found.more,
            found.corrected,
            found.suggestion,
            self._facets(question, [match.thing for match in best]) if facets else (),
            () if best else self.nearest(question),
        )

    def suggest(self, text: str, lang: str, limit: int = SUGGESTIONS) -> tuple[Hit, ...]:
        """Return the best few hits for what somebody has typed so far; raises SearchRefused as find does."""
        found = self._found(Question(text, lang), _SUGGESTION_WINDOW)
        return self._shown.hits(best_of_each(found.matches)[:limit], found.matches, found.wanted)

    def iris(self, question: Question) -> tuple[str, ...]:
        """Return the IRIs of what find would hit, for those who have names of their own; raises SearchRefused as it."""
        best = best_of_each(self._found(question, WINDOW).matches)
        return self._shown.iris(best[question.offset : question.offset + question.limit])

    def nearest(self, question: Question) -> tuple[Hit, ...]:
        """Return what comes closest to a search that finds nothing: by single words, and by words like them."""
        corrector = Corrector(self._file)
        matcher = Matcher(self._file, question.filters, question.lang, _SUGGESTION_WINDOW)
        wanted = Wanted.of(question.text)
        matches: list[Match] = []
        fitting: dict[str, tuple[str, ...]] = {}
        for word in wanted.words:
            alike = () if corrector.knows(word) else tuple(meant.folded for meant in corrector.alike(word))
            fitting[word] = alike or (word,)
            if alike or len(wanted.words) > 1:
                matches += matcher.labels(Wanted(word, (word,), (fitting[word],)), corrected=True)
        chosen = best_of_each(matches)[:_NEAREST]
        return self._shown.hits(chosen, matches, wanted.instead(fitting))

    def _found(self, question: Question, window: int, *, listing: bool = False) -> _Found:
        text = question.text.strip()
        if len(text) > LONGEST:
            raise SearchRefused("too-long", limit=str(LONGEST))
        matcher = Matcher(self._file, question.filters, question.lang, window)
        found = _Found(Wanted.of(text))
        if not text:
            found.matches = matcher.every() if listing or question.filters.chosen() else []
            found.more = matcher.overflow
            return found
        found.matches = matcher.labels(found.wanted) or self._spread(found.wanted, question)
        running = matcher.running(found.wanted) if len(found.matches) < min(ENOUGH, window) else []
        if not found.matches:
            self._correct(found, matcher, question, running)
        if found.corrected is None:
            found.matches += running
        found.more = matcher.overflow
        return found

    def _spread(self, wanted: Wanted, question: Question) -> list[Match]:
        return spread(self._file, wanted, question.filters, question.lang)

    def _correct(self, found: _Found, matcher: Matcher, question: Question, running: list[Match]) -> None:
        """Search for what was probably meant: instead of what was typed, unless a text has that word for word."""
        corrector = Corrector(self._file)
        for also_known in (False, True):
            meant = corrector.meant(found.wanted, also_known=also_known)
            if not meant:
                continue
            instead = {
                word: (*[word] * also_known, *(each.folded for each in mended)) for word, mended in meant.items()
            }
            wanted = found.wanted.instead(instead)
            matches = matcher.labels(wanted, corrected=True) or self._spread(wanted, question)
            if matches:
                mended_text = _mended(question.text, meant)
                if running:
                    found.suggestion = mended_text
                else:
                    found.wanted, found.matches, found.corrected = wanted, matches, mended_text
                return

    def _facets(self, question: Question, found: list[int]) -> tuple[Facet, ...]:
        def things(filters: Filters) -> list[int]:
            if filters == question.filters:
                return found
            others = self._found(replace(question, filters=filters), WINDOW, listing=True)
            return list(dict.fromkeys(match.thing for match in others.matches))

        return facets_of(self._file.connection, question.filters, things)


def _mended(text: str, meant: dict[str, tuple[Meant, ...]]) -> str:
    """What was typed with the likeliest words in the place of the misspelt ones."""
    folded = ((fold_word(word), word) for word in words(text))
    return " ".join(meant[word][0].shown if word in meant else written for word, written in folded)
