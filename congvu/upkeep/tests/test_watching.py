"""Machines that watch are told how the program fares, and nobody else."""

import pytest
from django.urls import reverse


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
