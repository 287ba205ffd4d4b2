"""The words around a hit: what kind of thing it is, and why it was found."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from graph.searching.answer import Hit, Owner, Thing
from graph.searching.highlighting import excerpt, marks, pieces
from graph.searching.ranking import Fit
from graph.searching.wanted import Wanted
from graph.texts import Text, best
from server.labels import MATCHED, N_

TYPE: dict[str, str] = {
    "concept": N_("Begrep"),
    "organisation": N_("Virksomhet"),
    "vocabulary": N_("Vokabular"),
    "system": N_("System"),
    "characteristic": N_("Kjennetegn"),
    "codelist": N_("Kodeliste"),
    "code": N_("Kode"),
    "field": N_("Lokalt felt"),
}
_PLURAL = {
    "concept": N_("Begreper"),
    "organisation": N_("Virksomheter"),
    "vocabulary": N_("Vokabularer"),
    "system": N_("Systemer"),
    "characteristic": N_("Kjennetegn"),
    "codelist": N_("Kodelister"),
    "code": N_("Koder"),
    "field": N_("Lokale felt"),
}
FACET = {
    "type": N_("Hva"),
    "vocabulary": N_("Vokabular"),
    "status": N_("Begrepsstatus"),
    "language": N_("Språk"),
    "mapped": N_("Har felt"),
    "organisation": N_("Virksomhet med felt"),
}
_CHOICE = {
    "nb": N_("Finnes på bokmål"),
    "nn": N_("Finnes på nynorsk"),
    "en": N_("Finnes på engelsk"),
    "without-nb": N_("Mangler bokmål"),
    "without-nn": N_("Mangler nynorsk"),
    "without-en": N_("Mangler engelsk"),
    "yes": N_("Ja"),
    "no": N_("Nei"),
}


def type_word(type_: str) -> str:
    """What a thing of that type is called."""
    return str(gettext(TYPE[type_]))


def type_words(type_: str) -> str:
    """What several things of that type are called."""
    return str(gettext(_PLURAL[type_]))


def facet_word(facet: str) -> str:
    """The heading of a facet."""
    return str(gettext(FACET[facet]))


def choice_word(value: str) -> str:
    """What a value of the facets for language and local fields is called."""
    return str(gettext(_CHOICE[value]))


def owner_names(owners: tuple[Owner, ...], lang: str) -> str:
    """The names of what a thing belongs to, the widest first: «Oslo, HR»."""
    return ", ".join(text.value for owner in owners if (text := best(owner.label, lang)))


def place_words(place: Thing, others: int, lang: str) -> str:
    """Where a field stands, and how many more have its name: «Oslo, HR, og 2 felt til»."""
    names = owner_names(place.owners, lang)
    more = ngettext("og %(num)s felt til", "og %(num)s felt til", others) if others else ""
    return ", ".join(filter(None, (names, more)))


def reason(hit: Hit, lang: str) -> str:
    """Why the thing was found: the kind of the text, and where that stands."""
    word = str(gettext(MATCHED[hit.kind]))
    if hit.place is None:
        return word
    return str(gettext("%(what)s hos %(place)s", what=word, place=place_words(hit.place, hit.other_places, lang)))


def says_why(hit: Hit, shown: Text | None) -> bool:
    """Whether the reason tells more than the heading above it does."""
    return hit.matched != shown or hit.place is not None


def marked(text: Text, wanted: Wanted, *, running: bool = False) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it was searched for; running text is cut to where it was."""
    spans = marks(text.value, wanted)
    value, kept = excerpt(text.value, spans) if running else (text.value, spans)
    return pieces(value, kept)


def marked_match(hit: Hit) -> list[tuple[str, bool]]:
    """The text a thing was found by, in the same pieces."""
    value, kept = excerpt(hit.matched.value, hit.marks) if hit.fit is Fit.RUNNING else (hit.matched.value, hit.marks)
    return pieces(value, kept)
