"""A catalogue of any size to check: vocabularies of concepts with terms, definitions, relations and a few faults."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.turtle.canonical import canonical

SMALL: Final = Path(__file__).parents[1] / "data" / "liten"
PER_VOCABULARY: Final = 500
PER_BODY: Final = 400
"""So many concepts for each body that has mapped fields, with twenty rows."""
ROWS: Final = 20
FULL_STOP, NO_NYNORSK = 100, 1000
"""Every so many concepts have a definition that ends with a full stop, or no term in nynorsk."""
_BASE: Final = "https://w3id.org/begrepskatalog/"
_FIRST: Final = (
    "b",
    "d",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sk",
    "st",
    "t",
    "v",
)
_MIDDLE: Final = ("a", "e", "i", "o", "u", "ei", "au", "ø", "å")
_LAST: Final = ("d", "g", "k", "l", "ld", "m", "n", "nd", "ng", "nn", "r", "rd", "rk", "s", "sk", "st", "t", "tt", "v")
_HEADER: Final = (
    "\ufefffelt_id;rolle;sektor;system;tabell;kolonne;datatype;begrep;relasjon;enhet;gyldig_fra;gyldig_til;"
    "begrepsversjon;status;kontrollert;kontrollert_av;kilde;sikkerhet;eksempel;lokal_betydning;uttrykk;merknad\n"
)


def write_catalogue(folder: Path, concepts: int, *, faults: bool = True) -> None:
    """Write a catalogue of that many concepts into an empty folder; the same for the same number.

    Some of them have faults that a check finds, unless ``faults`` is False: then the catalogue can be built.
    """
    chance = random.Random(concepts)
    for kind in ("_katalog.ttl", "enheter", "kjennetegn", "kodelister"):
        source, target = SMALL / "vocabularies" / kind, folder / "vocabularies" / kind
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    words = [_syllables(chance) for _ in range(3000)]
    terms = list(_terms(chance, words, concepts))
    for number in range(concepts):
        text = _concept(number, terms, chance, words, faults=faults)
        if number == 0 and canonical(text) != text:
            raise AssertionError("the generated files are not in canonical form")
        path = folder / "vocabularies" / f"{address_of(number)}.ttl"
        if number % PER_VOCABULARY == 0:
            path.parent.mkdir(parents=True)
            (path.parent / "_vokabular.ttl").write_text(_vocabulary(path.parent.name), encoding="utf-8")
        path.write_text(text, encoding="utf-8")
    _tables(folder / "mappings", concepts, chance)


def address_of(number: int) -> str:
    """The vocabulary and slug of the concept with this number."""
    return f"emne-{number // PER_VOCABULARY}/begrep-{number}"


def _name(number: int) -> str:
    return address_of(number).replace("/", ":")


def _vocabulary(name: str) -> str:
    text = (SMALL / "vocabularies" / "personell" / "_vokabular.ttl").read_text(encoding="utf-8")
    return text.replace("vokabular:personell", f"vokabular:{name}").replace("vokabular/personell", f"vokabular/{name}")


def _syllables(chance: random.Random) -> str:
    return "".join(
        chance.choice(_FIRST) + chance.choice(_MIDDLE) + chance.choice(_LAST) for _ in range(chance.randint(1, 2))
    )


def _terms(chance: random.Random, words: list[str], count: int) -> Iterator[str]:
    """Different terms, most of them compounds, some of two words."""
    seen: set[str] = set()
    while len(seen) < count:
        term = chance.choice(words) + chance.choice(words) + ("s" + chance.choice(words)) * (len(seen) % 3 == 0)
        if len(seen) % 5 == 0:
            term = f"{chance.choice(words)} {term}"
        if term not in seen:
            seen.add(term)
            yield term


def _concept(number: int, terms: list[str], chance: random.Random, words: list[str], *, faults: bool) -> str:
    vocabulary, slug = address_of(number).split("/")
    broader = number // 4 if number else None
    partner = number ^ 1
    related = partner if partner < len(terms) and partner not in (broader,) and partner // 4 != number else None
    endings = {"nb": "", "nn": "a", "en": " thing"}
    texts = {
        lang: f"{terms[broader] if broader is not None else chance.choice(words)}{endings[lang]} som "
        + " ".join(chance.choice(words) for _ in range(chance.randint(8, 16)))
        + lang
        for lang in ("nb", "nn", "en")
    }
    if faults and number % FULL_STOP == 7:
        texts["nb"] += "."
    prefixes = {"emne": broader, "related": related}
    used = sorted({_name(each).split(":")[0] for each in (number, *prefixes.values()) if each is not None})
    lines = [
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .",
        "@prefix dct: <http://purl.org/dc/terms/> .",
        *(f"@prefix {name}: <{_BASE}begrep/{name}/> ." for name in used),
        "@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> .",
        f"@prefix her: <{_BASE}begrep/{vocabulary}/{slug}#> .",
        f"@prefix kontakt: <{_BASE}kontakt/> .",
        f"@prefix organisasjon: <{_BASE}organisasjon/> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
        "@prefix relsource: <https://data.norge.no/vocabulary/relationship-with-source-type#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix skosno: <https://data.norge.no/vocabulary/skosno#> .",
        "@prefix status: <http://publications.europa.eu/resource/authority/concept-status/> .",
        f"@prefix vokabular: <{_BASE}vokabular/> .",
        *(["@prefix xkos: <http://rdf-vocabulary.ddialliance.org/xkos#> ."] if broader is not None else []),
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "",
        f"{vocabulary}:{slug}",
        "    a skos:Concept ;",
        f"    skos:inScheme vokabular:{vocabulary} ;",
        f'    skos:prefLabel "{terms[number]}"@nb ;',
        *([f'    skos:prefLabel "{terms[number]}a"@nn ;'] if not faults or number % NO_NYNORSK != 9 else []),
        f'    skos:prefLabel "{terms[number]} thing"@en ;',
        f'    skos:altLabel "{terms[number]}sordning"@nb ;',
        "    euvoc:xlDefinition her:def-nb ;",
        "    euvoc:xlDefinition her:def-nn ;",
        "    euvoc:xlDefinition her:def-en ;",
        f'    skos:scopeNote "Omfatter ikke {chance.choice(words)} eller {chance.choice(words)}."@nb ;',
        *([f"    skos:related {_name(related)} ;"] if related is not None else []),
        *([f"    xkos:specializes {_name(broader)} ;"] if broader is not None else []),
        f'    dct:subject "emne {number // PER_VOCABULARY}"@nb ;',
        "    dct:publisher organisasjon:begrepskatalogen ;",
        '    dct:created "2026-11-21"^^xsd:date ;',
        '    dct:modified "2026-11-21"^^xsd:date ;',
        "    euvoc:status status:DRAFT ;",
        '    owl:versionInfo "1.0.0" ;',
        "    dcat:contactPoint kontakt:begrepskatalogen ;",
        f'    dct:identifier "{_BASE}begrep/{vocabulary}/{slug}"^^xsd:anyURI ;',
        "    .",
    ]
    for lang in ("en", "nb", "nn"):
        lines += [
            "",
            f"her:def-{lang}",
            "    a euvoc:XlNote ;",
            f'    rdf:value "{texts[lang]}"@{lang} ;',
            "    skosno:relationshipWithSource relsource:self-composed ;",
            "    .",
        ]
    return "\n".join(lines) + "\n"


def _tables(folder: Path, concepts: int, chance: random.Random) -> None:
    folder.mkdir(parents=True)
    shutil.copy(SMALL / "mappings" / "sektorer.csv", folder)
    bodies = [f"org{number:03}" for number in range(1 + concepts // PER_BODY)]
    header = (SMALL / "mappings" / "eiere.csv").read_text(encoding="utf-8").split("\n")[0]
    rows = "".join(f"{body};Virksomhet {body};organisasjon;;;\n" for body in bodies)
    (folder / "eiere.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    for body in bodies:
        fields = sorted(f"hr.tabell.felt_{number:03}" for number in range(ROWS))
        text = "".join(
            f"{field};opplysning;;HR;tabell;{field[-8:].upper()};tekst;{address_of(chance.randrange(concepts))};lik;;"
            f"2024-01-01;;1;utkast;;;;;ja;;;\n"
            for field in fields
        )
        (folder / body).mkdir()
        (folder / body / "felt.csv").write_text(_HEADER + text, encoding="utf-8")
