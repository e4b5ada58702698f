"""The web process: what the server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "layak.settings")

application = get_wsgi_application()
# All pages are read before the first request is taken: read with it, at a busy hour everybody waits
# two seconds after a restart.
_ = get_resolver().url_patterns
# What is here now stays; looking through it for garbage again and again would stop every thread.
gc.collect()
gc.freeze()
