"""A process of its own that loads ASReview, ranks once and ends: texts on standard input, an order on standard output.

Loading the package turns on a cache for everything in the process that fetches by `requests`, makes its file in the
working folder (`synergy_cache.sqlite`), and takes some 180 MB. None of that is for the worker, so the worker starts
this file in an empty folder (`model.suggested`). It imports nothing of Lovende's.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace

SETTINGS = "elas_u4"
Row = tuple[str, str, bool | None]


def ranked(rows: Sequence[Row], seed: int) -> list[int]:
    """Places in `rows` (title, body, True for in, False for out, None for unread) of the unread, the likeliest «in»
    first. Raises ValueError when the texts hold no words, or nothing to learn from."""
    import numpy
    import pandas
    from asreview.learner import ActiveLearningCycle
    from asreview.models import get_ai_config

    settings = get_ai_config(SETTINGS)["value"]
    seeded = replace(settings, classifier_param={**settings.classifier_param, "random_state": seed})
    cycle = ActiveLearningCycle.from_meta(seeded)
    titles, bodies, said = zip(*rows, strict=True)
    features = cycle.transform(pandas.DataFrame({"title": titles, "abstract": bodies}))
    read = [place for place, one in enumerate(said) if one is not None]
    unread = [place for place, one in enumerate(said) if one is None]
    cycle.fit(features[read], numpy.array([int(bool(said[place])) for place in read]))
    return [unread[int(place)] for place in cycle.rank(features[unread])]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump(ranked(asked["rows"], asked["seed"]), sys.stdout)
