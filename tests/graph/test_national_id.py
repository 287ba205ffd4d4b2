"""Identity numbers: valid ones are recognised, nothing else is, and a column of them stops a file.

The numbers here belong to nobody: they are synthetic, or of the nineteenth century.
"""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.errors import FileUnusable
from graph.harmonising.national_id import IdentityWatch, is_named_as_id, is_national_id, may_hold_ids

WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))


def checked(nine: str) -> str | None:
    """The nine digits with their two check digits; None where there are none."""
    for weights in WEIGHTS:
        rest = -sum(int(digit) * weight for digit, weight in zip(nine, weights, strict=True)) % 11
        if rest == 10:
            return None
        nine += str(rest)
    return nine


def number(day: int, month: int, year: int, individual: int) -> str:
    """The first valid number of that day, from ``individual`` on."""
    for found in range(individual, individual + 20):
        whole = checked(f"{day:02}{month:02}{year:02}{found:03}")
        if whole:
            return whole
    raise AssertionError("no number found")


ORDINARY = number(17, 5, 74, 600)
SYNTHETIC = number(17, 85, 14, 100)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("1874", ORDINARY),
        ("D-number", number(57, 5, 74, 600)),
        ("synthetic, month + 80", SYNTHETIC),
        ("synthetic, month + 40", number(17, 45, 14, 100)),
        ("synthetic D-number", number(57, 85, 14, 100)),
        ("29 February 1996", number(29, 82, 96, 100)),
        ("born after 2000", number(1, 81, 20, 800)),
        ("with a space", f"{SYNTHETIC[:6]} {SYNTHETIC[6:]}"),
    ],
)
def test_valid_numbers(what: str, text: str) -> None:
    """Ordinary, D- and synthetic numbers, as people write them."""
    assert is_national_id(text), what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01010",
        "00000000000",
        number(31, 82, 14, 100),
        number(29, 82, 95, 100),
        number(17, 93, 14, 100),
        number(17, 61, 14, 100),
        number(17, 85, 45, 600),
        f"x{SYNTHETIC}",
        f"{SYNTHETIC}0",
        f"{SYNTHETIC[:4]} {SYNTHETIC[4:]}",
    ],
)
def test_other_numbers(text: str) -> None:
    """No day, no month, no century for the individual number, or not eleven digits: not an identity number."""
    assert not is_national_id(text)


@given(
    day=st.integers(1, 28),
    month=st.integers(81, 92),
    year=st.integers(0, 39),
    individual=st.integers(500, 980),
    place=st.integers(0, 10),
    digit=st.integers(0, 9),
)
def test_one_wrong_digit_is_seen(day: int, month: int, year: int, individual: int, place: int, digit: int) -> None:
    """The check digits catch every single mistyped digit."""
    right = number(day, month, year, individual)
    wrong = f"{right[:place]}{digit}{right[place + 1 :]}"
    assume(wrong != right)
    assert is_national_id(right)
    assert not is_national_id(wrong)


@given(before=st.binary(max_size=30), after=st.binary(max_size=30), encoding=st.sampled_from(["utf-8", "utf-16-le"]))
def test_the_quick_look_overlooks_no_number(before: bytes, after: bytes, encoding: str) -> None:
    """Whatever stands around it, a stretch with an identity number is looked at closer."""
    assert may_hold_ids(before + SYNTHETIC.encode(encoding) + after)
    spaced = f"{SYNTHETIC[:6]}\u00a0{SYNTHETIC[6:]}"
    assert may_hold_ids(before + spaced.encode("utf-8") + after)
    assert may_hold_ids(before + spaced.encode("cp1252") + after)


def test_the_quick_look_passes_ordinary_figures() -> None:
    """A stretch of short numbers is not looked at closer."""
    assert not may_hold_ids(b"AVDELING;8,4;2024K1;123 456,78\r\n" * 100)


def test_a_column_of_numbers_stops_the_file() -> None:
    """The message names the column and none of its values."""
    watch = IdentityWatch(["AVDELING", "FNR"])
    with pytest.raises(FileUnusable) as refused:
        watch.look([["Skole", SYNTHETIC], ["Barnehage", ""], [], ["Skole", "mangler"]])
    assert refused.value.words["nb"].startswith("kolonne FNR inneholder fødselsnummer")
    assert SYNTHETIC not in "".join(refused.value.words.values())


@pytest.mark.parametrize(
    "name",
    ["FNR", "fnr", "ansatt_fnr", "FODSELSNUMMER", "Fødselsnr.", "FODSELS_NR", "personnummer", "PERSON_NR", "D-nr"],
)
def test_a_column_named_so_stops_the_file_whatever_its_check_digits(name: str) -> None:
    """Test data and mistyped numbers too; the message says that they look like it."""
    assert is_named_as_id(name)
    assert not is_national_id("12345678901")
    with pytest.raises(FileUnusable) as refused:
        IdentityWatch([name]).look([["12345678901"], ["123456 78901"]])
    assert refused.value.words["nb"].startswith(f"kolonne {name} ligner fødselsnummer")
    assert "12345678901" not in "".join(refused.value.words.values())


@pytest.mark.parametrize(
    "name", ["KONTONR", "AVDELING", "PERSONELL", "Personale nummer 2", "ORGNR", "FODSELSAAR", "DNRK"]
)
def test_other_names_do_not(name: str) -> None:
    """Account numbers have eleven digits as well."""
    assert not is_named_as_id(name)
    IdentityWatch([name]).look([["12345678901"]])


def test_short_values_under_such_a_name_do_not() -> None:
    """A number of one's own in a column with the name is no identity number."""
    IdentityWatch(["FNR"]).look([["1234"], ["12345"]])


def test_a_single_coincidence_does_not() -> None:
    """One value in many that looks like a number by chance, as account numbers may, is let through."""
    accounts = [["12345678903"]] * 99
    assert not is_national_id(accounts[0][0])
    watch = IdentityWatch(["KONTO"])
    watch.look([*accounts, [ORDINARY]])
    with pytest.raises(FileUnusable):
        watch.look([[ORDINARY]] * 25)
