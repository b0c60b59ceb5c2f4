"""Who may what, room by room: each module has a TABLE of addresses and `places`, which makes what they lead to."""

import importlib
import pkgutil

from lovende.people.models import Role

EVERYBODY = dict.fromkeys(["stranger", *Role.values], 200)
SIGNED_IN = EVERYBODY | {"stranger": 302}


def only(roles, allowed: int = 200, otherwise: int = 403) -> dict[str, int]:
    """Strangers to sign-in, `roles` in, everybody else `otherwise` (404 where they may not know that it exists)."""
    return {"stranger": 302} | {role: allowed if role in roles else otherwise for role in Role.values}


def rooms() -> list:
    """The modules of this package, in the order of their names."""
    return [importlib.import_module(f"{__name__}.{row.name}") for row in pkgutil.iter_modules(__path__)]
