"""The web server's door."""

import os
import sys

from django.core.wsgi import get_wsgi_application

sys.setswitchinterval(0.02)
"""Seconds a page goes on while other threads wait: passing on every 5 ms takes them a tenth of their time."""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
