"""The web server's door."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

sys.setswitchinterval(0.02)
"""Seconds a page goes on while other threads wait: passing on every 5 ms takes them a tenth of their time."""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  loads every page
gc.freeze()
"""The program itself is never garbage: looking through it again and again let all pages of a moment wait 130 ms."""
