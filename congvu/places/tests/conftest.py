from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from congvu.places.models import Place

TODAY = date(2026, 11, 22)
BEFORE = date(2025, 6, 30)


@pytest.fixture(scope="module")
def whole_country(django_db_setup, django_db_blocker):
    """The real units, loaded once for the module's tests, which only read them."""
    with django_db_blocker.unblock():
        found_loaded = Place.objects.exists()
        call_command("load_places", verbosity=0)
        yield
        if found_loaded:
            return
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE places_place CASCADE")
