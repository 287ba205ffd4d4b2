"""Reason: why two figures may or may not be compared, told in nb, nn and en, naming both sides."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date

from graph.comparing import lacking
from graph.comparing.characteristic import PairRule
from graph.comparing.conversion import Conversion, conversion
from graph.comparing.difference import ASSUMES, GATES, Difference, Kind, Side
from graph.comparing.measure import Measure
from graph.comparing.parties import Party, steward
from graph.comparing.profile import Cause
from graph.comparing.reason_words import known, phrase, quoted, template
from graph.comparing.verdict import Verdict
from graph.texts import LANGUAGES
from graph.words import AND, Words, alike, listed, sentence, written_day

_STEWARD_ANSWERS = frozenset({Kind.NOT_ASSESSED, Kind.RULE_INCOMPLETE, Kind.NO_CHARACTERISTICS, Kind.UNIT_UNDESCRIBED})
_UNSETTLED = frozenset({Kind.NO_ANSWER, Kind.UNIT_MISSING})
_BY_RULE = frozenset({Kind.RULED_CONVERTIBLE, Kind.RULED_CAVEAT})
_RULED = frozenset(
    {
        Kind.RULED_OUT,
        Kind.RULED_CAVEAT,
        Kind.RULED_CONVERTIBLE,
        Kind.RULE_INCOMPLETE,
        Kind.DATA_MISSING,
        Kind.DATA_NOT_STATED,
        Kind.BLOCKING,
        Kind.CAVEAT,
        Kind.NOT_ASSESSED,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A difference between two figures and the parties it is told about.

    ``source`` says what the difference rests on: the pair rule's source, else those of the answers compared. ``note``
    is what is written of the figure it is about, in bokmål. ``turned``: a formula is told from the second figure to
    the first, because the rest of the way goes so. ``alone``: no preliminary answer stands beside it.
    """

    difference: Difference
    parties: tuple[Party, Party]
    measures: tuple[Measure, Measure]
    source: str = ""
    turned: bool = False
    note: str = ""
    alone: bool = False

    @property
    def verdict(self) -> Verdict:
        """What follows from this reason alone."""
        return self.difference.verdict

    @property
    def kind(self) -> Kind:
        """What sort of reason it is."""
        return self.difference.kind

    @property
    def characteristic(self) -> str | None:
        """The IRI of the characteristic the reason is about, if it is about one."""
        asked = self.difference.characteristic
        return asked.iri if asked else None

    @property
    def informs(self) -> bool:
        """Is it only for information, and no difference that counts?"""
        return self.kind in (Kind.INFORMATIVE, Kind.CONCEPT_STATUS, Kind.OTHER_PART)

    @property
    def gates(self) -> bool:
        """Does it keep the answer from being given at all, whatever else there is?"""
        return self.kind in GATES

    @property
    def assumes(self) -> bool:
        """Does it say that a description is taken to hold on days it is not known for?"""
        return self.kind in ASSUMES

    @property
    def unsettled(self) -> bool:
        """Is it the common definition that does not say, whatever the other side says?"""
        return self.kind in _UNSETTLED and any(party.common for party in self._about())

    @property
    def point(self) -> Words:
        """What the reason is about: the characteristic, or else the unit."""
        asked = self.difference.characteristic
        return asked.label if asked else phrase("unit")

    @property
    def open(self) -> bool:
        """Does it say that something is not known, and may turn out otherwise when it is?"""
        return self.verdict is Verdict.UNKNOWN and not self.gates

    @property
    def units(self) -> tuple[tuple[str, Words], ...]:
        """The units the reason is about, by IRI and what they are called; empty where it is about none."""
        if self.kind not in (Kind.UNIT_KIND, Kind.UNIT_CONVERTIBLE, Kind.UNIT_UNDESCRIBED):
            return ()
        found = self.difference
        both = ((found.first, found.first_label), (found.second, found.second_label))
        return tuple((iri, label) for iri, label in both if iri and label)

    @property
    def rule(self) -> PairRule | None:
        """The pair rule that was used; its recipe, bias and explanation are shown beside the text."""
        return self.difference.rule

    @property
    def recipe(self) -> Words:
        """How the pair rule says to convert, with the names of the two figures; empty where it does not."""
        first, second = self.parties
        return self.rule.recipe_between(self.difference.first, first.short, second.short) if self.rule else alike("")

    @property
    def forward(self) -> bool:
        """Does the conversion, where there is one, turn the first figure into the second, and not the other way?"""
        found = self.difference
        return found.rule.from_code == found.first if found.by_recipe and found.rule else not self.turned

    @property
    def conversion(self) -> Conversion | None:
        """How to convert, and which way; None when there is nothing to convert, or no known way."""
        found = self.difference
        between = self.parties if self.forward else self.parties[::-1]
        if found.formula:
            return conversion(found.formula if self.forward else found.formula.inverse, between)
        if not found.by_recipe:
            return None
        source, target = between
        return Conversion(source.name, target.name, self.recipe, self._takes())

    def _takes(self) -> Words | None:
        if not self.rule or not (self.rule.needs_from or self.rule.needs_to):
            return None
        told = {lang: lacking.needed(self.rule, self.measures, lang) for lang in LANGUAGES}
        return {lang: phrase("takes")[lang].format(needed=told[lang]) for lang in LANGUAGES}

    @property
    def remarks(self) -> MappingOf[str, Words]:
        """What else the pair rule says: the ``bias`` known, an ``explanation``, and, where the figures cannot be
        compared, ``advice``, or how to convert once the data is there (``conversion``). Only what the rule has, in the
        languages it was written in."""
        rule = self.rule
        if not rule:
            return {}
        told = {} if self.kind is Kind.RULED_CONVERTIBLE else self.recipe
        name = "conversion" if rule.outcome is Verdict.CONVERTIBLE else "advice"
        said = {"bias": rule.bias, "explanation": rule.explanation, name: told}
        return {name: words for name, words in said.items() if any(words.values())}

    @property
    def advice(self) -> Words | None:
        """What the pair rule says to do rather than convert figures that are both from one of certain organisations;
        None where it says nothing of these two."""
        owners = {party.owner for party in self.parties}
        rule = self.rule
        return rule.advice if rule and len(owners) == 1 and owners <= rule.advice_for else None

    @property
    def need(self) -> Words | None:
        """What would settle or do away with this point; None where it is settled, or nothing would."""
        if not known("need", self.kind) or (self.kind in _BY_RULE and not self.difference.by_recipe):
            return None
        name = "unsettled" if self.unsettled and len(self._about()) == 1 else self.kind
        texts = {lang: template("need", name)[lang].format(**self._values(lang)) for lang in LANGUAGES}
        return {lang: sentence(text) for lang, text in texts.items()}

    @property
    def who(self) -> Words:
        """Who can answer."""
        return {lang: self._who(lang) for lang in LANGUAGES}

    @property
    def text(self) -> Words:
        """The reason as told to people, in nb, nn and en; an unknown one ends with whom to ask."""
        return {lang: self.told(lang) for lang in LANGUAGES}

    def told(self, lang: str) -> str:
        """The text in one language only."""
        values = self._values(lang)
        words = template("alone" if self.alone and self.assumes else "kind", self.kind)
        parts = [words[lang].format(**values)]
        if self.kind in _RULED:
            parts = [values["difference"], *([self.advice[lang]] if self.advice else []), *parts]
        parts += [phrase("described")[lang].format(note=self.note)] if self.note else []
        parts += [template("note", name)[lang].format(**values) for name in self._notes()]
        if self.verdict is Verdict.UNKNOWN:
            parts.append(template("ask", "who")[lang].format(who=self._who(lang)))
        return " ".join(sentence(part) for part in parts)

    def _values(self, lang: str) -> dict[str, str]:
        found, (a, b) = self.difference, self.parties
        asked = found.characteristic
        values = {
            "a": a.name[lang],
            "b": b.name[lang],
            "at_a": a.at[lang],
            "at_b": b.at[lang],
            "s": listed([p.name[lang] for p in self._about()], AND, lang),
            "kj": asked.label[lang] if asked else "",
            "point": quoted(self.point[lang], lang),
            "code_a": self._code(found.first_label, lang),
            "code_b": self._code(found.second_label, lang),
            "concept": self._measure().label[lang],
        }
        values["difference"] = template("difference", "codes")[lang].format(**values)
        values["conversion"] = self._conversion(lang)
        source, target = self.parties if self.forward else self.parties[::-1]
        values["source"], values["target"] = source.name[lang], target.name[lang]
        values["known"] = self._known(lang)
        values["data"] = lacking.told(found, self.parties, lang)
        values["needed"] = lacking.needed(found.rule, self.measures, lang)
        values["causes"] = self._causes(values["kj"], lang)
        values["version"], values["current"] = self._versions(lang)
        values["relation"] = _entry("relation", (found.first or "").rpartition("#")[2], lang)
        values["status"] = _entry("status", self._measure().status, lang)
        return values

    def _about(self) -> list[Party]:
        return [self._party(side) for side in self.difference.sides]

    def _party(self, side: Side) -> Party:
        return self.parties[0 if side is Side.FIRST else 1]

    def _measure(self) -> Measure:
        return self.measures[0 if Side.FIRST in self.difference.sides else 1]

    def _conversion(self, lang: str) -> str:
        step = self.conversion if self.difference.formula else None
        return step.text[lang] if step else self.recipe[lang].rstrip(" .")

    def _known(self, lang: str) -> str:
        if not self.assumes:
            return ""
        stated = self.difference.first, self.difference.second
        start, end = (written_day(date.fromisoformat(day), lang) if day else None for day in stated)
        name = "known-between" if start and end else "known-from" if start else "known-to"
        return phrase(name)[lang].format(start=start, end=end)

    def _code(self, label: Words | None, lang: str) -> str:
        if not label:
            return phrase("not-stated")[lang]
        return quoted(label[lang], lang) if self.difference.characteristic else label[lang]

    def _causes(self, kj: str, lang: str) -> str:
        found = self.difference
        told = []
        by_cause: dict[tuple[str, str], list[str]] = {}
        for side, cause in zip(found.sides, found.causes, strict=False):
            label = found.first_label if side is Side.FIRST else found.second_label
            code = self._code(label, lang) if cause is Cause.RESIDUAL else ""
            party = self._party(side)
            entry = "unsettled" if party.common and cause is Cause.MISSING else str(cause)
            by_cause.setdefault((entry, code), []).append(party.name[lang])
        for (name, code), names in by_cause.items():
            words = template("cause", name)[lang]
            told.append(words.format(kj=kj, s=listed(names, AND, lang), code=code))
        return " ".join(told)

    def _versions(self, lang: str) -> tuple[str, str]:
        stated, current = self.difference.first, self.difference.second or ""
        name = "version" if stated else "another-version" if stated is None else "unstated-version"
        return phrase(name)[lang].format(version=stated), current.partition(".")[0]

    def _notes(self) -> list[str]:
        found, rule = self.difference, self.rule
        if found.kind is Kind.OTHER_CONCEPT:
            a, b = self.measures
            return ["narrower"] * (b.concept in a.generic) + ["broader"] * (a.concept in b.generic)
        if not rule or found.kind not in (Kind.RULED_CONVERTIBLE, Kind.RULED_CAVEAT):
            return []
        return ["approximate"] * (not rule.exact) + ["from-memory"] * (not rule.confirmed)

    def _who(self, lang: str) -> str:
        if self.kind in _STEWARD_ANSWERS:
            return steward(self._measure())[lang]
        sides = {lack.side for lacks in lacking.asked_for(self.difference, self.parties) for lack in lacks}
        # A definition has no data: who would stand beside it is the one to work it out.
        holders = [side if not self._party(side).common else _other(side) for side in sorted(sides)]
        asked = [self._party(side) for side in holders] if sides else self._about()
        return listed(list(dict.fromkeys(party.ask[lang] for party in asked)), AND, lang)


def _other(side: Side) -> Side:
    return Side.SECOND if side is Side.FIRST else Side.FIRST


def decisive_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Order reasons by weight, the decisive ones first; those of equal weight keep their order."""
    return tuple(sorted(reasons, key=lambda reason: -reason.verdict))


def _entry(section: str, name: str, lang: str) -> str:
    return template(section, name)[lang] if known(section, name) else alike(name)[lang]
