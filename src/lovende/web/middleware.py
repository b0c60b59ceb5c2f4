"""What every request passes."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def server_timing(get_response: Callable[[HttpRequest], HttpResponse]):
    """Say in `Server-Timing` how long the server took, so that anybody can see it in the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"total;dur={(time.perf_counter() - start) * 1000:.1f}"
        return response

    return middleware
