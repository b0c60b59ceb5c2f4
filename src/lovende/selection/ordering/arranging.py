"""What a rater meets next: the model's suggestion, with every fifth reading in the drawn order. Pure."""

from collections.abc import Sequence

from lovende.selection.ordering.model import DRAWN_EVERY


def arranged(
    drawn: Sequence[int], suggested: Sequence[int], *, locked: int, following: int | None = None
) -> list[int]:
    """The unread keys in the order to read them in: a permutation of `drawn`.

    `drawn` holds the unread keys as they were drawn, `suggested` the same keys, the likeliest first. `locked` is how
    many were read before: the fifth, tenth … of all is the first that is left of `drawn`, so that none waits for
    ever, however often the order is made anew. `following` is before the rater already and stays first.

    >>> arranged([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], locked=2)
    [6, 5, 1, 4, 3, 2]
    >>> arranged([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], locked=2, following=3)
    [3, 6, 1, 5, 4, 2]
    """
    left = dict.fromkeys(drawn)
    by_model = dict.fromkeys(key for key in suggested if key in left)
    by_model.update(dict.fromkeys(key for key in drawn if key not in by_model))
    order: list[int] = []
    for number in range(locked + 1, locked + len(left) + 1):
        source = left if number % DRAWN_EVERY == 0 else by_model
        key = following if not order and following in left else next(iter(source))
        assert key is not None
        order.append(key)
        del left[key], by_model[key]
    return order
