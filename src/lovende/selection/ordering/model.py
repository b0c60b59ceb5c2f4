"""The model: ELAS u4 of ASReview, used as a library. Its own default for texts read one by one: word and word-pair
weights (TF-IDF), a linear support vector machine, the most likely «in» first (van de Schoot et al., Nature Machine
Intelligence 3, 2021, 125–133; settings in `asreview.models.AI_MODEL_CONFIGURATIONS`).

The library is optional (`requirements/order.in`). It is loaded by nobody but the process of `ranking`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGE, NAME, LIBRARY = "asreview", "ELAS u4", "ASReview"
DRAWN_EVERY = 5  # so often the next reading is the first in the drawn order, whatever the model says
RANKING = Path(__file__).with_name("ranking.py")
PATIENCE_SECONDS = 600


class ModelError(RuntimeError):
    """The model could not be asked, or gave no answer; the message is for those who run the installation."""


@dataclass(frozen=True)
class Text:
    """What the model sees of one reading. `said`: True for in, False for out, None for one not locked."""

    key: int
    title: str
    body: str
    said: bool | None


def installed() -> str | None:
    """The library's version; None where it is not installed. Loads nothing of it."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None


def facts() -> dict[str, Any]:
    """What the protocol says of the model: {name, library, version, drawn_every}; `version` is None where the
    library is not installed."""
    return {"name": NAME, "library": LIBRARY, "version": installed(), "drawn_every": DRAWN_EVERY}


def is_taught(texts: Sequence[Text]) -> bool:
    """Is there at least one in and one out to learn from?"""
    return {True, False} <= {text.said for text in texts}


def suggested(texts: Sequence[Text], seed: int) -> list[int]:
    """Keys of the texts that are not locked, the most likely «in» first; the same for the same texts and seed.

    Raises ModelError without the library, when the texts hold no words or nothing to learn from, or after
    PATIENCE_SECONDS.
    """
    rows = [(text.title, text.body, text.said) for text in texts]
    return [texts[place].key for place in _asked(json.dumps({"rows": rows, "seed": seed}))]


def _asked(question: str) -> list[int]:
    """The answer of a process that sees the question, an empty folder, and none of our surroundings."""
    with tempfile.TemporaryDirectory() as folder:
        around = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": folder,
            "TMPDIR": folder,
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-I", str(RANKING)]
        try:
            done = subprocess.run(
                command, input=question, capture_output=True, text=True, cwd=folder, env=around,
                timeout=PATIENCE_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ModelError(f"{LIBRARY} gave no order within {PATIENCE_SECONDS} s") from error
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise ModelError(f"{LIBRARY} gave no order: {told[-1][:300]}")
    answer: list[int] = json.loads(done.stdout)
    return answer
