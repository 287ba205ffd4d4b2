"""Search: the judged queries, and what holds for every term of every concept."""

from __future__ import annotations

import csv
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.builds import Build
from graph.errors import SearchRefused
from graph.searching.answer import Question
from graph.searching.filters import Filters
from graph.searching.findable import TERMS, Findable, Name
from graph.searching.folding import fold
from graph.searching.index_writer import write_index
from graph.searching.material import findables
from graph.searching.ranking import Fit
from graph.searching.search_index import LONGEST, SearchIndex
from graph.store import CatalogueStore
from graph.texts import Text

JUDGED = Path(__file__).parents[1] / "data" / "search"
HALVES = ("first", "second")
LEAST = 150
FLOOR, TYPO_FLOOR = 0.95, 0.9
DEPTHS = (1, 3, 10)
SOAK = os.environ.get("BEGREP_TEST_PROFILE") == "soak"

Judged = dict[str, str]


@pytest.fixture(scope="module")
def index(real_build: Build) -> Iterator[SearchIndex]:
    """The search of the real catalogue."""
    found = SearchIndex.open(real_build.search)
    yield found
    found.close()


def judged(half: str) -> list[Judged]:
    with (JUDGED / f"{half}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def measured(index: SearchIndex, base: str, queries: list[Judged]) -> dict[str, list[tuple[float, ...]]]:
    """Recall at 1, 3 and 10 and the reciprocal rank of every query, by kind."""
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for row in queries:
        expected = {base + path for path in row["expected"].split()}
        hits = [hit.thing.iri for hit in index.find(Question(row["query"], row["lang"])).hits]
        recalls = [len(expected & set(hits[:depth])) / min(len(expected), depth) for depth in DEPTHS]
        rank = next((place for place, iri in enumerate(hits, 1) if iri in expected), None)
        found[row["kind"]].append((*recalls, 1 / rank if rank else 0.0))
    return found


def mean(values: list[tuple[float, ...]], column: int) -> float:
    return sum(value[column] for value in values) / len(values)


def test_there_are_enough_judged_queries() -> None:
    """At least 150 in all, each different, with an answer and a kind the README explains."""
    rows = [row for half in HALVES for row in judged(half)]
    kinds = (JUDGED / "README.md").read_text(encoding="utf-8")
    assert len({(row["lang"], row["query"], row["kind"]) for row in rows}) == len(rows) >= LEAST
    assert all(row["expected"].strip() and f"| {row['kind']} |" in kinds for row in rows)


@pytest.mark.parametrize("half", HALVES)
def test_judged_queries_are_answered(
    index: SearchIndex, real_build: Build, half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Recall among the first three is at least 0.95, and 0.9 for typing errors; the table shows every kind."""
    found = measured(index, real_build.manifest.base, judged(half))
    every = [value for values in found.values() for value in values]
    with capsys.disabled():
        print(f"\n{half:<14}{'n':>4}{'r@1':>7}{'r@3':>7}{'r@10':>7}{'MRR':>7}")
        for kind, values in [*found.items(), ("all", every)]:
            print(f"{kind:<14}{len(values):>4}" + "".join(f"{mean(values, column):>7.3f}" for column in range(4)))
    assert mean(every, 1) >= FLOOR
    assert mean(found["typo"], 1) >= TYPO_FLOOR


def terms(build: Build) -> Iterator[tuple[str, str]]:
    """Every term of every concept."""
    for thing in findables(CatalogueStore.open(build.store), build.manifest.base, build.manifest.build_date):
        if thing.type == "concept":
            yield from ((name.text.value, thing.iri) for name in thing.names if name.kind in TERMS)


def beginnings(term: str) -> Iterator[str]:
    """The term cut to three letters or more, as it is written, with ae, oe and aa, and with a and o.

    All of them in a long run (make soak); else the shortest, the whole and two others, each spelt in one of the ways.
    """
    chance = random.Random(term)
    lengths = {3, len(term), *(range(3, len(term)) if SOAK else chance.choices(range(3, len(term) + 1), k=2))}
    for length in sorted(lengths):
        cut = term[:length]
        plain = cut.lower().replace("æ", "a").replace("ø", "o").replace("å", "a")
        long = cut.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
        yield from dict.fromkeys((cut, plain, long)) if SOAK else [chance.choice((cut, plain, long))]


def test_every_beginning_of_every_term_finds_its_concept(index: SearchIndex, real_build: Build) -> None:
    """Whoever has typed three letters of a term or more, however folded, has its concept among the answers."""
    tried = 0
    for term, iri in terms(real_build):
        for typed in beginnings(term):
            answer = index.find(Question(typed, "nb", Filters(types=("concept",)), limit=200))
            assert iri in {hit.thing.iri for hit in answer.hits}, f"{typed} of {term}"
            tried += 1
    assert tried > 1400


def found(index: SearchIndex, query: str, lang: str = "nb", **filters: str) -> list[str]:
    answer = index.find(Question(query, lang, Filters(**filters)))  # type: ignore[arg-type]
    return [hit.thing.iri.rpartition("begrepskatalog/")[2] for hit in answer.hits]


def test_the_order_of_the_ways_to_fit(index: SearchIndex) -> None:
    """A whole term, then terms that begin so, then terms with such a word, then compounds, then definitions."""
    answer = index.find(Question("fravær", filters=Filters(type="concept")))
    fits = [hit.fit for hit in answer.hits]
    assert fits[0] is Fit.EXACT
    assert fits == sorted(fits)
    assert {Fit.PREFIX, Fit.WORD_START, Fit.INSIDE} <= set(fits)


def test_the_reader_s_language_comes_first(index: SearchIndex) -> None:
    """Among equals; a whole term in another language still comes before a part of one in the reader's."""
    assert found(index, "term", "en")[0] == found(index, "term", "nn")[0] == "begrep/dataforvaltning/term"
    assert found(index, "personal", "nb", type="concept")[0] == "begrep/personell/personalressurs"
    assert found(index, "personal", "en", type="concept")[0] == "begrep/oppvekst/personlig-assistanse-skole"
    assert found(index, "employee", "nb")[0] == "begrep/personell/ansatt"


def test_what_no_longer_holds_comes_after_what_does(tmp_path: Path) -> None:
    """Of terms that fit as well the valid one stands first; a whole one always does."""
    things = [
        Findable(f"https://x/{text}", "concept", (term,), (Name("pref_label", term),), valid=valid)
        for text, valid in (("opplæring", False), ("opplæring i bedrift", True), ("opplæring ute", False))
        for term in (Text(text, "nb"),)
    ]
    write_index(tmp_path / "search.sqlite", things, base_iri="https://x/", revision="1")
    index = SearchIndex.open(tmp_path / "search.sqlite")
    hits = index.find(Question("opplæring")).hits
    assert [hit.thing.label[0].value for hit in hits] == ["opplæring", "opplæring i bedrift", "opplæring ute"]
    index.close()


def test_the_order_is_stable(index: SearchIndex, real_build: Build, tmp_path: Path) -> None:
    """Asked again, and asked of an index that was written anew, the same things stand in the same order."""
    base, day = real_build.manifest.base, real_build.manifest.build_date
    things = list(findables(CatalogueStore.open(real_build.store), base, day))
    random.Random(7).shuffle(things)
    write_index(tmp_path / "other.sqlite", things, base_iri=base, revision="other")
    other = SearchIndex.open(tmp_path / "other.sqlite")
    for query in ("fravær", "an", "SYKEFR_PST", "ansatte", "sykefravær oslo", "sykkefravær"):
        assert found(index, query) == found(index, query) == found(other, query)
    other.close()


def test_pages_join_without_gaps(index: SearchIndex) -> None:
    """Page after page gives every hit once."""
    whole = index.find(Question("an", limit=300))
    parts = [index.find(Question("an", offset=offset, limit=25)) for offset in range(0, whole.total, 25)]
    assert [hit.thing.iri for part in parts for hit in part.hits] == [hit.thing.iri for hit in whole.hits]
    assert len(whole.hits) == whole.total


def test_facets_count_what_choosing_them_gives(index: SearchIndex) -> None:
    """The number beside a value is the number of hits one gets by choosing it."""
    answer = index.find(Question("fravær"), facets=True)
    assert {facet.name for facet in answer.facets} >= {"type", "organisation"}
    for facet in answer.facets:
        for option in facet.options:
            chosen = index.find(Question("fravær", filters=Filters(**{facet.name: option.value})))  # type: ignore[arg-type]
            assert chosen.total == option.count, option


def test_a_chosen_facet_shows_its_other_values(index: SearchIndex) -> None:
    """So that another can be chosen in its place; the other facets count what is left."""
    free = index.find(Question("fravær"), facets=True)
    chosen = index.find(Question("fravær", filters=Filters(type="field")), facets=True)
    types = [next(facet for facet in answer.facets if facet.name == "type") for answer in (free, chosen)]
    assert [(o.value, o.count) for o in types[0].options] == [(o.value, o.count) for o in types[1].options]
    assert [option.value for option in types[1].options if option.chosen] == ["field"]


def test_languages_and_fields_tell_concepts_apart(tmp_path: Path) -> None:
    """A concept has terms in the languages its preferred ones are in; a field, and what no field is mapped to, too."""
    column = "https://x/felt"
    things = [
        Findable(f"https://x/{slug}", "concept", names[:1], (*(Name("pref_label", name) for name in names), *fields))
        for slug, names, fields in (
            ("to", (Text("timar", "nb"), Text("timar", "nn")), (Name("field", Text("TIMAR"), column),)),
            ("en", (Text("timar på dagtid", "nb"),), ()),
        )
    ]
    things.append(Findable(column, "field", (Text("TIMAR"),), (Name("field", Text("TIMAR")),)))
    write_index(tmp_path / "search.sqlite", things, base_iri="https://x/", revision="1")
    index = SearchIndex.open(tmp_path / "search.sqlite")
    facets = {facet.name: facet for facet in index.find(Question("timar"), facets=True).facets}
    counted = {name: {option.value: option.count for option in facets[name].options} for name in ("language", "mapped")}
    assert counted == {
        "language": {"nb": 2, "nn": 1, "without-nn": 1, "without-en": 2},
        "mapped": {"yes": 1, "no": 1},
    }
    assert [list(values) for values in counted.values()] == [["nb", "nn", "without-nn", "without-en"], ["yes", "no"]]
    for name, value, expected in (
        ("language", "nn", ["to"]),
        ("language", "without-nn", ["en"]),
        ("language", "en", []),
        ("mapped", "yes", ["to"]),
        ("mapped", "no", ["en"]),
    ):
        assert [iri.removeprefix("https://x/") for iri in found(index, "timar", **{name: value})] == expected
    index.close()


def test_without_words_the_filters_list_what_there_is(index: SearchIndex) -> None:
    """Each thing once by its own name, in the reader's language, with the numbers of the other choices."""
    answer = index.find(Question("", "nn", Filters(mapped="no"), limit=200), facets=True)
    names = [hit.matched for hit in answer.hits]
    assert all(name in hit.thing.label and name.lang == "nn" for name, hit in zip(names, answer.hits, strict=True))
    assert len({hit.thing.iri for hit in answer.hits}) == answer.total > 40
    mapped = next(facet for facet in answer.facets if facet.name == "mapped")
    assert [(option.value, option.chosen) for option in mapped.options] == [("yes", False), ("no", True)]
    assert sum(option.count for option in mapped.options) == 118
    assert index.find(Question("–", filters=Filters(mapped="no"))).total == 0


def test_why_and_where_it_was_found(index: SearchIndex) -> None:
    """A concept found by a column says which, and whose; the letters that were searched for are known."""
    hit = index.find(Question("sykefr_pst")).hits[0]
    assert (hit.thing.iri.rpartition("/")[2], hit.kind, hit.matched.value) == (
        "sykefravaersprosent",
        "field",
        "SYKEFR_PST",
    )
    assert hit.place is not None
    assert [owner.label[0].value for owner in hit.place.owners] == ["Oslo", "HR"]
    assert [hit.matched.value[start:end] for start, end in hit.marks] == ["SYKEFR", "PST"]


def test_words_may_stand_in_different_names(index: SearchIndex) -> None:
    """«sykefravær oslo»: a concept about absence that Oslo has fields for."""
    answer = index.find(Question("sykefravær oslo"))
    assert answer.hits[0].thing.iri.endswith("/sykefravaersprosent")
    assert all(hit.fit is Fit.SPREAD for hit in answer.hits)


def test_a_misspelt_word_is_answered_and_told(index: SearchIndex) -> None:
    """The answer is that of the word that was meant, and says so."""
    answer = index.find(Question("sykkefravær"))
    assert answer.corrected == "sykefravær"
    meant = index.find(Question("sykefravær", limit=100)).hits
    names = [hit.thing.iri for hit in meant if hit.fit is not Fit.RUNNING]
    assert [hit.thing.iri for hit in answer.hits] == names[: len(answer.hits)]


def test_a_word_that_only_stands_in_a_text_is_not_taken_for_a_mistake(index: SearchIndex) -> None:
    """The text is found; what may have been meant is only suggested."""
    answer = index.find(Question("tankeenhet"))
    assert answer.corrected is None
    assert answer.hits[0].kind == "definition"


def test_without_a_hit_the_nearest_is_shown(index: SearchIndex) -> None:
    """Two errors in a word, or words that never stand together."""
    answer = index.find(Question("sykefraversprosentt"))
    assert answer.total == 0
    assert answer.nearest[0].thing.iri.endswith("/sykefravaersprosent")
    assert index.find(Question("qqqqqq")).nearest == ()


def test_too_much_is_refused_and_nothing_is_nothing(index: SearchIndex) -> None:
    """A search has a length, and an empty one finds nothing."""
    with pytest.raises(SearchRefused):
        index.find(Question("a" * (LONGEST + 1)))
    assert index.find(Question("a" * LONGEST)).total == 0
    for empty in ("", "   ", "–", "\0"):
        assert index.find(Question(empty), facets=True).total == 0


def test_suggestions_are_the_best_hits(index: SearchIndex) -> None:
    """What is suggested for a beginning stands first in the answer to it, too."""
    for typed in ("sykef", "ans", "oslo"):
        suggested = [hit.thing.iri for hit in index.suggest(typed, "nb", 3)]
        assert suggested == [hit.thing.iri for hit in index.find(Question(typed)).hits[:3]]
        assert fold(typed)
