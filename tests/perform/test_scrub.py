"""Cleaning output: no secret in any shape, nothing that drives a terminal, and all else left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.perform.scrub import MARK, Scrubber, looks_secret, printable, secret_values

PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    ["STRIPE_SECRET_KEY", "GITHUB_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "SENTRY_DSN", "npm_config__auth", "API_KEY", "CLERK_JWT_KEY"],
)
def test_names_of_secrets(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize("name", ["PATH", "HOME", "KEYBOARD", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "SSH_AUTH_SOCK", "MONKEY", "AUTHOR", "PWD"])
def test_other_names(name: str) -> None:
    assert not looks_secret(name)


def test_short_values_are_scrubbed_only_if_they_are_named() -> None:
    assert set(secret_values({"A_KEY": "short", "B_KEY": "long-enough", "C": "named", "D": "abc"}, ("C", "D"), ("given",))) == {
        "long-enough",
        "named",
        "given",
    }


@pytest.mark.parametrize(
    "text",
    [
        "sk_live_" + "a1B2" * 6,
        "sk_test_" + "a1B2" * 6,
        "whsec_" + "abcd" * 6,
        "ghp_" + "a1B2" * 9,
        "sk-proj-" + "a1B2" * 9,
        "npm_" + "a1B2" * 9,
        "AKIA" + "ABCD" * 4,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        PRIVATE_KEY,
    ],
)
def test_known_shapes_are_scrubbed_without_knowing_the_value(text: str) -> None:
    assert Scrubber().scrub(f"before {text} after") == f"before {MARK} after"


def test_values_of_several_lines_and_encoded_ones() -> None:
    scrubber = Scrubber(("first line of the key\nsecond line of the key", "p@ss/word"))
    assert scrubber.scrub("x second line of the key y") == f"x {MARK} y"
    assert scrubber.scrub("postgres://u:p%40ss%2Fword@h") == f"postgres://u:{MARK}@h"


def test_passwords_in_addresses() -> None:
    assert Scrubber().scrub("at postgres://owner:hunter2@localhost:5432/app?x=1") == f"at postgres://owner:{MARK}@localhost:5432/app?x=1"
    assert Scrubber().scrub("see http://localhost:3000/a and mailto:a@b") == "see http://localhost:3000/a and mailto:a@b"


def test_the_longer_secret_goes_first() -> None:
    assert Scrubber(("secret", "secret-and-more")).scrub("secret-and-more") == MARK


@given(st.text())
def test_ordinary_text_is_left_alone(text: str) -> None:
    if "\r" not in text and text.replace("\n", "").replace("\t", "").isprintable() and "://" not in text:
        assert Scrubber().clean(text.encode()) == text


@given(st.binary())
def test_anything_becomes_printable(raw: bytes) -> None:
    cleaned = Scrubber().clean(raw)
    assert all(character in "\n\t" or ord(character) >= 0x20 for character in cleaned)
    assert "\x1b" not in cleaned


@given(st.text(min_size=8).filter(lambda text: text.strip() == text), st.text(), st.text())
def test_a_value_never_survives(secret: str, before: str, after: str) -> None:
    assert secret not in Scrubber((secret,)).scrub(f"{before}{secret}{after}").replace(MARK, "")


def test_progress_bars_show_their_last_state() -> None:
    assert printable("10%\r50%\r100%\r\ndone\n") == "100%\ndone\n"
