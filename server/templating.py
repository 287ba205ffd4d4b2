"""The templates' environment: words that exist in three languages are found in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Undefined

from server.language import DEFAULT


class SiteEnvironment(Environment):
    """Looks words up as ``words[lang]``; in a language they do not exist in, bokmål stands in."""

    def getitem(self, obj: Any, argument: Any) -> Any | Undefined:
        """Return ``obj[argument]``, and bokmål where ``obj`` holds words by language, but none in that language."""
        if isinstance(obj, Mapping) and argument not in obj and DEFAULT in obj:
            return obj[DEFAULT]
        return super().getitem(obj, argument)
