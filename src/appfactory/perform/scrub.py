"""Makes what a program printed fit to be kept and shown: no secrets, no terminal control, printable text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

MARK = "[secret]"

_SECRET_WORDS = frozenset(
    {"SECRET", "SECRETS", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "CREDENTIALS", "KEY", "APIKEY", "JWT", "DSN", "COOKIE", "AUTH"}
)
_SHORTEST_NAMED = 4
_SHORTEST_GUESSED = 8

_KNOWN_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{1,8192}?-----END [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{12,}|\bwhsec_[A-Za-z0-9+/=_-]{16,}|\bsk-[A-Za-z0-9_-]{20,}|\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{16,}"
    r"|\bgh[opsur]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}|\bnpm_[A-Za-z0-9]{30,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
)
_HINTS = ("PRIVATE KEY", "_live_", "_test_", "whsec_", "sk-", "re_", "gh", "npm_", "AKIA", "xox", "eyJ")
"""Parts of which each known shape has one: a search for them is many times faster than the expression."""

_PLAIN = bytes(range(0x20, 0x7F)) + b"\n\t"
_URL_PASSWORD = re.compile(r"(?<=://)([^\s/:@]{1,128}):[^\s/@]{1,512}@")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,1024}(?:\x07|\x1b\\)|[@-Z\\^_=>78])")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def looks_secret(name: str) -> bool:
    """True if an environment variable of that name usually holds a secret. What reaches the browser (`NEXT_PUBLIC_…`) does not."""
    words = set(name.upper().replace("-", "_").split("_"))
    return bool(words & _SECRET_WORDS) and not name.startswith("NEXT_PUBLIC_") and "SOCK" not in words


def secret_values(environment: Mapping[str, str], named: Iterable[str] = (), given: Iterable[str] = ()) -> tuple[str, ...]:
    """The values to scrub: of the `named` variables, of every variable whose name looks secret, and the `given` ones."""
    found = {environment.get(name, "") for name in named} | set(given)
    values = {value for value in found if len(value) >= _SHORTEST_NAMED}
    values |= {value for name, value in environment.items() if len(value) >= _SHORTEST_GUESSED and looks_secret(name)}
    return tuple(values)


class Scrubber:
    """Cleans text. `values` are secrets; a value of several lines (a private key) is also recognised line by line."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        parts: set[str] = set()
        for value in values:
            parts |= {value, quote(value, safe="")}
            parts |= {line.strip() for line in value.splitlines() if len(line.strip()) >= 16}
        self._values = tuple(sorted((part for part in parts if len(part) >= _SHORTEST_NAMED), key=len, reverse=True))
        self._expression = re.compile("|".join(map(re.escape, self._values)))

    def scrub(self, text: str) -> str:
        """The text with each secret replaced by `[secret]`: the values, passwords in addresses, and what has the shape of a known key."""
        if any(value in text for value in self._values):
            text = self._expression.sub(MARK, text)
        if "://" in text:
            text = _URL_PASSWORD.sub(rf"\1:{MARK}@", text)
        if any(hint in text for hint in _HINTS):
            text = _KNOWN_SHAPES.sub(MARK, text)
        return text

    def clean(self, raw: bytes) -> str:
        """Printable UTF-8 of what a program printed: bytes that are no UTF-8 and control characters are escaped, colours removed."""
        if not raw.translate(None, _PLAIN):
            return self.scrub(raw.decode("ascii"))
        return self.scrub(printable(raw.decode("utf-8", "backslashreplace")))


def printable(text: str) -> str:
    """The text without terminal sequences; of a line drawn over itself (a progress bar) the last state; other control characters escaped."""
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "\r" in text:
        text = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))
    return _UNPRINTABLE.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
