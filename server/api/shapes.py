"""Shapes of JSON as the parts write them, and the JSON Schema each stands for (2020-12, as OpenAPI 3.1 has it).

A shape is a table from members to what they are, or a text: ``string``, ``integer``, ``number``, ``boolean``, ``any``;
``[T]`` a list of T; ``{T}`` an object with any names for members that are T; ``T?`` a T or null; ``A|B`` either;
``"a","b"`` one of these texts; any other word the name of a shape. A member that may be missing ends with ``?``; the
member ``*`` says what members without a name in the table are (else there are none).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_PRIMITIVES: Final = ("string", "integer", "number", "boolean", "null")
_NAME: Final = re.compile(r"[A-Z]\w*\Z")
_REST: Final = "*"

Schema = dict[str, Any]


class ShapeUnclear(ValueError):
    """A shape nobody can read."""


def schema(shape: str | Mapping[str, Any]) -> Schema:
    """Return the JSON Schema of ``shape``; raise ShapeUnclear when it is none."""
    return _of_text(shape.strip()) if isinstance(shape, str) else _of_table(shape)


def _of_table(shape: Mapping[str, Any]) -> Schema:
    members = {name.removesuffix("?"): schema(value) for name, value in shape.items() if name != _REST}
    found: Schema = {
        "type": "object",
        "properties": members,
        "additionalProperties": schema(shape[_REST]) if _REST in shape else False,
    }
    required = [name for name in shape if name != _REST and not name.endswith("?")]
    return found | ({"required": required} if required else {})


def _of_text(shape: str) -> Schema:
    if shape.startswith('"'):
        return {"type": "string", "enum": [each.strip().strip('"') for each in shape.split(",")]}
    if shape.endswith("?"):
        return {"anyOf": [_of_text(shape.removesuffix("?")), {"type": "null"}]}
    if "|" in shape and not shape.startswith(("[", "{")):
        return {"anyOf": [_of_text(each.strip()) for each in shape.split("|")]}
    if shape.startswith("[") and shape.endswith("]"):
        return {"type": "array", "items": _of_text(shape[1:-1])}
    if shape.startswith("{") and shape.endswith("}"):
        return {"type": "object", "additionalProperties": _of_text(shape[1:-1])}
    if shape in _PRIMITIVES:
        return {"type": shape}
    if shape == "any":
        return {}
    if _NAME.match(shape):
        return {"$ref": f"#/components/schemas/{shape}"}
    raise ShapeUnclear(shape)
