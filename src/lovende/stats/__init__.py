"""Statistics of the field, pure: agreement, assignment, probability. Knows neither Django nor a database.

Modules are loaded when first asked for (`from lovende import stats; stats.assignment.assign(…)`), as SPEC 1 of
scientific Python has it: a web worker that asks none of them is spared numpy and the solvers.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lovende.stats import agreement, assignment, promise

__all__ = ["agreement", "assignment", "promise"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"lovende.stats.{name}")
