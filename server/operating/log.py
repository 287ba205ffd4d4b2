"""The log: one stream of lines on standard error, for people or for machines.

Who asked, what was searched for and what a query said are not in it, unless a setting says so; a request is known by a
number of its own, which its answer carries too (X-Request-ID).
"""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from server.settings import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="")
FIELDS: Final = "fields"
_LEVELS: Final = {"feil": logging.ERROR, "advarsel": logging.WARNING, "info": logging.INFO}
_OURS: Final = "begrep"
# The HTTP server's own log: a process that ended, and was replaced.
_SERVERS: Final = "_granian"
_PLAIN: Final = "/:@!$&'()*+,;=-._~% "


def configure(settings: Settings) -> None:
    """Log as ``settings`` say, in this process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(_LEVELS[settings.log_level])
    server = logging.getLogger(_SERVERS)
    server.handlers.clear()
    server.propagate = True


def told(logger: logging.Logger, level: int, message: str, **fields: object) -> None:
    """Log ``message`` with ``fields`` that are not None."""
    if logger.isEnabledFor(level):
        logger.log(level, message, extra={FIELDS: {name: value for name, value in fields.items() if value is not None}})


class Lines(logging.Formatter):
    """A line of text for each event; what came from outside is escaped, so that it stays one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines of an error below it."""
        parts = [f"{_when(record):%Y-%m-%d %H:%M:%S}", record.levelname, record.name, record.getMessage()]
        parts += [f"{name}={quote(str(value), safe=_PLAIN)}" for name, value in _fields(record).items()]
        line = " ".join(" ".join(parts).splitlines())
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """A line of JSON for each event: time, level, logger, message, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        document: dict[str, Any] = {
            "time": _when(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        document |= _fields(record)
        if record.exc_info:
            document["error"] = self.formatException(record.exc_info)
        return json.dumps(document, ensure_ascii=False, default=str)


def _when(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = dict(getattr(record, FIELDS, {}))
    request = REQUEST.get()
    return fields | {"request": request} if request else fields
