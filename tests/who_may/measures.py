"""The register: for everybody."""

from who_may import EVERYBODY

TABLE = {
    "measures:register": ([], EVERYBODY),
    "measures:measure": (["klar"], EVERYBODY),
    "measures:measure_json": (["klar"], EVERYBODY),
    "measures:compare": ([], EVERYBODY),
    "measures:similar": ([], EVERYBODY),
    "measures:organisation": (["avdir"], EVERYBODY),
    "measures:municipality": (["0301"], EVERYBODY),
    "measures:source": (["002"], EVERYBODY),
    "measures:download": (["csv"], EVERYBODY),
    "measures:map": (["svg"], EVERYBODY),
}


def places() -> dict[str, str]:
    return {}
