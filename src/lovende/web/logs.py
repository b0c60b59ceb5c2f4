"""Structured logs: one JSON object a line, without personal data or query strings.

A message of an exception may hold what somebody typed, and an address what nobody else may have (a link to choose
a password by): neither reaches a log. The kind of exception, the frames and the pattern of the address do.
"""

import logging
import os
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest

Event = MutableMapping[str, Any]


def _name_request(_logger: Any, _name: str, event: Event) -> Event:
    """Django hangs the whole request on its log records: of it, method and address pattern are kept."""
    record = event.pop("_record", None)
    event.pop("_from_structlog", None)
    request = event.pop("request", None) or getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        match = getattr(request, "resolver_match", None)
        event["event"] = f"{_status(record)} {request.method} {match.route if match else '(no such address)'}"
    return event


def _status(record: logging.LogRecord | None) -> str:
    return str(getattr(record, "status_code", None) or "refused")


def _frames(_logger: Any, _name: str, event: Event) -> Event:
    """Exceptions by kind and place; LOVENDE_DEBUG=1 shows their messages too."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if not isinstance(error, BaseException):
        return event
    if os.environ.get("LOVENDE_DEBUG"):
        event["exception"] = "".join(traceback.format_exception(error))
    else:
        event["exception"] = "".join(_told(error))
    return event


def _told(error: BaseException) -> list[str]:
    """Frames of the error and, before them, of what led to it, each ended by the kind of exception."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    kind = f"{type(error).__module__}.{type(error).__qualname__}\n"
    return [*(_told(cause) if cause else ()), *traceback.format_tb(error.__traceback__), kind]


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso")],
        processors=[_frames, _name_request, structlog.processors.JSONRenderer(ensure_ascii=False)],
    )
