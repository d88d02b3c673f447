"""Django application of simulation."""

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    """Registers simulation and its command."""

    name = "congvu.simulation"
    label = "simulation"
    default_auto_field = "django.db.models.BigAutoField"
