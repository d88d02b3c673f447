"""schemathesis on the whole API, each call alone and calls after one another: no 5xx, no answer outside the schema."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from congvu.dossiers.tests import scenes
from congvu.sites.api.tests.conftest import program

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUICK = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.generate],
}
pytestmark = pytest.mark.slow


@pytest.fixture
def api(db):
    scenes.open_commune(folders=scenes.EVERY)
    partner = program()
    for signal in (request_started, request_finished):  # as Django's own client does: the test's transaction stays open
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    yield partner, schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_each_call_alone(api):
    partner, schema = api
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=10, **QUICK)
        @given(case=operation.as_strategy())
        def one(case):
            case.call_and_validate(headers=partner.headers(), checks=CHECKS)

        one()


def test_calls_after_one_another(api):
    partner, schema = api

    class Calls(schema.as_state_machine()):
        def get_call_kwargs(self, case):
            return {"headers": partner.headers()}

        def validate_response(self, response, case, additional_checks=None, **more):
            case.validate_response(response, checks=CHECKS)

    seen: set[tuple[str, int]] = set()

    class Watched(Calls):
        def before_call(self, case):
            if case.path.startswith("/api/v1/procedures/{"):
                case.path_parameters = {"code": "1.001193"}

        def after_call(self, response, case):
            seen.add((case.operation.definition.raw["operationId"], response.status_code))

    Watched.run(settings=settings(max_examples=20, stateful_step_count=6, **QUICK))
    assert ("submit_dossier", 201) in seen, f"links lead from the sample to a filed dossier: {sorted(seen)}"
