"""A reading order suggested to each rater by a model that learns from that rater's own verdicts, and decides nothing.

Off unless the protocol says so. `model` asks the library, `arranging` mixes what it says with the drawn order,
`placing` writes the places, `asking` leaves the work to the background worker, `choice` is the rater's own.
The order that was drawn is the order in which the readings were made: it is never lost.
"""
