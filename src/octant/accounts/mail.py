"""E-mail in plain text: one template each, the first line is the subject."""

import logging
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = logging.getLogger(__name__)
FOR_GOOD = 500  # answers of a mail server from here on mean: do not try this again


class AddressRefused(Exception):
    """The mail server takes no e-mail to this address, now or later."""


class ServerDown(Exception):
    """The mail server does not answer, or takes nothing at the moment."""


def send(template: str, to: str, **context: object) -> bool:
    """Send one message. False means that the mail server did not take it; the page must say so."""
    try:
        post(template, to, **context)
    except (AddressRefused, ServerDown):
        log.exception("An e-mail could not be sent")
        return False
    return True


def post(template: str, to: str, **context: object) -> None:
    """Send one message. Raises AddressRefused and ServerDown."""
    subject, body = render_to_string(template, context).strip().split("\n", 1)
    message = EmailMessage(" ".join(subject.split())[:180], body.strip() + "\n", to=[to])
    try:
        message.send()
    except SMTPRecipientsRefused as problem:
        codes = [code for code, _text in problem.recipients.values()]
        raise (AddressRefused if min(codes, default=0) >= FOR_GOOD else ServerDown) from problem
    except SMTPDataError as problem:
        raise (AddressRefused if problem.smtp_code >= FOR_GOOD else ServerDown) from problem
    except (
        SMTPNotSupportedError,
        UnicodeError,
    ) as problem:  # letters that this server cannot write in an address
        raise AddressRefused from problem
    except (SMTPException, OSError) as problem:
        raise ServerDown from problem
