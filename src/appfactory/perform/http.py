"""Calls over HTTP to apps that packs exercise: plain answers, cookies kept, redirects not followed."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO

MOST_BYTES = 8 * 2**20
"""The most bytes of an answer that are read: 8 MiB."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; names of headers in lower case. `status` is 0, and `problem` says why, if no answer came."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    problem: str = ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> urllib.request.Request | None:
        return None


class Client:
    """A browser's memory without the browser: cookies that answers set are sent again. `timeout` is in seconds, for each call."""

    def __init__(self, timeout: float = 30.0) -> None:
        self._timeout = timeout
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        # The system's proxies are left aside: packs call apps, mostly on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies, _NoRedirects())

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Calls and waits. Never raises for what happens on the net, or for an address that is none."""
        if not url.lower().startswith(("http://", "https://")):
            return Answer(0, problem=f"`{url}` is no address of the web: it has to begin with http:// or https://")
        try:
            request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310 - the scheme is checked
            with self._opener.open(request, timeout=self._timeout) as answer:
                return _answer(answer.status, answer.headers.items(), answer.read(MOST_BYTES + 1))
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.headers.items(), error.read(MOST_BYTES + 1))
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            return Answer(0, problem=f"no answer from {url}: {reason}")


def _answer(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Answer:
    if len(body) > MOST_BYTES:
        return Answer(0, problem=f"the answer is larger than {MOST_BYTES // 2**20} MiB")
    return Answer(status, {name.lower(): value for name, value in headers}, body)
