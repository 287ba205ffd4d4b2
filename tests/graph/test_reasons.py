"""The words of reasons."""

from __future__ import annotations

import string
from itertools import chain

import pytest

from graph.comparing.difference import ASSUMES, Kind
from graph.comparing.profile import Cause
from graph.comparing.reason_words import known, template
from graph.mapping import Relation
from graph.texts import LANGUAGES

KINDS = [("kind", kind.value) for kind in Kind]
CAUSES = [("cause", cause.value) for cause in Cause]
NEEDS = [("need", kind.value) for kind in Kind if known("need", kind.value)]
ALONE = [("alone", kind.value) for kind in sorted(ASSUMES)]
DEVIATIONS = [Relation.CLOSE, Relation.LOCAL_BROADER, Relation.LOCAL_NARROWER]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("section", "name"), list(chain(KINDS, CAUSES, NEEDS, ALONE)))
def test_every_reason_has_words_in_three_languages(section: str, name: str) -> None:
    """Every kind of reason and every cause has words in nb, nn and en that fill in the same things."""
    words = template(section, name)
    assert set(words) == set(LANGUAGES)
    assert _fields(words["nb"]) == _fields(words["nn"]) == _fields(words["en"])


@pytest.mark.parametrize("relation", DEVIATIONS)
def test_every_deviating_relation_has_words(relation: Relation) -> None:
    """nær, snevrere and videre each have a word in the three languages."""
    assert known("relation", relation.value)
    assert set(template("relation", relation.value)) == set(LANGUAGES)


def test_every_need_belongs_to_a_kind_of_reason() -> None:
    """What leaves an answer unknown has words for what would settle it; what settles it for good has none."""
    unknown = {Kind.NO_CONCEPT, Kind.NO_CHARACTERISTICS, Kind.NOT_STATED, Kind.CONTRADICTED, Kind.UNDESCRIBED}
    unknown |= {Kind.NO_ANSWER, Kind.RULE_INCOMPLETE, Kind.DATA_NOT_STATED, Kind.NOT_ASSESSED, Kind.UNIT_MISSING}
    unknown |= {Kind.UNIT_UNDESCRIBED, Kind.NOT_REVIEWED, Kind.OTHER_VERSION, Kind.ASSUMED, Kind.OVERLAP}
    assert {kind.value for kind in unknown} <= {name for _, name in NEEDS}
    settled = {Kind.SAME, Kind.OTHER_CONCEPT, Kind.RELATED, Kind.RULED_OUT, Kind.BLOCKING, Kind.UNIT_KIND}
    assert not {name for _, name in NEEDS} & {kind.value for kind in settled}


def test_a_reason_nobody_wrote_is_an_error() -> None:
    """A missing text is noticed, not shown as nothing."""
    with pytest.raises(KeyError):
        template("kind", "finnes-ikke")
