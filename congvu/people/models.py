"""People: placeholder until the module lands."""

from django.db import models


class Official(models.Model):
    """An official (cán bộ, công chức)."""

    full_name = models.CharField(max_length=200)


class Party(models.Model):
    """A citizen or an organisation."""

    name = models.CharField(max_length=300)
