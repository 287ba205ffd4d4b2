"""What a change means: every class of change, both directions, word by word, and the verdicts it turns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from graph.changes.catalogue_diff import catalogue_diff
from graph.changes.change import ThingChange
from graph.changes.content import Content
from graph.changes.weight import Weight
from graph.changes.word_diff import alike_but_for_form, word_diff
from graph.comparing.verdict import Verdict
from graph.namespaces import BASE
from graph.words import Words
from graph.workbook.workbook_words import headings
from loaders.snapshot import snapshot

SMALL = Path(__file__).parents[1] / "data" / "liten"
FILES = {
    path.relative_to(SMALL).as_posix(): path.read_bytes()
    for path in sorted(SMALL.rglob("*"))
    if path.suffix in {".ttl", ".csv"}
}
BASELINE = Content.read(FILES)
DAY = date(2026, 11, 28)
RATE = f"{BASE}begrep/personell/sykefravaersprosent"
FILE = "vocabularies/personell/sykefravaersprosent.ttl"
ABSENCE = "vocabularies/personell/sykefravaer.ttl"
KIND = "vocabularies/kjennetegn/fravaerstype.ttl"
FIELDS = "mappings/oslo/felt.csv"
ANSWERS = "mappings/oslo/kjennetegn.csv"
LABELS = (
    "dagsverk ganget med sykmeldingsgrad",
    "dagsverk gonga med sjukmeldingsgrad",
    "person-days multiplied by degree of sick leave",
)
TERM = '    skos:prefLabel "sykefraværsprosent"@nb ;\n'
BREAKING, SUBSTANTIAL, EDITORIAL = Weight.BREAKING, Weight.SUBSTANTIAL, Weight.EDITORIAL

Files = Mapping[str, bytes]


def edited(path: str, old: str, new: str, files: Files = FILES) -> dict[str, bytes]:
    """The files with one text put in another's place."""
    text = files[path].decode()
    assert old in text, (path, old)
    return {**files, path: text.replace(old, new, 1).encode()}


def line(path: str, new: str, files: Files = FILES) -> dict[str, bytes]:
    """The files with a line more about the thing itself."""
    return {**files, path: files[path].decode().replace("\n    .\n", f"\n    {new}\n    .\n", 1).encode()}


def without(path: str, files: Files = FILES) -> dict[str, bytes]:
    return {name: raw for name, raw in files.items() if name != path}


def compared(before: Files, after: Files) -> list[ThingChange]:
    old, new = (BASELINE if files is FILES else Content.read(files) for files in (before, after))
    return catalogue_diff(old, new, DAY)


CURRENT = edited(FILE, "status:DRAFT", "status:CURRENT")
WITH_MATCH = line(FILE, "skos:exactMatch <https://example.org/begrep/1> ;")
WITH_PARENT = line(FILE, f"<http://rdf-vocabulary.ddialliance.org/xkos#specializes> <{BASE}begrep/personell/fravaer> ;")
WITH_WHOLE = line(FILE, f"<http://rdf-vocabulary.ddialliance.org/xkos#isPartOf> <{BASE}begrep/personell/fravaer> ;")
WITH_RELATED = line(FILE, f"skos:related <{BASE}begrep/personell/fravaer> ;")
WITH_END = edited(FIELDS, "2018-10-01;2024-12-31", "2018-10-01;2024-06-30")
NEW_CODE = edited(
    KIND, "her:legemeldt\n", 'her:ny\n    a skos:Concept ;\n    skos:notation "ny" ;\n    .\n\nher:legemeldt\n'
)
ADMS = "<http://www.w3.org/ns/adms#versionNotes>"

