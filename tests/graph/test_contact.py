from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.contact import Mailbox, mailbox_of
from graph.namespaces import BASE, PREFIXES
from graph.store import CatalogueStore

THING, CONTACT = ox.NamedNode(f"{BASE}vokabular/personell"), ox.NamedNode(f"{BASE}kontakt/personell")


def store_with(address: str) -> CatalogueStore:
    """A vocabulary whose contact has that mailbox."""
    said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (THING, PREFIXES["dcat"] + "contactPoint", CONTACT),
        (CONTACT, PREFIXES["vcard"] + "hasEmail", ox.NamedNode(address)),
        (CONTACT, PREFIXES["vcard"] + "fn", ox.Literal("Begrepsforvaltningen")),
    ]
    return CatalogueStore.from_quads(ox.Quad(s, ox.NamedNode(p), o) for s, p, o in said)


def test_a_real_mailbox_is_offered() -> None:
    """The address without its scheme, and whose it is."""
    found = mailbox_of(store_with("mailto:begrep@kommune.no"), THING.value)
    assert found == Mailbox("begrep@kommune.no", "Begrepsforvaltningen")


@pytest.mark.parametrize(
    "address",
    [
        "mailto:begrep@example.org",
        "mailto:a@b.example",
        "mailto:x@mail.invalid",
        "mailto:x@sub.example.com",
        "mailto:x@localhost",
    ],
)
def test_a_made_up_address_is_not(address: str) -> None:
    """Names set aside for examples (RFC 2606) reach nobody, so nobody is sent there."""
    assert mailbox_of(store_with(address), THING.value) is None


def test_without_a_contact_there_is_none(real_store: CatalogueStore) -> None:
    """A thing without a contact, and the catalogue as it is, which has only a made-up address."""
    assert mailbox_of(real_store, f"{BASE}enhet/prosent") is None
    assert mailbox_of(real_store, f"{BASE}begrep/personell/ansatt") is None
