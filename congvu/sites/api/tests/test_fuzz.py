"""schemathesis on the whole API, each call alone and calls after one another: no 5xx, no answer outside the schema.

``CONGVU_FUZZ=50 pytest congvu/sites/api/tests/test_fuzz.py`` tries fifty times as many examples.
"""

import os
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from congvu.connectors.payment_platform.connector import SLUG
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing
from congvu.sites.api.tests.conftest import program

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LONGER = int(os.environ.get("CONGVU_FUZZ", "1"))
"""How many times as many examples as CI tries."""
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
    commune = scenes.open_commune(folders=scenes.EVERY)
    commune.now = timezone.now()
    partner = program()
    _keep_connection()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    yield partner, schema, commune
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_each_call_alone(api):
    partner, schema, _commune = api
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=10 * LONGER, **QUICK)
        @given(case=operation.as_strategy())
        def one(case):
            case.call_and_validate(headers=partner.headers(), checks=CHECKS)

        one()


def _keep_connection():
    """Let the test's transaction stay open over calls, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


@pytest.fixture
def dossiers(api, gateway, settings, tmp_path):
    """Dossiers of the partner, one in each state that a call needs: just filed, to be mended, with its result."""
    settings.VAR = tmp_path
    partner, _schema, commune = api
    leader = commune.officials["leader"].id
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    sample = partner.get("/procedures/1.001193/sample").json()
    codes = [partner.post("/dossiers", sample).json()["code"] for _each in ("filed", "mended", "done", "withdrawn")]
    mended, done = (Dossier.objects.get(code=code) for code in codes[1:3])
    item = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên", "problem": "Thiếu chữ đệm"}
    commune.does("reception", "request_supplement", mended, items=[item], reason="Họ tên con chưa rõ", contact="")
    commune.whole_life(done)
    paper = next(one["id"] for one in partner.get(f"/dossiers/{done.code}").json()["documents"])
    _keep_connection()  # Django's client, which was asked here, lets go of it behind itself
    return sample, dict(zip(("filed", "mended", "done", "withdrawn"), codes, strict=True)), paper


def _good_calls(dossiers):
    """Return of each call parameters and body with which it succeeds: no invention would find them."""
    sample, codes, paper = dossiers
    child = {**sample["answers"]["child"], "full_name": "Lê An"}
    procedure = {"path_parameters": {"code": "1.001193"}}

    def on(which, **more):
        return {"path_parameters": {"code": codes[which], **more.pop("also", {})}, **more}

    return {
        "list_procedures": {"query": {"q": "khai sinh"}},
        "get_procedure": procedure,
        "get_procedure_sample": procedure,
        "list_places": {"query": {}},
        "former_places": {"query": {"q": "Thí Dụ"}},
        "lookup_dossier": on("filed"),
        "send_file": {"body": {"file": scenes.pdf()}},
        "list_dossiers": {"query": {}},
        "submit_dossier": {"body": sample},
        "get_dossier": on("done"),
        "supplement_dossier": on("mended", body={"answers": {"child": child}}),
        "withdraw_dossier": on("withdrawn", body={"reason": "Nộp nhầm"}),
        "get_result": on("done"),
        "get_document": on("done", also={"document_id": paper}),
        "list_charges": on("filed"),
        "pay_dossier": on("filed", body={"gateway": SLUG}),
    }  # fmt: skip


def test_calls_after_one_another_reach_every_operation(api, dossiers):
    """Links lead from call to call. In each example the first call of an operation is a good one, the others are
    invented, half of them on things that are there; then all is undone, so that each begins alike. An operation
    that never succeeded was never tried.
    """
    partner, schema, _commune = api
    good, codes = _good_calls(dossiers), sorted(dossiers[1].values())
    answered: dict[str, Counter[int]] = {name: Counter() for name in good}

    class Calls(schema.as_state_machine()):
        def setup(self):
            self.calls, self.undone = Counter(), transaction.atomic()
            self.undone.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

        def get_call_kwargs(self, case):
            return {"headers": partner.headers()}

        def validate_response(self, response, case, additional_checks=None, **more):
            case.validate_response(response, checks=CHECKS)

        def before_call(self, case):
            name = _name(case)
            number = self.calls[name]
            self.calls[name] += 1
            if number == 0:
                for part, value in good[name].items():
                    setattr(case, part, value)
                case.media_type = "multipart/form-data" if name == "send_file" else case.media_type
            elif "code" in (case.path_parameters or {}) and number % 2:
                in_reach = ["1.001193"] if "/procedures/" in case.path else codes
                case.path_parameters["code"] = in_reach[number // 2 % len(in_reach)]

        def after_call(self, response, case):
            answered[_name(case)][response.status_code] += 1

    Calls.run(settings=settings(max_examples=20 * LONGER, stateful_step_count=8, **QUICK))
    for result in schema.get_all_operations():
        operation = result.ok()
        name = operation.definition.raw["operationId"]
        if not answered[name]:  # no link leads there: it is called by itself
            kind = {"media_type": "multipart/form-data"} if name == "send_file" else {}
            answer = operation.Case(**good[name], **kind).call_and_validate(headers=partner.headers(), checks=CHECKS)
            answered[name][answer.status_code] += 1
    assert set(good) == {result.ok().definition.raw["operationId"] for result in schema.get_all_operations()}
    unreached = [name for name, statuses in answered.items() if not any(200 <= status < 300 for status in statuses)]
    assert not unreached, f"no call of these ever succeeded: {unreached} of {answered}"


def _name(case):
    return case.operation.definition.raw["operationId"]
