"""Settings of a test run: a home and a database of its own, which vanish with it.

pytest-django reads the settings before any conftest, so the place is made here, and never is this checkout's `var/`.
"""

import os

os.environ["LOVENDE_MODE"] = "test"

from lovende.embedded import start_for_tests

HOME_OF_RUN = start_for_tests()

from lovende.web.settings.test import *  # noqa: E402, F403
