"""Normalised discounted cumulated gain.

K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), 2002; with the
exponential gain 2^grade − 1 and the discount 1 / log2(1 + place), places from 1, as Burges et al. (ICML 2005)
write it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence


def dcg(grades: Iterable[int]) -> float:
    """Discounted cumulated gain of grades in the order in which they were found.

    >>> round(dcg([3, 2, 3, 0, 1, 2]), 3)
    13.848
    """
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def ndcg(found: Sequence[str], judgements: Mapping[str, int], depth: int = 10) -> float:
    """nDCG at `depth` of the keys `found`, best first; a key without a judgement counts as 0.

    The ideal is made of all judged keys, found or not. Raises ValueError when none is judged above 0.
    """
    ideal = dcg(sorted(judgements.values(), reverse=True)[:depth])
    if ideal == 0:
        raise ValueError("no key is judged above 0: there is nothing to find")
    return dcg([judgements.get(key, 0) for key in found[:depth]]) / ideal
