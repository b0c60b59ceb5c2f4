"""Asking SSB's statistics bank (PxWebApi 2): search for tables, a table's metadata, figures as JSON-stat 2.

Addresses and limits as SSB's user guide gives them: GET alone, 30 questions a minute for one address on the net,
429 when there are too many, 503 when the bank is shut, 403 for too much at once, 400 and 404 for a wrong question.
Nothing is asked when the module is imported, and redirects are not followed: one host, the one in the settings.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from lovende import __version__

MOST_BYTES = 8 * 1024 * 1024
TIMEOUT = httpx.Timeout(8.0, connect=3.0)
TRIES = 3
LONGEST_WAIT = 3.0  # seconds; somebody sits and waits for the page
BUSY = (429, 502, 503, 504)
USER_AGENT = f"Lovende/{__version__} (register of social measures; asks for one figure at a time)"


class StatbankError(Exception):
    """The bank gave no usable answer."""


class OfflineError(StatbankError):
    """The bank cannot be reached, is shut, or is switched off."""


class RefusedError(StatbankError):
    """The bank says that the question is wrong: no such table, variable or value. The message is the bank's."""


class UnreadableError(StatbankError):
    """The answer is too large, or not what the bank is documented to give."""


@dataclass(frozen=True)
class Response:
    """`address` is the whole address that was asked; asking it again gives the same table's newest answer."""

    address: str
    content: Any


class Client:
    """Asks the bank at `address`. `transport` and `sleep` are for tests. Use as a context, or `close` it."""

    def __init__(
        self,
        address: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address.rstrip("/")
        self._sleep = sleep
        self._http = httpx.Client(
            timeout=TIMEOUT,
            transport=transport,
            follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def url(self, path: str, params: Mapping[str, str]) -> str:
        """The address that `ask` would ask: the parameters in their order, so that equal questions are equal."""
        return str(httpx.URL(f"{self.address}/{path}", params=dict(params)))

    def ask(self, path: str, params: Mapping[str, str]) -> Response:
        """GET, with a few polite tries when the bank is busy. Raises OfflineError, RefusedError, UnreadableError."""
        address = self.url(path, params)
        for attempt in range(1, TRIES + 1):
            try:
                status, headers, body = self._get(address)
            except (httpx.ConnectError, httpx.TimeoutException) as problem:
                raise OfflineError(type(problem).__name__) from problem  # a page waits: no second try
            except httpx.HTTPError as problem:
                if attempt == TRIES:
                    raise OfflineError(type(problem).__name__) from problem
                self._sleep(0.3 * attempt)
                continue
            if status not in BUSY:
                return Response(address, _content(status, body))
            wait = _wait(headers.get("Retry-After"), attempt)
            if attempt == TRIES or wait > LONGEST_WAIT:
                break
            self._sleep(wait)
        raise OfflineError(f"HTTP {status}")

    def _get(self, address: str) -> tuple[int, httpx.Headers, bytes]:
        """One question; what is larger than MOST_BYTES is not read to its end."""
        with self._http.stream("GET", address) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise UnreadableError(f"the answer is larger than {MOST_BYTES} bytes")
            return answer.status_code, answer.headers, bytes(body)


def tables_question(words: str, language: str, size: int = 20) -> tuple[str, dict[str, str]]:
    """Path and parameters of a search for tables that are still kept up."""
    return "tables", {"lang": language, "query": words, "pageSize": str(size), "includeDiscontinued": "false"}


def metadata_question(table: str, language: str) -> tuple[str, dict[str, str]]:
    return f"tables/{table}/metadata", {"lang": language}


def data_question(table: str, selection: Mapping[str, str], language: str) -> tuple[str, dict[str, str]]:
    """One value code for each variable of `selection`; a variable left out is summed if it may be."""
    chosen = {f"valueCodes[{name}]": code for name, code in sorted(selection.items())}
    return f"tables/{table}/data", {"lang": language, "outputFormat": "json-stat2", **chosen}


def _wait(header: str | None, attempt: int) -> float:
    """Seconds until the next try: what the bank asks for, else 0.5, 1."""
    return float(header) if header and header.strip().isdecimal() else 0.5 * attempt


def _content(status: int, body: bytes) -> Any:
    try:
        content = json.loads(body) if body else None
    except ValueError as problem:
        if status < 300:
            raise UnreadableError("the answer is not JSON") from problem
        content = None
    if 200 <= status < 300 and content is not None:
        return content
    if status in (400, 403, 404):
        told = content.get("title") or content.get("detail") if isinstance(content, Mapping) else None
        raise RefusedError(str(told or f"HTTP {status}")[:200])
    if status >= 500:
        raise OfflineError(f"HTTP {status}")
    raise UnreadableError(f"HTTP {status}")