# One row or more for every change in the design's table of classes: name, before, after, kind, weight.
CASES: list[tuple[str, Files, Files, str, Weight]] = [
    ("definition changed", FILES, edited(FILE, "egen sykdom", "sykdom"), "definition", BREAKING),
    ("definition removed", FILES, edited(FILE, "    euvoc:xlDefinition her:def-nn ;\n", ""), "definition", BREAKING),
    ("term changed, old one lost", FILES, edited(FILE, '"sykefraværsprosent"@nb', '"sykeprosent"@nb'),
     "preferred-term", BREAKING),
    ("out of force", CURRENT, edited(FILE, "status:CURRENT", "status:DEPRECATED", CURRENT), "status", BREAKING),
    ("retired", CURRENT, edited(FILE, "status:CURRENT", "status:RETIRED", CURRENT), "status", BREAKING),
    ("parent changed", WITH_PARENT, edited(FILE, "personell/fravaer>", "personell/sykefravaer>", WITH_PARENT),
     "parent", BREAKING),
    ("parent removed", WITH_PARENT, FILES, "parent", BREAKING),
    ("whole changed", WITH_WHOLE, edited(FILE, "personell/fravaer>", "personell/sykefravaer>", WITH_WHOLE),
     "whole", BREAKING),
    ("whole removed", WITH_WHOLE, FILES, "whole", BREAKING),
    ("exact match removed", WITH_MATCH, FILES, "exact-match", BREAKING),
    ("characteristic removed", FILES, edited(FILE, "    qb:component her:kj-gradering ;\n", ""),
     "characteristic", BREAKING),
    ("characteristic added", edited(FILE, "    qb:component her:kj-gradering ;\n", ""), FILES,
     "characteristic", BREAKING),
    ("effect changed", FILES, edited(FILE, "cmp:effect cmp:Pairwise", "cmp:effect cmp:Blocking"), "effect", BREAKING),
    ("condition added", FILES,
     edited(FILE, "    qb:attribute kj:gradering ;\n",
            f"    qb:attribute kj:gradering ;\n    cmp:onlyWhen <{BASE}kjennetegn/fravaerstype#legemeldt> ;\n"),
     "condition", BREAKING),
    ("reference value changed", FILES, edited(FILE, "fravaerstype#lege-og-egen", "fravaerstype#legemeldt"),
     "reference-value", BREAKING),
    ("code removed", NEW_CODE, FILES, "code", BREAKING),
    ("code renamed in tables", FILES, edited(KIND, 'skos:notation "legemeldt"', 'skos:notation "lege"'),
     "code-word", BREAKING),
    ("code called something else", FILES, edited(KIND, '"bare legemeldt"@nb', '"legemeldt og annet"@nb'),
     "code-name", BREAKING),
    ("pair rule changed", FILES, edited(KIND, "cmp:outcome cmp:Convertible", "cmp:outcome cmp:NotComparable"),
     "pair-rule-result", BREAKING),
    ("unit of another kind", FILES, edited(FILE, "enhet:prosent", "enhet:dagsverk"), "unit", BREAKING),
    ("period of a mapping shortened", FILES, WITH_END, "mapping", BREAKING),
    ("period begins later", FILES, edited(FIELDS, "nær;prosent;2018-10-01", "nær;prosent;2019-01-01"),
     "mapping", BREAKING),
    ("validity ends", FILES,
     line(FILE, 'euvoc:endDate "2026-12-31"^^xsd:date ;'), "valid-to", BREAKING),
    ("vocabulary changed", FILES, edited(FILE, "skos:inScheme vokabular:personell", "skos:inScheme vokabular:okonomi"),
     "vocabulary", BREAKING),
    ("identifier changed", FILES, edited(FILE, 'sykefravaersprosent"^^xsd:anyURI', 'annet"^^xsd:anyURI'),
     "identifier", BREAKING),
    ("new language", edited(FILE, '    skos:prefLabel "sickness absence rate"@en ;\n', ""), FILES,
     "preferred-term", SUBSTANTIAL),
    ("new definition language", edited(FILE, "    euvoc:xlDefinition her:def-en ;\n", ""), FILES,
     "definition", SUBSTANTIAL),
    ("term changed, old one kept", FILES,
     edited(FILE, TERM, '    skos:prefLabel "sykeprosent"@nb ;\n    skos:altLabel "sykefraværsprosent"@nb ;\n'),
     "preferred-term", SUBSTANTIAL),
    ("term changed, old one deprecated", FILES,
     edited(FILE, TERM, '    skos:prefLabel "sykeprosent"@nb ;\n    skos:hiddenLabel "sykefraværsprosent"@nb ;\n'),
     "preferred-term", SUBSTANTIAL),
    ("relation removed", WITH_RELATED, FILES, "related", SUBSTANTIAL),
    ("relation changed", WITH_RELATED, edited(FILE, "personell/fravaer>", "personell/sykefravaer>", WITH_RELATED),
     "related", SUBSTANTIAL),
    ("exact match added", FILES, WITH_MATCH, "exact-match", SUBSTANTIAL),
    ("relation added", FILES, line(FILE, f"skos:related <{BASE}begrep/personell/fravaer> ;"), "related", SUBSTANTIAL),
    ("note changed", FILES, edited(FILE, "Telleren er med eller uten", "Telleren er alltid med eller uten"),
     "note", SUBSTANTIAL),
    ("source changed", FILES, edited(FILE, "NAV: samme formel", "NAV: lignende formel"), "source", SUBSTANTIAL),
    ("note added", FILES, line(FILE, 'skos:scopeNote "Noe mer."@nn ;'), "note", SUBSTANTIAL),
    ("source added", FILES, line(FILE, 'dct:source "Noe annet"@nb ;'), "source", SUBSTANTIAL),
    ("example changed", line(FILE, 'skos:example "3,1 prosent"@nb ;'), line(FILE, 'skos:example "4,1 prosent"@nb ;'),
     "example", SUBSTANTIAL),
    ("example added", FILES, line(FILE, 'skos:example "3,1 prosent"@nb ;'), "example", SUBSTANTIAL),
    ("status forward", FILES, edited(FILE, "status:DRAFT", "status:CANDIDATE"), "status", SUBSTANTIAL),
    ("new mapping", edited(FIELDS, "helse.fravaer.sykefr;mål", "helse.fravaer.annet;mål"), FILES,
     "mapping", SUBSTANTIAL),
    ("answer changed", FILES, edited(ANSWERS, "gradering;ukjent", "gradering;vektet"), "answer", SUBSTANTIAL),
    ("new code", FILES, NEW_CODE, "code", SUBSTANTIAL),
    ("unit of the same kind", FILES, edited(FILE, "enhet:prosent", "enhet:andel"), "unit", SUBSTANTIAL),
    ("case", FILES, edited(FILE, '"sykefraværsprosent"@nb', '"Sykefraværsprosent"@nb'), "preferred-term", EDITORIAL),
    ("punctuation", FILES, edited(FILE, "i samme periode\"@nb", "i samme periode.\"@nb"), "definition", EDITORIAL),
    ("space", FILES, edited(FILE, "egen sykdom i", "egen  sykdom i"), "definition", EDITORIAL),
    ("declared by a PATCH step", FILES,
     edited(FILE, "egen sykdom", "sykdom hos en selv",
            edited(FILE, '    owl:versionInfo "1.0.0" ;\n',
                   f'    owl:versionInfo "1.0.1" ;\n    {ADMS} "Bare språket er rettet."@nb ;\n')),
     "definition", EDITORIAL),
    ("modified date", FILES, edited(FILE, 'dct:modified "2026-11-21"', 'dct:modified "2026-11-28"'),
     "modified", EDITORIAL),
    ("contact", FILES, edited(FILE, "kontakt:begrepskatalogen ;", "kontakt:andre ;"), "contact", EDITORIAL),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "kind", "weight"), CASES, ids=[case[0] for case in CASES])
