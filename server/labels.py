"""The words for codes that come out of the data: states, relations, roles, confidence, properties.

Every word is a message id, the bokmål string itself; ``server/translations`` holds the other languages.
A code nobody has a word for is shown as it is, so that new content never breaks a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def N_(message: str) -> str:
    """Mark ``message`` for translation and return it unchanged."""
    return message


STATUS: Final[Mapping[str, str]] = {
    "DRAFT": N_("utkast"),
    "CANDIDATE": N_("kandidat"),
    "WAITING": N_("på vent"),
    "CURRENT": N_("gjeldende"),
    "REVISED": N_("revidert"),
    "DEPRECATED": N_("frarådet"),
    "RETIRED": N_("foreldet"),
    "PLANNED": N_("planlagt"),
    "REJECTED": N_("avvist"),
}

STATUS_COLOUR: Final[Mapping[str, str]] = {
    "CANDIDATE": "info",
    "WAITING": "warning",
    "CURRENT": "success",
    "REVISED": "info",
    "DEPRECATED": "warning",
    "RETIRED": "danger",
}

STATUS_NOTICE: Final[Mapping[str, str]] = {
    "DRAFT": N_("Begrepet er et utkast. Ingen har godkjent det ennå."),
    "CANDIDATE": N_("Begrepet er foreslått, men ikke godkjent ennå."),
    "WAITING": N_("Begrepet venter på avklaring og er ikke godkjent ennå."),
    "DEPRECATED": N_("Begrepet er frarådet. Bruk det ikke i nye sammenhenger."),
    "RETIRED": N_("Begrepet er foreldet og brukes ikke lenger."),
    "PLANNED": N_("Begrepet er planlagt og gjelder ikke ennå."),
    "REJECTED": N_("Begrepet er avvist."),
}

# The word describes the local side, while the SKOS property points from the local side to the concept:
# broadMatch says that the concept is broader, so that the local meaning is narrower.
RELATION: Final[Mapping[str, str]] = {
    "exactMatch": N_("lik begrepet"),
    "closeMatch": N_("nær begrepet"),
    "broadMatch": N_("snevrere enn begrepet"),
    "narrowMatch": N_("videre enn begrepet"),
    "relatedMatch": N_("beslektet med begrepet"),
}

ROLE: Final[Mapping[str, str]] = {
    "mål": N_("mål"),
    "kode": N_("kode"),
    "nøkkel": N_("nøkkel"),
    "periode": N_("periode"),
    "opplysning": N_("opplysning"),
    "utelatt": N_("utelatt"),
}

MAPPING_STATUS: Final[Mapping[str, str]] = {
    "utkast": N_("utkast"),
    "til kontroll": N_("til kontroll"),
    "godkjent": N_("godkjent"),
    "utgått": N_("utgått"),
}

MAPPING_STATUS_COLOUR: Final[Mapping[str, str]] = {
    "til kontroll": "info",
    "godkjent": "success",
    "utgått": "warning",
}

CONFIDENCE: Final[Mapping[str, str]] = {
    "Verified": N_("bekreftet"),
    "Partly": N_("delvis bekreftet"),
    "FromMemory": N_("ikke bekreftet"),
}

EFFECT: Final[Mapping[str, str]] = {
    "Blocking": N_("avgjørende"),
    "Caveat": N_("gir forbehold"),
    "Pairwise": N_("vurderes parvis"),
    "Informative": N_("til opplysning"),
}

SOURCE_RELATION: Final[Mapping[str, str]] = {
    "self-composed": N_("egendefinert"),
    "derived-from-source": N_("basert på kilde"),
    "direct-from-source": N_("sitat fra kilde"),
}

AUDIENCE: Final[Mapping[str, str]] = {
    "public": N_("Definisjon for allmennheten"),
    "specialist": N_("Definisjon for spesialister"),
}

ORGANISATION_TYPE: Final[Mapping[str, str]] = {
    "kommune": N_("kommune"),
    "fylkeskommune": N_("fylkeskommune"),
    "stat": N_("statlig virksomhet"),
    "organisasjon": N_("organisasjon"),
    "standard": N_("standard"),
    "leverandør": N_("leverandør"),
}

MATCHED: Final[Mapping[str, str]] = {
    "pref_label": N_("Anbefalt term"),
    "alt_label": N_("Tillatt term"),
    "hidden_label": N_("Frarådet term"),
    "name": N_("Navn"),
    "field": N_("Lokalt feltnavn"),
    "code": N_("Kode"),
    "number": N_("Nummer"),
    "initials": N_("Forbokstaver"),
    "definition": N_("Definisjon"),
    "note": N_("Merknad"),
}

ASPECT: Final[Mapping[str, str]] = {
    "Content": N_("innhold"),
    "Population": N_("populasjon"),
    "CountingUnit": N_("telleenhet"),
    "Denominator": N_("nevner"),
    "Time": N_("måleperiode"),
    "Source": N_("dekning"),
    "Data": N_("data som trengs"),
}

KIND: Final[Mapping[str, str]] = {
    "AttributeProperty": N_("Kjennetegn"),
    "Catalog": N_("Katalog"),
    "Collection": N_("Begrepssamling"),
    "Concept": N_("Kode"),
    "ConceptScheme": N_("Kodeliste"),
    "Organization": N_("Virksomhet"),
    "Sector": N_("Sektor"),
    "Unit": N_("Enhet"),
    "vcard:Organization": N_("Kontaktpunkt"),
}

PROPERTY: Final[Mapping[str, str]] = {
    "aspect": N_("Hva det gjelder"),
    "comment": N_("Merknad"),
    "contactPoint": N_("Kontaktinformasjon"),
    "conversionMultiplier": N_("Faktor til grunnenheten"),
    "conversionOffset": N_("Tillegg til grunnenheten"),
    "created": N_("Dato opprettet"),
    "definition": N_("Definisjon"),
    "description": N_("Beskrivelse"),
    "fn": N_("Navn"),
    "hasEmail": N_("E-post"),
    "hasOrganizationName": N_("Virksomhet"),
    "hasQuantityKind": N_("Størrelse"),
    "hasURL": N_("Nettadresse"),
    "identifier": N_("Identifikator"),
    "inScheme": N_("Kodeliste"),
    "license": N_("Lisens"),
    "member": N_("Begreper i samlingen"),
    "modified": N_("Sist endret"),
    "notation": N_("Kode"),
    "organisationType": N_("Type virksomhet"),
    "publisher": N_("Ansvarlig virksomhet"),
    "scopeNote": N_("Merknad"),
    "seeAlso": N_("Se også"),
    "source": N_("Kilde"),
    "uriSpace": N_("Adressene begynner med"),
}

LANGUAGE: Final[Mapping[str, str]] = {
    "nb": N_("bokmål"),
    "nn": N_("nynorsk"),
    "en": N_("engelsk"),
    "se": N_("nordsamisk"),
}


def label(table: Mapping[str, str], code: str | None) -> str:
    """Return the message id for ``code``, a short code or an IRI ending in one; the code when unknown."""
    if not code:
        return ""
    short = local_name(code)
    return table.get(code) or table.get(short) or short


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/`` of an IRI; other strings as they are."""
    if "://" not in iri:
        return iri
    return iri.rstrip("/").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def status_colour(code: str | None) -> str:
    """Return Designsystemet's colour name for a concept status code; ``neutral`` when it has none."""
    return STATUS_COLOUR.get(local_name(code or ""), "neutral")


def mapping_status_colour(word: str | None) -> str:
    """Return Designsystemet's colour name for the status of a mapping; ``neutral`` when it has none."""
    return MAPPING_STATUS_COLOUR.get(word or "", "neutral")
