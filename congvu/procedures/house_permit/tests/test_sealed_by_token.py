"""A permit and its drawings sealed with the agency's key in the USB token of its clerk."""

import pytest

from congvu.dossiers import operations
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip
from congvu.files import queries as files
from congvu.procedures.house_permit.tests.test_house_permit import answers_as, appraise, asked, office
from congvu.signing import operations as keys
from congvu.signing import queries as signing
from congvu.signing.hooks import KeyNotUsable
from congvu.signing.models import Credential
from congvu.signing.tests import softhsm

__all__ = ["office"]
pytestmark = pytest.mark.django_db


@softhsm.needed
def test_result_and_drawings_are_sealed_with_the_token_in_the_clerks_pc(office):
    dossier = asked(office, office.planning)
    answers_as(office, office.planners, office.planning, dossier)
    appraise(office, dossier)
    softhsm.hold(Credential.objects.filter(agency=office.agency))
    office.does("case_officer", "register_result", dossier)
    office.does("unit_head", "finish_step", dossier)
    office.does("leader", "sign_result", dossier)
    clerk = {"by": office.officials["clerk"], "at": office.now}
    with pytest.raises(KeyNotUsable):
        operations.seal_result(dossier_id=dossier.pk, step_id=office.step(dossier), **clerk)

    def laid():
        subject = f"dossier_seal:{dossier.pk}:{office.step(dossier)}"
        made = keys.request_signatures(
            subjects=[subject], official_id=clerk["by"].id, agency_id=office.agency.pk, **clerk
        ).request
        return made, softhsm.give_signatures(made, keys.prepare_for_token(request_id=made.pk, **clerk))

    def work(request, agreement, signatures):
        keys.activate_by_token(
            request_id=request.pk, challenge=request.challenge, agreement=agreement, signatures=signatures, **clerk
        )
        while keys.sign_next(request_id=request.pk, at=office.now):
            pass
        return set(request.items.values_list("state", flat=True))

    request, (agreement, signatures) = laid()
    assert len(signatures) == 4
    del signatures["3"]  # the token is pulled out
    assert work(request, agreement, signatures) == {"failed"}
    assert not dossier.slips.filter(kind__in=[Slip.Kind.RESULT, Slip.Kind.STAMPED]).exists()
    request, given = laid()
    assert work(request, *given) == {"signed"}
    done = Dossier.objects.get(pk=dossier.pk)
    assert (done.state, done.outcome) == (State.DONE, Outcome.GRANTED)
    kinds = {Slip.Kind.RESULT: ["personal", "agency"], Slip.Kind.STAMPED: ["agency"]}
    papers = done.slips.filter(kind__in=kinds)
    assert papers.count() == 4
    for slip in papers:
        with files.open_use(files.use(slip.file_use)) as stream:
            report = signing.verify(stream.read(), at=office.now)
        assert report.all_good, report
        assert [one.kind for one in report.signatures] == kinds[slip.kind]
