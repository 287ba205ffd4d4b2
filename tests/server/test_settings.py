"""Settings: read from the environment, overridden by the command line, refused with words when wrong."""

from pathlib import Path

import pytest

from server.settings import TABLE, SettingsError, from_environment


def test_defaults_are_those_of_the_table() -> None:
    """Without an environment, everything has a value."""
    settings = from_environment({})
    assert settings.port == 8000
    assert settings.vocabularies == Path("vocabularies").absolute()
    assert settings.base is None


def test_the_command_line_wins(tmp_path: Path) -> None:
    """An option beats the variable; an option that is not given does not."""
    environment = {"BEGREP_PORT": "9000", "BEGREP_STORE": str(tmp_path)}
    settings = from_environment(environment, port=9001, store=None)
    assert (settings.port, settings.store) == (9001, tmp_path)


def test_settings_survive_the_way_through_the_environment() -> None:
    """The processes that answer requests read exactly what the command line decided."""
    settings = from_environment({}, base="https://begrep.example.org/", port=1234)
    assert from_environment(settings.to_environment()) == settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "åtte"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("BASE", "begrep.example.org"),
        ("BASE", "https://begrep.example.org"),
        ("PUBLISHER", "https://example.org/1"),
        ("ACCESSIBILITY_STATEMENT_URL", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    """The message names the variable, so that it can be found and mended."""
    with pytest.raises(SettingsError, match=f"BEGREP_{name}"):
        from_environment({f"BEGREP_{name}": value})


def test_every_setting_has_help() -> None:
    """The table explains itself."""
    assert all(setting.help for setting in TABLE.values())