def test_every_class_of_change(name: str, before: Files, after: Files, kind: str, weight: Weight) -> None:
    """Each row of the table of classes, on a real concept: the kind is told, with its weight."""
    found = compared(before, after)
    told = [change for thing in found for change in thing.changes if change.kind == kind]
    assert told, [(change.kind, change.weight) for thing in found for change in thing.changes]
    assert max(change.weight for change in told) is weight
    assert max(thing.weight for thing in found) is weight


def test_the_language_only_is_mended_not_without_a_note() -> None:
    """A PATCH step without a new note declares nothing: the definition is changed."""
    stepped = edited(FILE, "egen sykdom", "sykdom hos en selv", edited(FILE, '"1.0.0"', '"1.0.1"'))
    (thing,) = compared(FILES, stepped)
    assert thing.weight is BREAKING


def test_a_new_concept_is_told_by_term_and_definition() -> None:
    """New is substantial, gone is breaking, and the one is the other backwards."""
    (new,) = compared(without(ABSENCE), FILES)
    assert (new.state, new.weight, new.label["nb"]) == ("new", SUBSTANTIAL, "sykefravær")
    assert {"preferred-term", "definition"} <= {change.kind for change in new.changes}
    (gone,) = compared(FILES, without(ABSENCE))
    assert (gone.state, gone.weight) == ("gone", BREAKING)


