"""What `lovende stats agreement` says: a document for scripts, a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from lovende.stats.agreement import Agreement, PairAgreement


def document(
    found: Agreement,
    pairs: Sequence[PairAgreement] = (),
    *,
    unknown_columns: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """The keys of docs/cli.md, then the rest. What is None has its reason in `note`."""
    first = (
        "n_items n_raters observed expected kappa z p_one_sided p_two_sided ci_low ci_high ac1 alpha".split()
    )
    every = asdict(found)
    said = [*every.pop("notes"), *notes]
    resamples, seed = every.pop("resamples"), every.pop("seed")
    return {
        **{key: every.pop(key) for key in first},
        "note": "; ".join(said) or None,
        **every,
        "notes": said,
        "categories": list(found.categories),
        "interval": _interval(resamples, seed),
        "by_pair": [asdict(pair) for pair in pairs],
        "unknown_columns": list(unknown_columns),
    }


def _interval(resamples: int, seed: int | None) -> dict[str, Any] | None:
    if seed is None:
        return None
    return {"method": "percentile bootstrap of items", "level": 0.95, "resamples": resamples, "seed": seed}


def text(document: dict[str, Any]) -> str:
    """For people."""
    weights = "" if document["weights"] == "none" else f", {document['weights']} weights"
    lines = [f"{document['n_items']} items compared, {document['n_raters']} raters{weights}", ""]
    for label, value, beside in _rows(document):
        lines.append(f"{label:<24}{value:>9}   {beside}".rstrip())
    pairs = document["by_pair"]
    if pairs:
        width = max(len(f"{pair['first']} – {pair['second']}") for pair in pairs)
        lines += ["", f"{'pair':<{width}}  {'items':>6} {'observed':>9} {'kappa':>7} {'pi':>7} {'AC1':>7}"]
        lines += [_pair(pair, width) for pair in pairs]
    if document["unknown_columns"]:
        lines += ["", f"columns not read: {', '.join(document['unknown_columns'])}"]
    if document["notes"]:
        lines += ["", *(f"note: {note}" for note in document["notes"])]
    return "\n".join(lines)


def _rows(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    band = f"{document['band']} (Landis and Koch 1977)" if document["band"] else ""
    rows = [
        ("observed agreement", _share(document["observed"]), ""),
        ("expected by chance", _share(document["expected"]), ""),
        (document["statistic"], _number(document["kappa"]), band),
    ]
    if document["ci_low"] is not None:
        how = document["interval"]
        between = f"{_number(document['ci_low'])} to {_number(document['ci_high'])}"
        rows.append(
            (
                "  95 % interval",
                "",
                f"{between} ({how['method']}, {how['resamples']} resamples, seed {how['seed']})",
            )
        )
    if document["z"] is not None:
        beside = f"one-sided p {_p(document['p_one_sided'])}, two-sided p {_p(document['p_two_sided'])}"
        rows.append(("  z against chance", f"{document['z']:.2f}", beside))
    if document["n_raters"] == 2:
        rows.append(("Scott's pi", _number(document["pi"]), "whoever stands in which column"))
    rows.append(("Gwet's AC1", _number(document["ac1"]), ""))
    if document["ac2"] is not None:
        rows.append(("Gwet's AC2", _number(document["ac2"]), ""))
    return [*rows, ("Krippendorff's alpha", _number(document["alpha"]), document["alpha_level"])]


def _pair(pair: dict[str, Any], width: int) -> str:
    name = f"{pair['first']} – {pair['second']}"
    return (
        f"{name:<{width}}  {pair['n_items']:>6} {_share(pair['observed']):>9} {_number(pair['kappa']):>7} "
        f"{_number(pair['pi']):>7} {_number(pair['ac1']):>7}  {pair['note'] or ''}"
    ).rstrip()


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _p(value: float) -> str:
    return "below .0001" if value < 0.0001 else f"{value:.4f}"
