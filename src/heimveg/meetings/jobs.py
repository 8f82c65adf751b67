"""The minutes of a closed meeting go to the archive, whole, once."""

import hashlib

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import municipality, system_actor
from heimveg.gateways.print_folder import PrintFolder
from heimveg.meetings.minutes import minutes_pdf
from heimveg.meetings.models import Meeting
from heimveg.meetings.rules import MeetingState

FOLDER = settings.HOME / "archive"


@app.periodic(cron="*/5 * * * *")
@app.task(name="meetings.archive_minutes", queueing_lock="meetings.archive_minutes")
def archive_minutes(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Returns how many were archived. The full record: only the archive's keeper opens it.

    A file of the same name is the same minutes, so a worker that dies between leaves one.
    """
    done = after = 0
    while (meeting := _next(after)) is not None:
        after = meeting.pk
        done += bool(meeting.archived_as)
    return done


def _next(after: int) -> Meeting | None:
    actor = system_actor()
    with transaction.atomic(), reading_as(actor.user_id):
        left = Meeting.objects.filter(state=MeetingState.CLOSED, archived_as="", pk__gt=after)
        rows = left.select_related("series__unit").order_by("pk")
        meeting = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if meeting is None:
            return None
        town = municipality()
        name = hashlib.sha256(f"minutes:{town.number}:{meeting.pk}".encode()).hexdigest()[:24]
        document = minutes_pdf(actor, meeting, language=town.default_language)
        try:
            meeting.mark_archived(PrintFolder(FOLDER).deliver(f"{name}.pdf", document))
        except OSError:
            return meeting  # the folder is full or away; the next round tries again
        return meeting
