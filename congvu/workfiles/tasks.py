"""Timers of work files."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.documents import operations as documents
from congvu.kit.actors import SYSTEM
from congvu.workfiles import operations, queries


@app.periodic(cron="10 7 * * *")
@app.task(name="workfiles.remind", queueing_lock="workfiles.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Tell keepers each morning which files are to be handed over within 30 days (NĐ 30/2020, Annex VI.5)."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    for file in queries.to_remind(on=timezone.localdate(at)):
        operations.remind(workfile_id=file.pk, at=at)


@app.task(name="workfiles.keep_for_archive")
def keep_for_archive(handover_id: int) -> None:
    """Have the signatures of every document that went into the archive made provable for long, one by one."""
    for document_id in queries.handed_documents(handover_id=handover_id):
        documents.keep_for_archive(document_id=document_id, by=SYSTEM, at=timezone.now())
