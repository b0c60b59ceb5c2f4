"""What happens behind the web server: making letters, and taking up runs whose worker was killed."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lovende.assessments.letters.runs import QUEUE, TASK, take_up_stalled, work


@app.task(name=TASK, queue=QUEUE, retry=RetryStrategy(max_attempts=3, wait=5))
def make_letters(run: int) -> None:
    """Make what is left of a letter run. What fails stands on the run, never in a log."""
    work(run)


@app.periodic(cron="*/5 * * * *")
@app.task(name="assessments.stalled-letters", queue=QUEUE, pass_context=False)
def stalled_letters(timestamp: int) -> None:
    """Every five minutes."""
    take_up_stalled()