def test_a_concept_that_got_another_address_is_one_change() -> None:
    """A file in another folder is the same concept with another IRI, which breaks every link to it."""
    text = FILES[ABSENCE].decode().replace("begrep/personell/sykefravaer#", "begrep/okonomi/sykefravaer#")
    text = text.replace("personell:sykefravaer\n", f"<{BASE}begrep/okonomi/sykefravaer>\n")
    moved = {**without(ABSENCE), "vocabularies/okonomi/sykefravaer.ttl": text.encode()}
    (thing,) = compared(FILES, moved)
    assert (thing.state, thing.weight, thing.changes[0].kind) == ("moved", BREAKING, "address")
    assert {change.kind for change in thing.changes} == {"address"}


def test_a_concept_merged_into_another_says_so() -> None:
    """What replaces a concept that is gone is named."""
    after = line(FILE, f"<http://purl.org/dc/terms/replaces> <{BASE}begrep/personell/sykefravaer> ;", without(ABSENCE))
    gone = next(thing for thing in compared(FILES, after) if thing.state == "gone")
    assert [note["nb"] for note in gone.notes] == ["Slått sammen med sykefraværsprosent"]


def test_a_changed_reference_value_says_whom_it_concerns() -> None:
    """The fields to look at again are listed, and every verdict that is another afterwards."""
    after = edited(FILE, "fravaerstype#lege-og-egen", "fravaerstype#legemeldt")
    before = snapshot(FILES)
    (thing,) = catalogue_diff(before.content, snapshot(after, FILES).content, DAY)
    assert thing.changes[0].kind == "reference-value"
    assert (thing.changes[0].before or {})["nb"] == "legemeldt og egenmeldt"
    assert thing.review is not None
    assert thing.review.owners == 2
    assert "Oslo · HR · SYKEFR_PST" in thing.review.fields
    lost = [v for v in thing.verdicts if v.weight is BREAKING]
    assert lost
    assert all((v.before or 0) <= Verdict.CAVEAT < (v.after or 0) for v in lost)
    assert thing.weight is BREAKING

    assert all(one["nb"] and other["nb"] for verdict in lost for one, other in verdict.pairs)


def test_a_verdict_that_is_lost_is_breaking_whatever_was_edited() -> None:
    """An answer in a table that nobody would call breaking is, when figures can no longer be used."""
    after = edited(ANSWERS, "hr.fravaer.sykefr_pst;2025-01-01;gradering;vektet",
                   "hr.fravaer.sykefr_pst;2025-01-01;gradering;ukjent")  # fmt: skip
    (thing,) = catalogue_diff(snapshot(FILES).content, snapshot(after, FILES).content, DAY)
    assert [change.weight for change in thing.changes] == [SUBSTANTIAL]
    assert thing.weight is BREAKING
    reverse = catalogue_diff(snapshot(after).content, snapshot(FILES, after).content, DAY)[0]
    assert reverse.weight is SUBSTANTIAL
    turned = [(v.after, v.before, v.count, v.pairs) for v in reverse.verdicts]
    assert len(turned) == len(thing.verdicts) > 0
    assert all((v.before, v.after, v.count, v.pairs) in turned for v in thing.verdicts)


