"""What happens behind the web server: reminders, looked for every hour of the working day, each sent once."""

from procrastinate.contrib.django import app

from lovende.awards.reminding.reminders import remind

TASK = "awards.remind"


@app.periodic(cron="17 6-17 * * *")
@app.task(name=TASK, queue="awards", queueing_lock=TASK, lock=TASK)
def send_reminders(timestamp: int) -> None:
    """Send today's reminders. `timestamp` is when the worker meant to: a late run sends what is due when it runs.

    An installation without a mail host fails here, so that the job is seen to have failed.
    """
    remind()
