"""What can be wrong with a request to the query endpoint (``problems.toml`` beside this)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from server.problems import Problems

PROBLEMS: Final = Problems(Path(__file__).with_name("problems.toml"), "/sparql#")
refusal: Final = PROBLEMS.refusal
