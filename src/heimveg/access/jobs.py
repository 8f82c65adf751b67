"""The logs are sealed a few minutes after they are written, by the job worker."""

from django.conf import settings
from procrastinate.contrib.django import app

from heimveg.access import sealing

SEALS = settings.HOME / "seals.txt"


@app.periodic(cron="*/5 * * * *")
@app.task(name="access.seal_logs", queueing_lock="access.seal_logs")
def seal_logs(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Seal what is settled, and write the seals down outside the database. Returns how many."""
    made = sealing.seal()
    sealing.write_down(SEALS, made)
    return len(made)
