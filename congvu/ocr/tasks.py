"""Jobs and timers of ocr. Readings have a queue of their own: a long scan keeps nobody waiting."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.ocr import operations


@app.task(name="ocr.read", queue="ocr")
def read(reading_id: int) -> None:
    """Read one scan."""
    operations.read(reading_id=reading_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="ocr.resume", queueing_lock="ocr.resume", pass_context=False)
def resume(timestamp: int) -> None:
    """Go on where a worker fell."""
    operations.resume_fallen(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="50 2 * * *")
@app.task(name="ocr.forget", queueing_lock="ocr.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Drop, each night, what was read of contents that are gone."""
    operations.forget_gone(at=datetime.fromtimestamp(timestamp, tz=UTC))
