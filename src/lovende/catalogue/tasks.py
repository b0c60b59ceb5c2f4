"""What happens behind the web server: reading a file that came in."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lovende.catalogue.actions import READ_QUEUE, READ_TASK, read_import


@app.task(name=READ_TASK, queue=READ_QUEUE, retry=RetryStrategy(max_attempts=3, wait=5))
def read_catalogue(public_id: str) -> None:
    """Read an import. It says nothing of the file in any log: what is wrong stands on the import."""
    read_import(public_id=public_id)