def test_a_definition_written_another_way_is_no_new_definition() -> None:
    """The same text as a plain property, under another name or in another order is form, not meaning."""
    renamed = FILES[FILE].decode().replace("her:def-nb", "her:definisjon")
    (thing,) = compared(FILES, {**FILES, FILE: renamed.encode()})
    assert [(change.kind, change.weight) for change in thing.changes] == [("form", EDITORIAL)]


def test_definitions_for_different_readers_are_not_mixed_up() -> None:
    """Nameless definitions in one language are paired by audience, however much alike their texts are."""
    audience = "http://publications.europa.eu/resource/authority/audience-type/"

    def files(public: str, experts: str) -> Files:
        parts = "".join(
            f' ; euvoc:xlDefinition [ rdf:value "{text}"@nb ; dct:audience <{audience}{code}> ]'
            for code, text in (("GENE_PUB", public), ("SPEC", experts))
        )
        head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
        return {"vocabularies/personell/begrepet.ttl": f"{head}p:begrepet a skos:Concept{parts} .".encode()}

    before, after = files("tid borte", "tid borte fra arbeid"), files("tid borte fra arbeid", "noe helt annet")
    (thing,) = compared(before, after)
    told = {((c.before or {}).get("nb"), (c.after or {}).get("nb")) for c in thing.changes if c.kind == "definition"}
    assert told == {("tid borte", "tid borte fra arbeid"), ("tid borte fra arbeid", "noe helt annet")}


TEXTS = st.sampled_from(["tid", "tid brukt", "Tid brukt.", "tid som er brukt til arbeid", "fravær", "annet fravær"])
NAMES = st.sampled_from(["fravaer", "sykefravaer", "dagsverk"])


@st.composite
def concepts(draw: DrawFn) -> str:
    """A concept with any mixture of what concepts have, nameless nodes among it."""
    said = [f'skos:prefLabel "{draw(TEXTS)}"@{lang}' for lang in draw(st.sets(st.sampled_from(["nb", "nn", "en"])))]
    said += [f'skos:altLabel "{text}"@nb' for text in draw(st.sets(TEXTS, max_size=3))]
    said += [f"skos:related p:{name}" for name in draw(st.sets(NAMES))]
    said += [f"xkos:specializes p:{name}" for name in draw(st.sets(NAMES, max_size=1))]
    said += [f'skos:scopeNote "{text}"@nb' for text in draw(st.sets(TEXTS, max_size=2))]
    said += [f'owl:versionInfo "{draw(st.sampled_from(["1.0.0", "1.0.1", "2.0.0"]))}"'] * draw(st.integers(0, 1))
    said += [f"euvoc:status status:{draw(st.sampled_from(['DRAFT', 'CURRENT', 'RETIRED']))}"]
    parts, blocks = [], []
    for number in range(draw(st.integers(0, 3))):
        body = f'a euvoc:XlNote ; rdf:value "{draw(TEXTS)}"@{draw(st.sampled_from(["nb", "nn"]))}'
        if draw(st.booleans()):
            body += f' ; dct:source "{draw(TEXTS)}"@nb'
        if draw(st.booleans()):
            parts.append(f"euvoc:xlDefinition [ {body} ]")
        else:
            parts.append(f"euvoc:xlDefinition h:d{number}")
            blocks.append(f"h:d{number} {body} .")
    components = draw(st.dictionaries(st.sampled_from(["gradering", "nevner"]), st.sampled_from("abc"), max_size=2))
    if components:
        parts.append("cmp:structure h:struktur")
        listed = " , ".join(f"h:kj-{name}" for name in components)
        blocks.append(f"h:struktur a qb:DataStructureDefinition ; qb:component {listed} .")
        blocks += [
            f"h:kj-{name} qb:attribute kj:{name} ; cmp:referenceValue <{BASE}kjennetegn/{name}#{code}> ."
            for name, code in components.items()
        ]
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return head + "p:begrepet a skos:Concept ; " + " ; ".join([*said, *parts]) + " .\n" + "\n".join(blocks)


PREFIXES = {
    "cmp": f"{BASE}ns#",
    "dct": "http://purl.org/dc/terms/",
    "euvoc": "http://publications.europa.eu/ontology/euvoc#",
    "h": f"{BASE}begrep/personell/begrepet#",
    "kj": f"{BASE}kjennetegn/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "p": f"{BASE}begrep/personell/",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "status": "http://publications.europa.eu/resource/authority/concept-status/",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
}


