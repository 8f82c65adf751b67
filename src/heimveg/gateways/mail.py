"""Mail through the municipality's own server. The subject says nothing of what it is about."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from heimveg.gateways.failures import NotDeliveredError, Why

LATER = range(400, 500)  # SMTP: the server asks us to come back


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    kind: str  # "text/calendar"
    content: bytes


def mail(  # a mail has this many parts
    *, key: str, sender: str, to: str, subject: str, text: str, attachment: Attachment | None
) -> EmailMessage:
    """The same key gives the same Message-ID, by which mail programs know a copy."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2] or 'heimveg.invalid'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if attachment is not None:
        main, _slash, sub = attachment.kind.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    return message


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in: smtp://user:password@host:port, or smtps:// for TLS at once."""

    url: str
    timeout: float = 20

    def deliver(self, message: EmailMessage) -> str:
        """The receipt is the Message-ID. Raises NotDeliveredError.

        Once the body is on its way and no answer comes, nobody knows whether it was taken: that
        is `UNCLEAR`, and never tried again by itself.
        """
        try:
            server = self._connected()
            try:
                self._hand_in(server, message)
            finally:
                _leave(server)
        except smtplib.SMTPResponseException as error:
            raise NotDeliveredError(_why(error.smtp_code)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotDeliveredError(Why.AWAY) from error
        return str(message["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or 25
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(host, port, timeout=self.timeout)
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    def _hand_in(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        for answer in (
            server.mail(str(message["From"])),
            server.rcpt(str(message["To"])),
        ):
            if answer[0] // 100 != 2:
                raise NotDeliveredError(_why(answer[0]))
        try:
            code, _words = server.data(
                message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
            )
        except smtplib.SMTPResponseException:
            raise  # refused before the body was sent
        except (OSError, smtplib.SMTPException) as error:
            raise NotDeliveredError(Why.UNCLEAR) from error
        if code // 100 != 2:
            raise NotDeliveredError(_why(code))


def _leave(server: smtplib.SMTP) -> None:
    """What the server says to our goodbye changes nothing of what it has taken."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _why(code: int) -> Why:
    return Why.AWAY if code in LATER else Why.REFUSED
