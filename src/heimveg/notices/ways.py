"""The ways out of the house, and what each is given. Nothing here says what a message is about."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from heimveg.gateways.failures import NotDeliveredError
from heimveg.gateways.mail import Attachment, MailServer, mail
from heimveg.gateways.print_folder import PrintFolder
from heimveg.gateways.sms import SmsGateway
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel, Failure

HOUSE: Path = settings.HOME
FOLDER = HOUSE / "letters"
KINDS = {".ics": "text/calendar", ".pdf": "application/pdf"}


class CannotGoError(Exception):
    """Why it did not go, in the outbox's own words."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def deliver(notice: Notice) -> str:
    """Send it the way it is to go; the receipt. Raises CannotGoError.

    The key that the other end sees is a hash: it tells nothing, and is the same each time.
    """
    key = hashlib.sha256(notice.key.encode()).hexdigest()[:24]
    try:
        if notice.channel == Channel.PAGE:
            return "page"
        if notice.channel == Channel.EMAIL:
            return _by_mail(notice, key)
        if notice.channel == Channel.SMS:
            return _by_phone(notice, key)
        return _by_letter(notice, key)
    except NotDeliveredError as error:
        raise CannotGoError(Failure(str(error.why))) from error
    except OSError as error:
        raise CannotGoError(Failure.AWAY) from error


def _by_letter(notice: Notice, key: str) -> str:
    folder = PrintFolder(FOLDER)
    if notice.document is None:
        return folder.deliver(f"{key}.txt", notice.body.encode())
    return folder.deliver(f"{key}.pdf", bytes(notice.document))


def _by_mail(notice: Notice, key: str) -> str:
    receiver = notice.user or notice.person
    if receiver is None or not receiver.email:
        raise CannotGoError(Failure.NO_ADDRESS)
    with translation.override(notice.language):
        message = mail(
            key=key,
            sender=settings.MAIL_SENDER,
            to=receiver.email,
            subject=_("You have a message"),
            text=notice.body if notice.user_id else _only_that_it_waits(),
            attachment=_attachment(notice),
        )
    if not settings.MAIL_SERVER:
        return PrintFolder(HOUSE / "mail").deliver(f"{key}.eml", message.as_bytes())
    return MailServer(settings.MAIL_SERVER).deliver(message)


def _attachment(notice: Notice) -> Attachment | None:
    """Only what goes to colleagues, and names nobody; a person's documents never go by mail."""
    if notice.document is None or notice.user_id is None:
        return None
    kind = KINDS.get(Path(notice.document_name).suffix, "application/octet-stream")
    return Attachment(notice.document_name, kind, bytes(notice.document))


def _by_phone(notice: Notice, key: str) -> str:
    phone = notice.person.phone if notice.person else ""
    if not phone:
        raise CannotGoError(Failure.NO_ADDRESS)
    with translation.override(notice.language):
        text = _only_that_it_waits()
    if not settings.SMS_URL:
        return PrintFolder(HOUSE / "sms").deliver(f"{key}.txt", f"{phone}\n{text}\n".encode())
    return SmsGateway(settings.SMS_URL, settings.SMS_TOKEN).deliver(key=key, to=phone, text=text)


def _only_that_it_waits() -> str:
    return _("You have a message from the municipality. Call us, or log in, to read it.")
