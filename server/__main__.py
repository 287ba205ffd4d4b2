"""``python -m server`` is the command ``begrep``."""

from server.cli import main

main()
