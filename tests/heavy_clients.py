"""The clients of others that are too heavy for every test run to install: where they are, once they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# The tests may run in a checkout beside the one they are installed in.
FOLDER = Path(os.environ.get("BEGREP_TEST_CLIENTS", Path(__file__).parents[1] / ".venv-clients"))


def client(*program: str) -> list[str]:
    """Return the command that starts a program of ``FOLDER``; skip the test where it is not installed."""
    paths = [FOLDER / part for part in program]
    if not all(path.exists() for path in paths):
        pytest.skip(f"{program[-1]} is not installed: make clients")
    return [str(path) for path in paths]
