"""Settings by mode: LOVENDE_MODE is demo (default), test or production."""

import os

MODE = os.environ.get("LOVENDE_MODE", "demo")

if MODE == "production":
    from lovende.web.settings.production import *  # noqa: F403
elif MODE == "test":
    from lovende.web.settings.test import *  # noqa: F403
elif MODE == "demo":
    from lovende.web.settings.demo import *  # noqa: F403
else:
    raise SystemExit(f"error: LOVENDE_MODE is {MODE!r}; set it to demo, test or production")