@st.composite
def catalogues(draw: DrawFn) -> dict[str, bytes]:
    """A concept, perhaps, and a table of fields for it."""
    files = {"vocabularies/personell/begrepet.ttl": draw(concepts()).encode()} if draw(st.integers(0, 4)) else {}
    header = FILES[FIELDS].decode("utf-8-sig").splitlines()[0]
    rows = []
    for field in draw(st.sets(st.sampled_from(["hr.t.a", "hr.t.b", "hr.t.c"]))):
        for start in draw(st.sets(st.sampled_from(["2018-01-01", "2020-01-01"]), min_size=1)):
            concept = draw(st.sampled_from(["personell/begrepet", "personell/annet", ""]))
            end = draw(st.sampled_from(["", "2019-12-31", "2024-12-31"]))
            note = draw(TEXTS)
            rows.append(f"{field};mål;;HR;t;K;;{concept};lik;;{start};{end};1;godkjent;;;;;;;;{note}")
    files["mappings/oslo/felt.csv"] = "\n".join([header, *rows, ""]).encode()
    return files


Turn = Callable[[tuple[object, ...]], tuple[object, ...]]


def identities(found: list[ThingChange], turned: Turn) -> set[object]:
    return {(thing.iri, turned(change.identity)) for thing in found for change in thing.changes}


@settings(max_examples=30)
@given(catalogues())
def test_nothing_changes_into_itself(files: dict[str, bytes]) -> None:
    """diff(x, x) is empty."""
    assert compared(files, files) == []


@settings(max_examples=30)
@given(catalogues(), catalogues())
def test_going_back_is_the_inverse(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """diff(a, b) reversed is diff(b, a): the same things and changes, before and after exchanged."""
    there, back = compared(one, other), compared(other, one)
    assert {thing.iri for thing in there} == {thing.iri for thing in back}
    # A thing that is only on one side is told by what it is, whichever side that is.
    assert identities(there, lambda c: c) == identities(back, lambda c: (*c[:3], c[4], c[3]))


@settings(max_examples=30)
@given(concepts(), concepts())
def test_no_change_goes_unnoticed(one: str, other: str) -> None:
    """Two files that do not say the same differ, and in more than form when their statements do."""
    path = "vocabularies/personell/begrepet.ttl"
    before, after = {path: one.encode()}, {path: other.encode()}
    names = ("prefLabel", "altLabel", "related", "specializes", "scopeNote", "status", "versionInfo")
    facts = [Content.read(files).of(f"{BASE}begrep/personell/begrepet") for files in (before, after)]
    differs = any(
        set(facts[0].get(key, ())) != set(facts[1].get(key, ()))
        for key in {*facts[0], *facts[1]}
        if key.endswith(names)
    )
    kinds = {change.kind for thing in compared(before, after) for change in thing.changes}
    assert bool(kinds) == (one != other) or not differs
    assert not differs or kinds - {"form"}


@given(st.text("abc ,.æ12-", max_size=30), st.text("abc ,.æ12-", max_size=30))
def test_the_words_make_up_both_texts(before: str, after: str) -> None:
    """What was not added is the old text, what was not removed is the new one."""
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark != "added") == before
    assert "".join(piece.text for piece in pieces if piece.mark != "removed") == after


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ansatt, hos oss.", "ansatt hos  oss", True),
        ("minst 5", "minst 15", False),
        ("1,5 timer", "15 timer", False),
        ("≤ 5", "≥ 5", False),
        ("5 %", "5", False),
        ("-5", "5", False),
        ("kort- og langtid", "kort og langtid", True),
    ],
)
def test_form_is_not_meaning(one: str, other: str, same: bool) -> None:
    """Case, space and punctuation are form; signs and decimal marks are not."""
    assert alike_but_for_form(one, other) is same


def words_of(change: ThingChange) -> list[Words]:
    return [change.label, *(c.about for c in change.changes)]


