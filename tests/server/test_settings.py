"""Settings: read from the command line, the environment and a file, and refused with words, all at once, when wrong."""

from __future__ import annotations

import subprocess
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.texts import LANGUAGES
from server.cli import main
from server.setting_values import Setting
from server.settings import FILE, TABLE, SettingsError, from_environment, unknown_variables

GOOD = {
    "base": "https://begrep.example.org/",
    "contact": "mailto:sikkerhet@example.org",
    "day": "2027-01-31",
    "networks": "10.0.0.0/8, ::1",
    "proposal": "https://git.example.org/{path}",
    "address": "https://example.org/x",
}


def test_defaults_are_those_of_the_table() -> None:
    """Without an environment, everything has a value."""
    settings = from_environment({})
    assert settings.port == 8000
    assert settings.vocabularies == Path("vocabularies").absolute()
    assert settings.base is None
    assert settings.trusted_proxies == ()


def test_the_command_line_wins_over_the_environment_and_the_environment_over_the_file(tmp_path: Path) -> None:
    """An option beats the variable, which beats the file; an option that is not given does not."""
    file = tmp_path / "begrep.toml"
    text = 'port = 1\nworkers = 3\nhistory_names = true\ntrusted_proxies = ["10.0.0.1", "::1"]\nhost = "::1"\n'
    file.write_text(text)
    environment = {"BEGREP_PORT": "9000", "BEGREP_STORE": str(tmp_path), "BEGREP_HOST": "127.0.0.2", FILE: str(file)}
    settings = from_environment(environment, port=9001, store=None)
    assert (settings.port, settings.store, settings.host, settings.workers) == (9001, tmp_path, "127.0.0.2", 3)
    assert settings.history_names
    assert settings.trusted_proxies == (ip_network("10.0.0.1"), ip_network("::1"))


def test_settings_survive_the_way_through_the_environment() -> None:
    """The processes that answer requests read exactly what was decided, and no file that has changed since."""
    given: dict[str, Any] = {name: GOOD[setting.kind] for name, setting in TABLE.items() if setting.kind in GOOD}
    settings = from_environment({}, **given, publisher_name="Eksempel", port=1234)
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
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("METRICS_FROM", "alle"),
        ("LOG_FORMAT", "xml"),
        ("LOG_QUERIES", "yes"),
        ("SECURITY_CONTACT", "sikkerhet@example.org"),
        ("SECURITY_EXPIRES", "31.12.2027"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    """The message names the variable, so that it can be found and mended."""
    with pytest.raises(SettingsError, match=f"BEGREP_{name}"):
        from_environment({f"BEGREP_{name}": value})


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Each with its place, its value and what is accepted; a key that is no setting with what was perhaps meant."""
    file = tmp_path / "begrep.toml"
    file.write_text('prot = 1\nlog_level = "mye"\n')
    with pytest.raises(SettingsError) as raised:
        from_environment({"BEGREP_PORT": "åtte"}, file, workers=0)
    told = str(raised.value).splitlines()
    assert told == [
        f"{file}: prot er ikke en innstilling. Mente du port?",
        "BEGREP_PORT: «åtte» kan ikke brukes. Godtas: et helt tall fra 0 til 65535.",
        "--workers: «0» kan ikke brukes. Godtas: et helt tall fra 1 til 64.",
        f"{file}: log_level: «mye» kan ikke brukes. Godtas: feil, advarsel eller info.",
    ]


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2\n", None])
def test_a_file_that_cannot_be_read_is_named(text: str | None, tmp_path: Path) -> None:
    """It is not there, or not TOML."""
    file = tmp_path / "begrep.toml"
    if text:
        file.write_text(text)
    with pytest.raises(SettingsError, match=r"begrep\.toml.*TOML"):
        from_environment({}, file)


def test_variables_that_are_no_settings_are_told_of() -> None:
    """A typing error is pointed out, and stops nothing: the environment may be an older or a newer program's."""
    told = unknown_variables({"BEGREP_TRUST_PROXY": "ja", "BEGREP_PORT": "1", "BEGREP_QQQQ": "", FILE: "", "PATH": ""})
    assert [words["nb"] for words in told] == [
        "BEGREP_QQQQ er ikke en innstilling. Kjør begrep settings for å se dem.",
        "BEGREP_TRUST_PROXY er ikke en innstilling. Mente du BEGREP_TRUSTED_PROXIES?",
    ]


@pytest.mark.parametrize("name", TABLE)
def test_every_setting_is_described_and_its_default_is_accepted(name: str) -> None:
    """In three languages: what it is and what it accepts."""
    setting: Setting = TABLE[name]
    assert set(setting.help) == set(setting.accepted) == set(LANGUAGES)
    assert all(setting.help.values())
    assert all(setting.accepted.values())
    setting.read(setting.default)


def test_the_file_to_begin_with_is_a_settings_file(tmp_path: Path) -> None:
    """Every line of it can be taken into use by removing its sign."""
    told = CliRunner().invoke(main, ["settings", "--output", "toml"]).stdout
    used = "\n".join(line.removeprefix("#") for line in told.splitlines() if line[:1] == "#" and line[:2] != "# ")
    assert set(tomllib.loads(used)) == set(TABLE)
    file = tmp_path / "begrep.toml"
    file.write_text(used)
    assert from_environment({}, file) == from_environment({})


def test_an_option_is_called_what_it_was_given_as() -> None:
    """The message names an option that the command has."""
    done = CliRunner().invoke(main, ["serve", "--artifact", "a.tar.gz", "--sha256", "abc"])
    assert done.exit_code == 2
    assert "--sha256: «abc» kan ikke brukes." in done.stderr


def test_the_server_does_not_start_on_settings_that_are_wrong(begrep: list[str]) -> None:
    """In the language asked for, with the exit code of wrong use."""
    command = [*begrep, "serve", "--lang", "en", "--workers", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "--workers: “0” cannot be used. Accepted: a whole number from 1 to 64." in done.stderr
