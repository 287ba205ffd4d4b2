from __future__ import annotations

import os
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from graph.errors import BlankNodeError, CommentLost, TurtleSyntaxError
from graph.namespaces import BASE
from graph.turtle.canonical import canonical

PREFIXES = f"""\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> .
@prefix her: <{BASE}begrep/personell/sykefravaer#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix personell: <{BASE}begrep/personell/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vokabular: <{BASE}vokabular/> .
"""
SYKEFRAVAER = (
    PREFIXES
    + """
# Avklart med arbeidsgruppen for personell.
personell:sykefravaer
    a skos:Concept ;
    skos:inScheme vokabular:personell ;
    skos:prefLabel "sykefravær"@nb ;
    skos:prefLabel "sjukefråvær"@nn ;
    skos:prefLabel "buohcanjávkan"@se ;
    skos:prefLabel "sickness absence"@en ;
    skos:altLabel "sykdomsfravær"@nb ;
    euvoc:xlDefinition her:def-nb ;
    euvoc:xlDefinition her:def-nn ;
    euvoc:xlDefinition her:def-en ;
    skos:scopeNote \"\"\"Omfatter ikke fravær ved barns sykdom.
Omfatter ikke permisjon.\"\"\"@nb ;
    owl:versionInfo "1.0.0" ;
    .

her:def-en
    a euvoc:XlNote ;
    rdf:value "absence from work caused by own illness"@en ;
    .

her:def-nb
    a euvoc:XlNote ;
    rdf:value "fravær fra arbeid på grunn av egen sykdom"@nb ;
    dct:source <https://www.ssb.no/arbeid-og-lonn/statistikker/sykefratot> ;
    .

# Nynorsk kontrollert.
her:def-nn
    a euvoc:XlNote ;
    rdf:value "fråvær frå arbeid på grunn av eigen sjukdom"@nn ;
    .

<https://www.ssb.no/arbeid-og-lonn/statistikker/sykefratot>
    rdfs:label "SSB: Sykefravær"@nb ;
    .
"""
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs", "Cn"]), max_size=12)
languages = st.sampled_from(["nb", "nn", "se", "sma", "smj", "en", "fkv"])
subjects = st.sampled_from(
    [
        f"{BASE}begrep/personell/ansatt",
        f"{BASE}begrep/personell/ansatt#def-nb",
        f"{BASE}begrep/personell/ansatt#rel-1",
        "https://lovdata.no/lov/2005-06-17-62",
        "urn:isbn:8200",
    ]
)
predicates = st.sampled_from(
    [
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/source",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        f"{BASE}ns#effect",
        "https://example.org/p.q",
    ]
)
numbers = st.sampled_from(["1", "01", "-4.33", "1.50", "37.5e0", "true", "false"])


def quoted(text: str) -> str:
    """The text as a one-line Turtle string, every character escaped: not the writer's own way."""
    return '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


literals = st.one_of(
    st.builds(lambda text, language: f"{quoted(text)}@{language}", words, languages),
    words.map(quoted),
    words.map(lambda text: f"{quoted(text)}^^<https://example.org/datatype>"),
    numbers,
)
values = st.recursive(
    st.one_of(literals, subjects.map("<{}>".format)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )"),
        st.lists(st.tuples(predicates, inner), max_size=3).map(
            lambda facts: "[ " + " ; ".join(f"<{p}> {o}" for p, o in facts) + " ]"
        ),
    ),
    max_leaves=6,
)
graphs = st.lists(st.tuples(subjects, predicates, values), min_size=1, max_size=12)
Facts = list[tuple[str, str, str]]


def turtle(facts: Facts) -> str:
    """The facts one to a statement, without prefixes: as far from canonical as Turtle gets."""
    return "".join(f"<{s}> <{p}> {o} .\n" for s, p, o in facts)


def composed(graph: Graph) -> Graph:
    """A copy of the graph with every text in normalisation form C."""
    text = unicodedata.normalize("NFC", graph.serialize(format="nt"))
    return Graph().parse(data=text, format="nt")