def test_everything_is_said_in_three_languages() -> None:
    """What changes are called exists in bokmål, nynorsk and English."""
    for _, before, after, _, _ in CASES:
        for thing in compared(before, after):
            assert all(set(words) == {"nb", "nn", "en"} and all(words.values()) for words in words_of(thing))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("som felles", {"nb": "som felles", "nn": "som felles", "en": "as in the concept"}),
        ("ukjent", {"nb": "ukjent", "nn": "ukjend", "en": "unknown"}),
        ("vektet", {"nb": LABELS[0], "nn": LABELS[1], "en": LABELS[2]}),
    ],
)
def test_an_answer_is_said_in_the_language_of_the_reader(answer: str, said: Words) -> None:
    """The answers that are no codes, «ukjent» and «som felles», as well as those that are."""
    row = "helse.fravaer.sykefr;2020-01-01;gradering;"
    files = [edited(ANSWERS, f"{row}ukjent", f"{row}{text}") for text in ("uvektet", answer)]
    (change,) = (change for thing in compared(*files) for change in thing.changes if change.kind == "answer")
    assert change.after == said


def test_the_words_of_a_table_are_said_in_the_language_of_the_reader() -> None:
    """How a new field relates to its concept, and a relation or a state of a mapping that is another."""
    before = edited(FIELDS, "helse.fravaer.sykefr;mål", "helse.fravaer.annet;mål")
    said = [c.after["en"] for thing in compared(before, FILES) for c in thing.changes if c.after and c.before is None]
    assert said[0] == "same · personell/sykefravaersprosent"
    for old, new, words in (
        (";nær;", ";videre;", {"nb": "videre", "nn": "vidare", "en": "broader"}),
        (";godkjent;", ";til kontroll;", {"nb": "til kontroll", "nn": "til kontroll", "en": "for review"}),
    ):
        found = [change.after for thing in compared(FILES, edited(FIELDS, old, new)) for change in thing.changes]
        assert words in found


def test_a_column_a_table_may_be_without_is_told_of_when_it_comes_and_goes() -> None:
    """That nobody states a start is a change of the one row it is said of, and so is that it is no longer said."""
    lines = FILES[FIELDS].decode().splitlines()
    place = lines[0].split(";").index("gyldig_til") + 1
    rows = [row.split(";") for row in lines]
    for number, row in enumerate(rows):
        row.insert(place, "start" if not number else "ikke oppgitt" if number == 1 else "")
    said = {**FILES, FIELDS: "\n".join([";".join(row) for row in rows] + [""]).encode()}
    (came,) = [change for thing in compared(FILES, said) for change in thing.changes]
    (went,) = [change for thing in compared(said, FILES) for change in thing.changes]
    assert (came.before, came.after) == (None, {"nb": "ikke oppgitt", "nn": "ikkje oppgitt", "en": "not stated"})
    assert (went.before, went.after) == (came.after, None)


@pytest.mark.parametrize("room", ["changes", "workbook"])
def test_every_word_is_said_in_three_languages(room: str) -> None:
    """Every entry has bokmål, nynorsk and English, with the same things to fill in, and is used."""
    folder = Path(__file__).parents[2]
    table = tomllib.loads((folder / "graph" / room / "words.toml").read_text(encoding="utf-8"))
    modules = [path for package in ("graph", "loaders", "server") for path in (folder / package).rglob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in modules)
    for name, entry in table.items():
        assert set(entry) == {"nb", "nn", "en"}, name
        assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in entry.values()}) == 1, name
        assert re.search(rf"""["']{re.escape(name.removesuffix("-one"))}["']""", code), name


def test_a_workbook_has_a_name_in_every_language_for_all_it_is_written_with() -> None:
    """Sheets, columns, answers and the first page exist in bokmål, nynorsk and English."""
    table = headings()
    assert {len(lines) for lines in table["help"].values()} == {7}
    names = [entry for kind in ("sheet", "column", "answer") for entry in table[kind].values()]
    assert all(set(entry) == {"nb", "nn", "en"} and all(entry.values()) for entry in (*names, table["help"]))
