"""Machines that watch are told how the program fares, and nobody else."""

import json
import re

import pytest
import yaml
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone

from congvu.upkeep import queries


@pytest.mark.django_db
def test_a_load_balancer_hears_that_it_lives(client):
    assert client.get(reverse("control:alive")).content == b"ok\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "shown"), [("", ""), ("", "Bearer "), ("k1", ""), ("k1", "Bearer k2")])
def test_without_the_key_there_is_no_such_page(client, settings, key, shown):
    settings.METRICS_KEY = key
    assert client.get(reverse("control:metrics"), headers={"authorization": shown}).status_code == 404


@pytest.mark.django_db
def test_prometheus_reads_the_figures(client, settings):
    settings.METRICS_KEY = "k1"
    said = client.get(reverse("control:metrics"), headers={"authorization": "Bearer k1"})
    lines = said.content.decode().splitlines()
    assert said["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE congvu_outbox_waiting gauge" in lines
    assert "congvu_outbox_waiting 0" in lines
    assert 'congvu_jobs{state="failed"} 0' in lines
    assert "congvu_worker_silent_seconds -1" in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def _expressions():
    """Return what dashboard and alarms ask of Prometheus."""
    deploy = project.ROOT / "deploy"
    board = json.loads((deploy / "grafana" / "congvu.json").read_text())
    alarms = yaml.safe_load((deploy / "prometheus" / "alerts.yml").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return asked + [rule["expr"] for group in alarms["groups"] for rule in group["rules"]]


@pytest.mark.django_db
def test_dashboard_and_alarms_ask_for_figures_that_there_are():
    found = list(queries.figures(timezone.now()))
    names, labels = {one.name for one in found}, {part for one in found for part in one.labels.split(",")}
    asked = _expressions()
    assert len(asked) > 15
    for expression in asked:
        named = set(re.findall(r"\bcongvu_\w+", expression))
        assert named, expression
        assert named <= names, expression
        for key, value in re.findall(r"(\w+)=\"(\w+)\"", expression):
            assert f'{key}="{value}"' in labels, expression
    assert {name for name in names if not any(name in one for one in asked)} == set(), "figures that nobody looks at"
