"""Where to write about a concept or a vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.store import CatalogueStore, iri, value_of
from graph.texts import string

# Names that RFC 2606 and RFC 6761 set aside: nobody reads what is sent there.
_NOBODY: Final = re.compile(r"[@.](example(\.(com|net|org))?|invalid|test|localhost)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A functional mailbox: its address, and whose it is."""

    address: str
    name: str | None


def mailbox_of(store: CatalogueStore, thing: str) -> Mailbox | None:
    """Return the mailbox that answers for the IRI ``thing``; None when it has none, or only a made-up address."""
    for row in store.select("contact_addresses", thing=iri(thing)):
        address = value_of(row["email"]).removeprefix("mailto:")
        if "@" in address and not _NOBODY.search(address):
            return Mailbox(address, string(row, "name"))
    return None
