"""The web process: what the server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "layak.settings")

application = get_wsgi_application()
