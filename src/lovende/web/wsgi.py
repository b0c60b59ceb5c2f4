import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.web.settings")

application = get_wsgi_application()

# What is loaded by now lives as long as the worker. A full collection that walked it stopped some page for a
# tenth of a second.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
# A page makes many objects that nothing keeps: to go through them at every 700 is work for nothing.
gc.set_threshold(10_000, 10, 10)
