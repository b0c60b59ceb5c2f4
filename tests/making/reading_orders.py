"""Readers simulated: what they have found when half is read, in the order suggested and in the one drawn.

`python -m making.reading_orders SHARE` prints both means over six draws as JSON. A process of its own, in a folder
of its own, since it loads the library itself instead of asking for each order (`lovende.selection.ordering.ranking`).
"""

import json
import random
import sys
from collections.abc import Mapping

from lovende.selection.ordering.arranging import arranged
from lovende.selection.ordering.ranking import ranked

DRAWS = 6


def world(seed: int, *, many: int = 40, topical: float = 0.08) -> dict[int, tuple[str, bool]]:
    """Texts of 120 words and what a reader says of them. Every fifth text is worth taking in and draws the share
    `topical` of its words from a topic of its own; the others draw as many from four other topics. The reader
    says out of every tenth that is worth it, and in to as many that are not."""
    chance = random.Random(seed)
    words = [f"ord{number}" for number in range(800)]
    weights = [1 / (number + 1) for number in range(800)]
    own, *others = [chance.sample(words[50:], 20) for _ in range(5)]
    found = {}
    for key in range(many):
        is_worth = key % 5 == 0
        topic = own if is_worth else chance.choice(others)
        body = [
            chance.choice(topic) if chance.random() < topical else chance.choices(words, weights)[0]
            for _ in range(120)
        ]
        says_wrong = chance.random() < (0.1 if is_worth else 0.1 / 4)
        found[key] = (" ".join(body), is_worth is not says_wrong)
    return found


def found_by_half(texts: Mapping[int, tuple[str, bool]], seed: int, *, by_model: bool) -> float:
    """The share of all «in» that a reader has met with half of the texts read."""
    drawn = random.Random(seed).sample(list(texts), len(texts))
    queue, said = list(drawn), {}
    for _ in range(len(drawn) // 2):
        key = queue.pop(0)
        said[key] = texts[key][1]
        if by_model and len(set(said.values())) == 2:
            places = ranked([("", texts[one][0], said.get(one)) for one in drawn], seed)
            left = [one for one in drawn if one not in said]
            queue = arranged(left, [drawn[place] for place in places], locked=len(said), following=queue[0])
    return sum(said.values()) / sum(is_in for _, is_in in texts.values())


if __name__ == "__main__":
    worlds = {seed: world(seed, topical=float(sys.argv[1])) for seed in range(DRAWS)}
    shares = [
        [found_by_half(texts, seed, by_model=by_model) for seed, texts in worlds.items()]
        for by_model in (True, False)
    ]
    print(json.dumps([sum(several) / len(several) for several in shares]))