_TWIN = (
    "[ <http://www.w3.org/2004/02/skos/core#prefLabel> [  ] ; <http://www.w3.org/2004/02/skos/core#prefLabel> [  ] ]"
)
TWINS = (f"{BASE}begrep/personell/ansatt", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", _TWIN)


def isomorphic(left: Graph, right: Graph) -> bool:
    """Whether two graphs say the same (RDFC-1.0).

    rdflib reads them, but does not judge: its own comparison calls a graph with two equal blank nodes in two equal
    blank nodes different from itself every other time.
    """
    return _canonical_quads(left) == _canonical_quads(right)


def _canonical_quads(found: Graph) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.parse(found.serialize(format="nt"), ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def read(text: str) -> Graph:
    """The graph rdflib reads, so that the parser under test is not its own judge."""
    return Graph().parse(data=text, format="turtle")


class TestForm:
    def test_a_canonical_file_stays_as_it_is(self) -> None:
        """A file in canonical form is its own canonical form, comments and line breaks included."""
        assert canonical(SYKEFRAVAER) == SYKEFRAVAER

    def test_lists_of_objects_become_one_line_per_fact(self) -> None:
        """Comma lists are written out, so that a changed label is one changed line."""
        text = PREFIXES + 'personell:lonn skos:prefLabel "lønn"@nn, "lønn"@nb, "pay"@en ; a skos:Concept .'
        assert canonical(text) == (
            f"@prefix personell: <{BASE}begrep/personell/> .\n"
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
            "personell:lonn\n"
            "    a skos:Concept ;\n"
            '    skos:prefLabel "lønn"@nb ;\n'
            '    skos:prefLabel "lønn"@nn ;\n'
            '    skos:prefLabel "pay"@en ;\n'
            "    .\n"
        )

    def test_one_new_fact_is_one_new_line(self) -> None:
        """A fact added last in a block adds its own line and changes no other."""
        added = SYKEFRAVAER.replace('"1.0.0" ;\n', '"1.0.0" ; skos:notation "T1" ')
        before, after = canonical(SYKEFRAVAER).splitlines(), canonical(added).splitlines()
        assert [line for line in after if line not in before] == ['    skos:notation "T1" ;']
        assert [line for line in before if line not in after] == []

    def test_blank_nodes_are_written_inline(self) -> None:
        """A tree of blank nodes stands in brackets, one fact per line, sorted by language."""
        text = PREFIXES + (
            "personell:lonn euvoc:xlDefinition "
            '[ rdf:value "pay"@en ; a euvoc:XlNote ], [ a euvoc:XlNote ; rdf:value "vederlag"@nb ] .'
        )
        assert canonical(text).partition("\n\n")[2] == (
            "personell:lonn\n"
            "    euvoc:xlDefinition [\n"
            "        a euvoc:XlNote ;\n"
            '        rdf:value "vederlag"@nb ;\n'
            "    ] ;\n"
            "    euvoc:xlDefinition [\n"
            "        a euvoc:XlNote ;\n"
            '        rdf:value "pay"@en ;\n'
            "    ] ;\n"
            "    .\n"
        )

    def test_components_stand_in_the_order_they_are_numbered(self) -> None:
        """The parts of a data structure follow qb:order, not the alphabet."""
        text = (
            "@prefix qb: <http://purl.org/linked-data/cube#> .\n"
            "<urn:s> qb:component <urn:s#a>, <urn:s#b> . <urn:s#a> qb:order 2 . <urn:s#b> qb:order 1 ."
        )
        lines = canonical(text).splitlines()
        assert lines.index("    qb:component her:b ;") < lines.index("    qb:component her:a ;")

    def test_the_prefixes_come_from_the_table(self) -> None:
        """Another prefix for a known namespace is replaced, and a vocabulary's own name is its prefix."""
        text = (
            f"@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix ho: <{BASE}begrep/helse-omsorg/> ."
            "ho:vedtak a s:Concept ."
        )
        assert canonical(text).splitlines()[3:5] == ["helse-omsorg:vedtak", "    a skos:Concept ;"]

    def test_a_vocabulary_named_as_a_known_prefix_gets_none(self) -> None:
        """A vocabulary whose name is a prefix of the table is written with whole addresses."""
        assert f"<{BASE}begrep/unit/ansatt>" in canonical(f"<{BASE}begrep/unit/ansatt> a <urn:x> .")

    def test_windows_line_ends_and_byte_order_mark_are_mended(self) -> None:
        """CRLF and a byte order mark disappear, inside long strings too."""
        assert canonical("\ufeff" + SYKEFRAVAER.replace("\n", "\r\n")) == SYKEFRAVAER

    def test_text_is_composed(self) -> None:
        """Decomposed letters (as macOS writes them) become one character each, in text and in comments."""
        assert canonical(unicodedata.normalize("NFD", SYKEFRAVAER)) == SYKEFRAVAER

    def test_lexical_forms_are_kept(self) -> None:
        """A number or a truth value is written as its author wrote it."""
        text = canonical('<urn:a> <urn:b> 1.50, "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .')
        assert "<urn:b> 1.50 ;" in text
        assert '<urn:b> "1"^^xsd:boolean ;' in text

    def test_content_under_another_base_has_the_same_prefixes(self) -> None:
        """A deployment with its own base IRI gets its own addresses behind the usual prefixes."""
        own = "https://begrep.example.no/"
        moved = SYKEFRAVAER.replace(BASE, own)
        assert canonical(moved, own) == moved

    def test_an_empty_file_stays_empty(self) -> None:
        """A file without facts has no prefixes either."""
        assert canonical(PREFIXES) == ""


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "line", "column", "words"),
        [
            ("<urn:a> <urn:b> 1 ; # avklares\n .", 1, 21, "Kommentaren bak teksten"),
            ("<urn:a>\n  # avklares\n <urn:b> 1 .", 2, 3, "Kommentaren inne i begrepet"),
            ("<urn:a> <urn:b> 1 .\n# slutt", 2, 1, "Kommentaren etter det siste begrepet"),
            ("<urn:a> <urn:b> 1 .\n# om ingenting\n[] <urn:c> 2 .", 2, 1, "inne i begrepet"),
            (PREFIXES + "# mer\n@prefix x: <urn:x> .\n<urn:a> <urn:b> 1 .", 10, 1, "mellom prefiksene"),
        ],
    )
    def test_a_comment_without_a_place_is_refused(self, text: str, line: int, column: int, words: str) -> None:
        """A comment that belongs to no block is pointed at instead of being dropped."""
        with pytest.raises(CommentLost) as caught:
            canonical(text)
        found = caught.value.finding
        assert (found.rule, found.line, found.column) == ("FIL-15", line, column)
        assert words in found.message["nb"]

    def test_a_glued_hash_is_named(self) -> None:
        """``personell:x#def`` is a name and a comment, and the finding says so at the hash."""
        with pytest.raises(CommentLost) as caught:
            canonical(PREFIXES + "personell:lonn euvoc:xlDefinition personell:lonn#def-nb\n.")
        assert (caught.value.finding.rule, caught.value.finding.column) == ("FIL-14", 49)
        assert "personell:lonn#def-nb" in caught.value.finding.message["en"]

    @pytest.mark.parametrize(
        ("text", "words", "column"),
        [
            ("<urn:a> <urn:b> _:d . <urn:c> <urn:b> _:d .", "flere steder", 17),
            ("<urn:a> <urn:b> 1 . _:c <urn:p> _:d . _:d <urn:p> _:c .", "i ring", 21),
            ("<urn:a> <urn:b> 1 . [ <urn:p> 2 ] .", "hører ikke til", 21),
            ("<urn:a> <urn:b> " + "[ <urn:p> " * 200 + "1" + " ]" * 200 + " .", "hundre nivåer", 17),
        ],
    )
    def test_blank_nodes_that_are_no_tree_are_refused(self, text: str, words: str, column: int) -> None:
        """Shared, circular, ownerless and bottomless blank nodes are refused with their place."""
        with pytest.raises(BlankNodeError) as caught:
            canonical(text)
        assert (caught.value.finding.rule, caught.value.finding.column) == ("FIL-12", column)
        assert words in caught.value.finding.message["nb"]

    def test_text_that_is_not_turtle_is_refused(self) -> None:
        """A syntax error carries its line."""
        with pytest.raises(TurtleSyntaxError) as caught:
            canonical("<urn:a>\n  <urn:b> .")
        assert caught.value.finding.line == 2

    @pytest.mark.parametrize("value", ["<<( <urn:a> <urn:b> 1 )>>", '"x"@nb--ltr'])
    def test_rdf_1_2_is_refused(self, value: str) -> None:
        """Syntax that RDF 1.1 tools cannot read is an error, though the parser takes it."""
        with pytest.raises(TurtleSyntaxError) as caught:
            canonical(f"<urn:a> <urn:b> {value} .")
        assert caught.value.finding.rule == "SYN-14"


