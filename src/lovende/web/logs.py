"""Structured logs: one JSON object a line, without personal data or query strings."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog


def _drop_request(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Django hangs the whole request on its log records; nothing of it may reach a log."""
    event.pop("request", None)
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso")],
        processors=[
            structlog.processors.format_exc_info,
            _drop_request,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
