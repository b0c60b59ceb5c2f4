"""How large and how slow a file may be."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on one file: ``bytes`` on disk, ``unpacked`` and ``ratio`` for Word, ``seconds`` for PDF."""

    bytes: int = 50 * MEGABYTE
    lines: int = 300_000
    unpacked: int = 200 * MEGABYTE
    ratio: int = 200
    pages: int = 2_000
    seconds: float = 120.0
