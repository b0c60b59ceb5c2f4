"""The two processes that run: the web server and the worker."""

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages."""
    from lovende.web.serving import serve as serve_web

    serve_web(host, port, workers)


@click.command()
def worker() -> None:
    """Do background tasks."""
    from lovende.web.serving import work

    work()