class TestProperties:
    @settings(deadline=None)
    @given(graphs)
    @example([("urn:a", "urn:b", '"\\u0041\\u030A"@nb'), ("urn:a", "urn:b", '"Å"@nb')])
    def test_the_canonical_form_is_isomorphic(self, facts: Facts) -> None:
        """The canonical form says the same as the text, judged by another parser."""
        text = turtle(facts)
        assert isomorphic(composed(read(text)), read(canonical(text)))

    @settings(deadline=None)
    @given(graphs)
    def test_the_canonical_form_is_idempotent(self, facts: Facts) -> None:
        """Formatting what is formatted changes nothing."""
        once = canonical(turtle(facts))
        assert canonical(once) == once

    @settings(deadline=None)
    @given(graphs, st.randoms(use_true_random=False))
    def test_the_canonical_form_ignores_order(self, facts: Facts, chance: random.Random) -> None:
        """The order in which facts are stated does not show."""
        shuffled = facts[:]
        chance.shuffle(shuffled)
        assert canonical(turtle(shuffled)) == canonical(turtle(facts))

    @settings(deadline=None)
    @example([TWINS, TWINS])
    @given(graphs)
    def test_another_serialisation_gives_the_same_form(self, facts: Facts) -> None:
        """What another tool writes of the same graph has the same canonical form."""
        text = canonical("\n".join(line for line in turtle(facts).splitlines() if "(" not in line))
        rewritten = read(text).serialize(format="longturtle")
        assert isomorphic(read(canonical(rewritten)), read(text))

    @settings(deadline=None)
    @given(
        st.permutations(SYKEFRAVAER.partition("\n\n")[2].split("\n\n")),
        st.permutations(PREFIXES.splitlines()),
    )
    def test_blocks_take_their_comments_along(self, blocks: list[str], prefixes: list[str]) -> None:
        """However blocks and prefixes are arranged, each comment ends above its own block."""
        shuffled = "\n".join(prefixes) + "\n\n" + "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"
        assert canonical(shuffled) == SYKEFRAVAER

    @settings(deadline=None)
    @given(
        st.integers(0, SYKEFRAVAER.count("\n")),
        words.filter(lambda text: "\n" not in text and text.isprintable()),
    )
    def test_a_comment_is_kept_or_refused(self, line: int, words: str) -> None:
        """A comment line put anywhere is in the result, or the file is refused, or it was inside a text."""
        lines = SYKEFRAVAER.splitlines()
        lines.insert(line, f"# {words}")
        comment = unicodedata.normalize("NFC", f"# {words}".rstrip())
        refused_at = None
        written = ""
        try:
            written = canonical("\n".join(lines))
        except CommentLost as lost:
            refused_at = lost.finding.line
        kept = comment in [written_line.rstrip() for written_line in written.split("\n")]
        assert kept or refused_at == line + 1

    def test_the_form_does_not_depend_on_the_hash_seed(self, tmp_path: Path) -> None:
        """Two processes with different hash seeds write the same bytes."""
        script = (
            "import sys; from graph.turtle.canonical import canonical; sys.stdout.write(canonical(sys.stdin.read()))"
        )
        text = turtle([("urn:a", "urn:p", f'[ <urn:b> "{n}"@nb, {n} ]') for n in range(20)])
        written = {
            subprocess.run(
                [sys.executable, "-c", script],
                input=text,
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            ).stdout
            for seed in ("0", "1", "42")
        }
        assert written == {canonical(text)}
