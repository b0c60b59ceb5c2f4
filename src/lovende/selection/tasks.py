"""What happens behind the web server: weighing a settled phase, taking up what a killed worker left, and a
rater's reading order where the protocol lets a model suggest it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lovende.selection.ordering import asking
from lovende.selection.ordering.placing import place_anew
from lovende.selection.weighing.running import QUEUE, TASK, take_up_stalled, work


@app.task(name=TASK, queue=QUEUE, retry=RetryStrategy(max_attempts=3, wait=5))
def weigh(weighing: int) -> None:
    """Weigh a phase. What the model cannot tell stands on the row, never in a log."""
    work(weighing)


@app.periodic(cron="*/5 * * * *")
@app.task(name="selection.stalled-weighings", queue=QUEUE, pass_context=False)
def stalled_weighings(timestamp: int) -> None:
    """Every five minutes."""
    take_up_stalled()


@app.task(name=asking.TASK, queue=asking.QUEUE)
def suggest_order(phase: int, rater: int) -> None:
    """Make the order anew. A model that fails makes the job fail, to be seen, and leaves the order as it was."""
    place_anew(phase=phase, rater=rater)
